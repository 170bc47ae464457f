using Microsoft.AspNetCore.Identity;
using Monitor.Data;
using Monitor.Domain.Access;

namespace Monitor.Web.Access.People;

/// <summary>An account as Identity wants it: names in their normalised form, stamps that make every session of an earlier state invalid.</summary>
internal static class NewUser
{
    public static MonitorUser Make(string userName, string displayName, string role, ILookupNormalizer normalizer, TimeProvider time)
    {
        var user = new MonitorUser
        {
            UserName = userName,
            NormalizedUserName = normalizer.NormalizeName(userName),
            DisplayName = displayName,
            Role = role,
            CreatedAt = time.GetUtcNow(),
        };
        NewStamp(user);
        return user;
    }

    /// <summary>Ends every cookie and circuit of the account (within a minute, by their own checks).</summary>
    public static void NewStamp(MonitorUser user)
    {
        user.SecurityStamp = Secret.NewText();
        user.ConcurrencyStamp = Guid.NewGuid().ToString();
    }
}
