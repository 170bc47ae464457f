namespace Monitor.Agent.Delivery;

/// <summary>Reads from a segment what may share a batch. One buffer serves all segments; not safe for several threads.</summary>
internal sealed class SpoolWindow
{
    private byte[] _bytes = [];

    /// <summary>Adds the pending records from the offset on; false when the batch is full. A record that goes alone comes alone.</summary>
    public bool Read(SpoolSegment segment, long offset, List<SpoolEntry> into, int mostRecords, int mostBytes)
    {
        var reader = new SpoolReader(Fill(segment, offset));
        var taken = into.Sum(static e => e.Payload.Length);
        while (reader.MoveNext())
        {
            if (reader.IsDone)
            {
                continue;
            }

            var alone = reader.Kind != SpoolRecord.Mergeable;
            if (into.Count > 0 && (alone || into[0].Alone || taken + reader.Payload.Length > mostBytes || into.Count >= mostRecords))
            {
                return false;
            }

            taken += reader.Payload.Length;
            into.Add(new SpoolEntry(reader.Seq, alone, reader.Payload.ToArray(), segment.Number, offset + reader.Offset));
        }

        return true;
    }

    /// <summary>Shows all pending records from the offset on.</summary>
    public void Visit(SpoolSegment segment, long offset, Action<SpoolEntry> show)
    {
        var reader = new SpoolReader(Fill(segment, offset));
        while (reader.MoveNext())
        {
            if (!reader.IsDone)
            {
                show(new SpoolEntry(reader.Seq, reader.Kind != SpoolRecord.Mergeable, reader.Payload.ToArray(), segment.Number, offset + reader.Offset));
            }
        }
    }

    private ReadOnlySpan<byte> Fill(SpoolSegment segment, long offset)
    {
        var length = (int)(segment.Length - offset);
        if (_bytes.Length < length)
        {
            _bytes = new byte[length];
        }

        return _bytes.AsSpan(0, segment.Read(_bytes.AsSpan(0, length), offset));
    }
}
