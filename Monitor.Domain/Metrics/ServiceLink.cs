namespace Monitor.Domain.Metrics;

/// <summary>How a service leans on something.</summary>
public enum ServiceLinkKind
{
    /// <summary>On a host. One of several is enough to run it.</summary>
    RunsOn,

    /// <summary>On another service.</summary>
    Calls,
}

/// <summary>A service on a host, or a service that calls another one; services may call each other in circles.</summary>
public sealed class ServiceLink
{
    public int Id { get; set; }

    public int ServiceId { get; set; }

    public ServiceLinkKind Kind { get; set; }

    /// <summary>For <see cref="ServiceLinkKind.RunsOn"/>.</summary>
    public int? HostId { get; set; }

    /// <summary>For <see cref="ServiceLinkKind.Calls"/>.</summary>
    public int? CalledServiceId { get; set; }
}
