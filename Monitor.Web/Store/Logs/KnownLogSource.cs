using Monitor.Domain.Logs;

namespace Monitor.Web.Store.Logs;

/// <summary>A source of lines as this server knows it, with what was counted of it since the last write.</summary>
public sealed class KnownLogSource(int id, int hostId, LogSourceKind kind, string name)
{
    private long _lines;
    private long _dropped;
    private long _hostile;
    private long _seenAt;
    private long _droppedHere;

    public int Id => id;

    public int HostId => hostId;

    public LogSourceKind Kind => kind;

    public string Name => name;

    public LogRetention Retention { get; internal set; }

    /// <summary>Nothing of it is kept.</summary>
    public bool IsBlocked { get; internal set; }

    /// <summary>Lines of it that were not kept, since this server's start.</summary>
    public long DroppedHere => Interlocked.Read(ref _droppedHere);

    public void Count(int lines, int dropped, int hostile, DateTimeOffset at)
    {
        Interlocked.Add(ref _lines, lines);
        Interlocked.Add(ref _dropped, dropped);
        Interlocked.Add(ref _droppedHere, dropped);
        Interlocked.Add(ref _hostile, hostile);
        Interlocked.Exchange(ref _seenAt, at.UtcTicks);
    }

    /// <summary>What was counted since the last call; null where nothing was.</summary>
    internal LogSourceCounts? Take()
    {
        var counts = new LogSourceCounts(
            this, Interlocked.Exchange(ref _lines, 0), Interlocked.Exchange(ref _dropped, 0), Interlocked.Exchange(ref _hostile, 0), Interlocked.Read(ref _seenAt));
        return counts is { Lines: 0, Dropped: 0, Hostile: 0 } ? null : counts;
    }

    internal void PutBack(LogSourceCounts counts)
    {
        Interlocked.Add(ref _lines, counts.Lines);
        Interlocked.Add(ref _dropped, counts.Dropped);
        Interlocked.Add(ref _hostile, counts.Hostile);
    }
}

internal sealed record LogSourceCounts(KnownLogSource Source, long Lines, long Dropped, long Hostile, long SeenAt);
