namespace Monitor.Agent.Delivery;

/// <summary>Something the spool did that people should know; it goes out as an event with the next tick.</summary>
internal readonly record struct SpoolNotice(string Kind, string Text);

/// <summary>What has happened to the spool and is not told yet. Not safe for several threads: <see cref="Spool"/> holds its lock.</summary>
internal sealed class SpoolNotices
{
    private readonly List<SpoolNotice> _waiting = [];
    private long _droppedTold;

    public void Add(string kind, string text) => _waiting.Add(new SpoolNotice(kind, text));

    /// <summary>All that waits, once.</summary>
    /// <param name="dropped">Records dropped since the start: many at once are one notice.</param>
    public IReadOnlyList<SpoolNotice> Take(long dropped)
    {
        if (dropped > _droppedTold)
        {
            Add("agent.spool_dropped", $"{dropped - _droppedTold} of the oldest records were dropped to make room");
            _droppedTold = dropped;
        }

        if (_waiting.Count == 0)
        {
            return [];
        }

        var notices = _waiting.ToArray();
        _waiting.Clear();
        return notices;
    }
}
