namespace Monitor.Domain.Metrics;

/// <summary>What the agent said a host is made of. Sizes in bytes; texts are untrusted.</summary>
public sealed class HostInventory
{
    public int HostId { get; set; }

    public string OperatingSystem { get; set; } = "";

    public string Kernel { get; set; } = "";

    public string CpuModel { get; set; } = "";

    public int CpuCount { get; set; }

    public long MemoryBytes { get; set; }

    /// <summary>IP addresses, comma separated.</summary>
    public string Addresses { get; set; } = "";

    public string AgentVersion { get; set; } = "";

    /// <summary>The agent's clock minus the server's at its last batch, in milliseconds.</summary>
    public long ClockSkewMilliseconds { get; set; }

    public DateTimeOffset UpdatedAt { get; set; }
}
