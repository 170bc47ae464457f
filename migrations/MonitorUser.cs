using Microsoft.AspNetCore.Identity;

namespace Monitor.Data;

/// <summary>A person who can sign in. Domain knows people by id only.</summary>
public sealed class MonitorUser : IdentityUser<int>
{
    public string DisplayName { get; set; } = "";

    /// <summary>IANA zone; empty means: as the browser says.</summary>
    public string TimeZone { get; set; } = "";

    public string Culture { get; set; } = "";

    /// <summary>One of <see cref="Monitor.Domain.Access.Roles"/>.</summary>
    public string Role { get; set; } = "";

    /// <summary>Set when an administrator switched the account off.</summary>
    public DateTimeOffset? DisabledAt { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>Up to here the person has seen the bell's entries.</summary>
    public DateTimeOffset? BellReadAt { get; set; }

    /// <summary>Whether notices come by mail too, where there is an address.</summary>
    public bool WantsMail { get; set; } = true;
}
