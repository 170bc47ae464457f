namespace Monitor.Domain.Detection.Series;

/// <summary>
/// A series that always moved and stands still: the same value, bit for bit, for longer than ever in the days before. A run that was odd, and one that was not to be learned, does not
/// count as such a one.
/// </summary>
internal struct FlatRun
{
    private const double Hour = 3600;
    private const int LeastRows = 12;
    private const float Moving = .95f;
    private const float LearningRate = .002f;
    private float _moves;
    private float _longest;
    private float _rows;
    private float _seconds;
    private int _count;
    private bool _isForeign;

    /// <summary>Whether the run that this row continues is one that the series never had.</summary>
    public bool Judge(bool same, double seconds, bool learn)
    {
        if (same)
        {
            (_rows, _seconds) = (_rows + 1, (float)(_seconds + seconds));
        }
        else
        {
            _longest = Math.Max(_isForeign ? 0 : _seconds, _longest * (1 - (float)Math.Min(1, (_seconds + seconds) / (7 * 86400))));
            Break();
        }

        var isOdd = _count > 200 && _moves > Moving && _rows >= LeastRows && _seconds >= Math.Max(Hour, 3 * _longest);
        _isForeign |= isOdd || !learn;
        if (learn && !isOdd)
        {
            _count = Math.Min(_count + 1, 1 << 20);
            _moves += ((same ? 0 : 1) - _moves) * Math.Max(LearningRate, 1f / _count);
        }

        return isOdd;
    }

    /// <summary>The next row continues no run.</summary>
    public void Break() => (_rows, _seconds, _isForeign) = (0, 0, false);

    public readonly void Save(BinaryWriter writer)
    {
        writer.Write(_moves);
        writer.Write(_longest);
        writer.Write(_rows);
        writer.Write(_seconds);
        writer.Write(_count);
        writer.Write(_isForeign);
    }

    public void Load(BinaryReader reader) =>
        (_moves, _longest, _rows, _seconds, _count, _isForeign) =
            (reader.ReadSingle(), reader.ReadSingle(), reader.ReadSingle(), reader.ReadSingle(), reader.ReadInt32(), reader.ReadBoolean());
}
