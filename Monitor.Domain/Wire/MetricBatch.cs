using System.Text.Json.Serialization;

namespace Monitor.Domain.Wire;

/// <summary>What an agent posts to <c>/api/v1/metrics</c> (gzip JSON, version 1). Times are unix milliseconds UTC.</summary>
public sealed record MetricBatch
{
    public const int CurrentVersion = 1;

    public int V { get; init; } = CurrentVersion;

    /// <summary>Grows by one with each batch of this agent; a batch that is sent again keeps its number.</summary>
    public long Seq { get; init; }

    /// <summary>The agent's own clock when it sent this, uncorrected: it shows the host's skew and is never used to move a tick.</summary>
    public long Sent { get; init; }

    /// <summary>How many ticks follow: a body that was cut short is found by it.</summary>
    public int Count { get; init; }

    public IReadOnlyList<WireSchema>? Schemas { get; init; }

    public IReadOnlyList<WireTick>? Ticks { get; init; }

    public IReadOnlyList<WireTop>? Top { get; init; }

    public IReadOnlyList<WireEvent>? Events { get; init; }

    /// <summary>Text states that changed, such as <c>agent.spool</c>.</summary>
    public IReadOnlyList<WireState>? States { get; init; }

    public WireInventory? Inventory { get; init; }

    /// <summary>Other ends of TCP connections, at most 200; the whole of what was seen lately. Sent only where the host's owner wants it.</summary>
    public IReadOnlyList<WirePeer>? Peers { get; init; }

    /// <summary>Lines of logs, by where they come from. They count once by <see cref="Seq"/>.</summary>
    public IReadOnlyList<WireLogs>? Logs { get; init; }

    /// <summary>The version of commands that the agent understands (<see cref="WireCommand.CurrentVersion"/>); null: none, and it is sent none.</summary>
    public int? Commands { get; init; }

    /// <summary>What its own list allows, when it starts and when that changes.</summary>
    public WireActions? Actions { get; init; }

    /// <summary>What became of commands.</summary>
    public IReadOnlyList<WireResult>? Results { get; init; }
}

/// <summary>The names of a vector's places. <see cref="Id"/> is <see cref="SchemaId.Of"/> of <see cref="Series"/>.</summary>
public sealed record WireSchema(string Id, IReadOnlyList<WireSeries> Series);

/// <summary>One series; on the wire <c>["disk.used_percent",{"mount":"/"}]</c>.</summary>
[JsonConverter(typeof(WireSeriesConverter))]
public sealed record WireSeries(string Metric, IReadOnlyList<KeyValuePair<string, string>> Labels);

/// <summary>
/// One vector of values at one time; a missing value is null. <see cref="T"/> is already corrected by the skew that the agent measured at the server's
/// answers.
/// </summary>
public sealed record WireTick(string Schema, long T, IReadOnlyList<double?> V);

/// <summary>The busiest processes at a time.</summary>
public sealed record WireTop(long T, IReadOnlyList<WireProcess> Processes);

/// <summary>One process: CPU in percent of one core since the last scan, resident memory in bytes.</summary>
public sealed record WireProcess(int Pid, string Name, double Cpu, long Memory);

/// <summary>Something that happened on the host; <see cref="Kind"/> such as <c>agent.started</c>.</summary>
public sealed record WireEvent(long T, string Kind, string Text);

/// <summary>A named text that holds until another one is sent, from <see cref="T"/> on.</summary>
public sealed record WireState(string Name, string Text, long T);

/// <summary>What the host is made of. Sizes in bytes.</summary>
public sealed record WireInventory(
    string OperatingSystem, string Kernel, string CpuModel, int CpuCount, long MemoryBytes, IReadOnlyList<string> Addresses, string AgentVersion);

/// <summary>
/// Another end of TCP connections. <see cref="Direction"/> is <c>in</c> where the other end called, <c>out</c> where the host did; <see cref="Port"/> the port
/// that was called; <see cref="Process"/> the host's own process, empty where the agent may not see it; <see cref="Count"/> how many connections at once.
/// </summary>
public sealed record WirePeer(string Direction, string Address, int Port, string Process, int Count)
{
    public const string In = "in";
    public const string Out = "out";
}

/// <summary>
/// Lines of one source in their order. <see cref="Kind"/> is <c>journal</c> or <c>file</c>, <see cref="Source"/> the unit or the path; <see cref="Dropped"/>
/// how many more there were that were not sent, because they were too many.
/// </summary>
public sealed record WireLogs(string Kind, string Source, IReadOnlyList<WireLine> Lines, int Dropped = 0);

/// <summary>One line: its time, already corrected by the skew; its severity by syslog's numbers, where it is known; whether it is several lines, joined.</summary>
public sealed record WireLine(long T, string Text, int? Severity = null, bool Joined = false);
