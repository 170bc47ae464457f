namespace Monitor.Agent.Delivery;

/// <summary>The spool while the disk cannot be written: bounded, oldest dropped first.</summary>
internal sealed class SpoolMemory(int mostBytes)
{
    private readonly LinkedList<SpoolEntry> _entries = [];

    public int Count => _entries.Count;

    public long Bytes { get; private set; }

    public SpoolEntry? Oldest => _entries.First?.Value;

    /// <summary>How many had to go for it.</summary>
    public int Add(SpoolEntry entry)
    {
        _entries.AddLast(entry);
        Bytes += entry.Payload.Length;
        var dropped = 0;
        while (Bytes > mostBytes && _entries.Count > 1)
        {
            Bytes -= _entries.First!.Value.Payload.Length;
            _entries.RemoveFirst();
            dropped++;
        }

        return dropped;
    }

    public bool Remove(long seq)
    {
        for (var node = _entries.First; node is not null; node = node.Next)
        {
            if (node.Value.Seq == seq)
            {
                Bytes -= node.Value.Payload.Length;
                _entries.Remove(node);
                return true;
            }
        }

        return false;
    }

    public void CopyOldest(List<SpoolEntry> into, int mostRecords, int mostEntryBytes)
    {
        var bytes = 0;
        foreach (var entry in _entries)
        {
            if (into.Count > 0 && (entry.Alone || into[0].Alone || into.Count >= mostRecords || bytes + entry.Payload.Length > mostEntryBytes))
            {
                return;
            }

            into.Add(entry);
            bytes += entry.Payload.Length;
        }
    }
}
