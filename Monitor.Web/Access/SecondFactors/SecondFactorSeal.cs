using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Monitor.Data;
using Monitor.Domain.Access;

namespace Monitor.Web.Access.SecondFactors;

/// <summary>
/// What the key ring, which the master key outside of the database encrypts, keeps from others: secrets of apps at rest, and what a form must bring back unchanged within minutes: that a
/// password was right, or which new secret was shown. Such a paper ends with the stamp of the account.
/// </summary>
internal sealed class SecondFactorSeal(IDataProtectionProvider protection, TimeProvider time)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    private readonly IDataProtector _rest = protection.CreateProtector("Monitor.Access.SecondFactor.Secret.v1");
    private readonly IDataProtector _paper = protection.CreateProtector("Monitor.Access.SecondFactor.Paper.v1");

    public byte[] Keep(byte[] secret) => _rest.Protect(secret);

    /// <summary>Null when it was encrypted by another installation's keys.</summary>
    public byte[]? Open(byte[] kept)
    {
        try
        {
            return _rest.Unprotect(kept);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>Says that the password of this person was right.</summary>
    public string Passed(MonitorUser user) => Write("passed", user, "");

    public string Shown(MonitorUser user, byte[] secret) => Write("shown", user, Convert.ToBase64String(secret));

    /// <summary>Of whom it was said; null when it is too old, or nothing of ours.</summary>
    public int? PassedBy(string paper) => Read("passed", paper)?.UserId;

    public bool IsPassed(string paper, MonitorUser user) => IsOf("passed", paper, user) is not null;

    /// <summary>The secret that was shown to this person; null when that is too long ago.</summary>
    public byte[]? ShownTo(string paper, MonitorUser user) => IsOf("shown", paper, user) is { } content ? Convert.FromBase64String(content) : null;

    private string Write(string kind, MonitorUser user, string content) => _paper.Protect(string.Create(
        CultureInfo.InvariantCulture, $"{kind}|{user.Id}|{(time.GetUtcNow() + Lifetime).ToUnixTimeSeconds()}|{Stamp(user)}|{content}"));

    private string? IsOf(string kind, string paper, MonitorUser user) => Read(kind, paper) is { } read && read.UserId == user.Id && read.Stamp == Stamp(user) ? read.Content : null;

    private (int UserId, string Stamp, string Content)? Read(string kind, string paper)
    {
        try
        {
            return _paper.Unprotect(paper).Split('|') is [var said, var id, var until, var stamp, var content] && said == kind
                && time.GetUtcNow().ToUnixTimeSeconds() < long.Parse(until, CultureInfo.InvariantCulture) ? (int.Parse(id, CultureInfo.InvariantCulture), stamp, content) : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>The stamp itself stays inside.</summary>
    private static string Stamp(MonitorUser user) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(user.SecurityStamp ?? "")));
}
