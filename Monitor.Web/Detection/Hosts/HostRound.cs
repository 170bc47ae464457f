namespace Monitor.Web.Detection.Hosts;

/// <summary>A host whose next rows are due, as it was claimed.</summary>
internal sealed record DueHost(int HostId, string Name, DateTimeOffset TrainedAt, int[] SeriesIds, byte[]? State, DateTimeOffset? Through, DateTimeOffset? LastSeenAt);

/// <summary>What a run did: how many hosts, and what went wrong with others.</summary>
internal sealed record HostWatchReport(int Hosts, IReadOnlyList<Exception> Failures);

/// <summary>A run of <see cref="HostWatch"/> on its way.</summary>
internal sealed class HostRound(DateTimeOffset due)
{
    /// <summary>The end of the last complete row.</summary>
    public DateTimeOffset Due { get; } = due;

    /// <summary>How many were looked at.</summary>
    public int Hosts { get; set; }

    public List<Exception> Failures { get; } = [];

    /// <summary>Hosts that failed by themselves: they are looked at again by the next run.</summary>
    public List<int> LeftOut { get; } = [];

    /// <summary>So many hosts are claimed one by one, since several at once have failed.</summary>
    public int Alone { get; set; }
}
