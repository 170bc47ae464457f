using Monitor.Domain.Logs;

namespace Monitor.Web.Store;

/// <summary>One tick on its way into the database: values by ordinal, NaN where missing, and the same packed. After the commit the values tell rates where they were counters: see <see cref="CommittedRates"/>.</summary>
public sealed record TickRow(int StreamId, DateTimeOffset Time, double[] Values, ReadOnlyMemory<byte> Packed, int Samples);

/// <summary>The busiest processes of a host at a time, packed.</summary>
public sealed record ProcessRow(DateTimeOffset Time, byte[] Top);

/// <summary>An event or a text state of a host.</summary>
public sealed record TextRow(DateTimeOffset Time, string Name, string Text);

/// <summary>What is stored or refused as one: everything that one batch of one agent, or one round of a collector of the product itself, brought.</summary>
public sealed class SampleBatch
{
    // Nearly every batch is one tick and nothing else.
    private static readonly IReadOnlyList<ProcessRow> NoProcesses = [];
    private static readonly IReadOnlyList<TextRow> NoTexts = [];
    private static readonly IReadOnlyList<LogLine> NoLogs = [];

    private List<ProcessRow>? _processes;
    private List<TextRow>? _events;
    private List<TextRow>? _states;
    private List<LogLine>? _logs;

    public required int HostId { get; init; }

    /// <summary>The agent's number of this batch, which makes its events count once; null when the batch carries none.</summary>
    public long? Seq { get; init; }

    public required DateTimeOffset ArrivedAt { get; init; }

    /// <summary>The agent's clock minus the server's; null when unknown.</summary>
    public TimeSpan? ClockSkew { get; init; }

    /// <summary>Whether its arrival shows that the host is alive; false for series that the server makes itself.</summary>
    public bool IsFromAgent { get; init; }

    public List<TickRow> Ticks { get; } = new(1);

    public IReadOnlyList<ProcessRow> Processes => _processes ?? NoProcesses;

    public IReadOnlyList<TextRow> Events => _events ?? NoTexts;

    public IReadOnlyList<TextRow> States => _states ?? NoTexts;

    /// <summary>Lines of logs, cleaned and masked. They count once by the number of their batch.</summary>
    public IReadOnlyList<LogLine> Logs => _logs ?? NoLogs;

    public void Add(ProcessRow row) => (_processes ??= []).Add(row);

    public void AddEvent(TextRow row) => (_events ??= []).Add(row);

    public void AddState(TextRow row) => (_states ??= []).Add(row);

    public void Add(LogLine line) => (_logs ??= []).Add(line);

    public bool IsEmpty => Ticks.Count == 0 && Processes.Count == 0 && Events.Count == 0 && States.Count == 0 && Logs.Count == 0;
}

public enum BatchStatus
{
    /// <summary>In the database, or was there before.</summary>
    Committed,

    /// <summary>Too many batches wait: send it again later.</summary>
    Full,

    /// <summary>The database did not answer, or nobody knows whether it committed: send it again later, what is there already counts once.</summary>
    Unavailable,

    /// <summary>The database refuses this batch for what is in it: sending it again is of no use.</summary>
    Refused,
}

/// <summary>What became of a batch. Counts are samples, not ticks.</summary>
public sealed record BatchOutcome(BatchStatus Status, int Accepted, int Duplicate)
{
    /// <summary>What nearly every batch hears: so many samples, all of them new.</summary>
    private static readonly BatchOutcome[] AllNew = [.. Enumerable.Range(0, 512).Select(n => new BatchOutcome(BatchStatus.Committed, n, 0))];

    /// <summary>Lines of logs that were new: all of the batch, or none when its number was there already.</summary>
    public int Lines { get; init; }

    public static BatchOutcome Of(BatchStatus status) => new(status, 0, 0);

    public static BatchOutcome Committed(int accepted, int duplicate, int lines) =>
        duplicate == 0 && lines == 0 && accepted < AllNew.Length ? AllNew[accepted] : new(BatchStatus.Committed, accepted, duplicate) { Lines = lines };
}
