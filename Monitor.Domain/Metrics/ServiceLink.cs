namespace Monitor.Domain.Metrics;

/// <summary>How a service leans on something.</summary>
public enum ServiceLinkKind
{
    /// <summary>On a host. One of several is enough to run it.</summary>
    RunsOn,

    /// <summary>On another service.</summary>
    Calls,

    /// <summary>On a host that it needs without running there: a storage, a gateway, a name server.</summary>
    DependsOn,
}

/// <summary>A service on a host, a service that needs a host, or one that calls another; services may call each other in circles.</summary>
public sealed class ServiceLink
{
    public int Id { get; set; }

    public int ServiceId { get; set; }

    public ServiceLinkKind Kind { get; set; }

    /// <summary>For <see cref="ServiceLinkKind.RunsOn"/> and <see cref="ServiceLinkKind.DependsOn"/>; a service has one link to a host.</summary>
    public int? HostId { get; set; }

    /// <summary>For <see cref="ServiceLinkKind.Calls"/>.</summary>
    public int? CalledServiceId { get; set; }
}
