namespace Monitor.Agent.Delivery;

/// <summary>Walks the sound records of a segment's bytes; what is torn or damaged is stepped over up to the next sound record.</summary>
internal ref struct SpoolReader(ReadOnlySpan<byte> data)
{
    private readonly ReadOnlySpan<byte> _data = data;
    private int _next;

    public int Offset { get; private set; }

    public int Length { get; private set; }

    public long Seq { get; private set; }

    public byte Kind { get; private set; }

    public bool IsDone { get; private set; }

    /// <summary>The bytes between the record before and this one (or the end) that belong to no sound record.</summary>
    public (int Start, int Length) Gap { get; private set; }

    public readonly ReadOnlySpan<byte> Payload => _data.Slice(Offset + SpoolRecord.HeaderBytes, Length - SpoolRecord.HeaderBytes);

    /// <summary>False at the end; <see cref="Gap"/> is then what is left over.</summary>
    public bool MoveNext()
    {
        var start = _next;
        for (var at = start; at < _data.Length; at++)
        {
            var found = _data[at..].IndexOf(SpoolRecord.Magic);
            if (found < 0)
            {
                break;
            }

            at += found;
            if (SpoolRecord.TryRead(_data[at..], out var seq, out var kind, out var isDone, out var length))
            {
                (Offset, Length, Seq, Kind, IsDone) = (at, length, seq, kind, isDone);
                Gap = (start, at - start);
                _next = at + length;
                return true;
            }
        }

        Gap = (start, _data.Length - start);
        _next = _data.Length;
        return false;
    }
}
