namespace Monitor.Domain.Metrics;

/// <summary>How a host or a fleet is, worst last, so that the status of many is the maximum.</summary>
public enum HostStatus
{
    Good,
    Unknown,
    Maintenance,
    Warning,
    Critical,
}
