using System.Text.Json.Serialization;

namespace Monitor.Domain.Wire;

/// <summary>What an agent posts to <c>/api/v1/metrics</c> (gzip JSON, version 1). Times are unix milliseconds UTC.</summary>
public sealed record MetricBatch
{
    public const int CurrentVersion = 1;

    public int V { get; init; } = CurrentVersion;

    /// <summary>Grows by one with each batch of this agent; a batch that is sent again keeps its number.</summary>
    public long Seq { get; init; }

    /// <summary>The agent's clock when it sent this.</summary>
    public long Sent { get; init; }

    /// <summary>How many ticks follow: a body that was cut short is found by it.</summary>
    public int Count { get; init; }

    public IReadOnlyList<WireSchema>? Schemas { get; init; }

    public IReadOnlyList<WireTick>? Ticks { get; init; }

    public IReadOnlyList<WireTop>? Top { get; init; }

    public IReadOnlyList<WireEvent>? Events { get; init; }

    public WireInventory? Inventory { get; init; }
}

/// <summary>The names of a vector's places. <see cref="Id"/> is <see cref="SchemaId.Of"/> of <see cref="Series"/>.</summary>
public sealed record WireSchema(string Id, IReadOnlyList<WireSeries> Series);

/// <summary>One series; on the wire <c>["disk.used_percent",{"mount":"/"}]</c>.</summary>
[JsonConverter(typeof(WireSeriesConverter))]
public sealed record WireSeries(string Metric, IReadOnlyList<KeyValuePair<string, string>> Labels);

/// <summary>One vector of values at one time; a missing value is null.</summary>
public sealed record WireTick(string Schema, long T, IReadOnlyList<double?> V);

/// <summary>The busiest processes at a time.</summary>
public sealed record WireTop(long T, IReadOnlyList<WireProcess> Processes);

/// <summary>One process: CPU in percent of one core since the last scan, resident memory in bytes.</summary>
public sealed record WireProcess(int Pid, string Name, double Cpu, long Memory);

/// <summary>Something that happened on the host; <see cref="Kind"/> such as <c>agent.started</c>.</summary>
public sealed record WireEvent(long T, string Kind, string Text);

/// <summary>What the host is made of. Sizes in bytes.</summary>
public sealed record WireInventory(
    string OperatingSystem, string Kernel, string CpuModel, int CpuCount, long MemoryBytes, IReadOnlyList<string> Addresses, string AgentVersion);
