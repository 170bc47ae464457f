namespace Monitor.Domain.Detection.Series;

/// <summary>
/// A slow leak: means of three hours (of twelve rows where those are slower) of the distance from the usual day that go one way for a day and leave what was usual. What is usual is not learned while
/// that goes on, for at most three days.
/// </summary>
internal sealed class SlowTrend(int slotSeconds)
{
    private const int Means = 8;
    private const int LeastRows = 12;
    private const int HoldSeconds = 3 * 86400;
    private const int LeastSteps = 24;
    private const double CalmGrowth = .1;
    private readonly int _meanSeconds = Math.Max(3 * 3600, LeastRows * slotSeconds);
    private readonly float[] _means = new float[Means];
    private double _sum;
    private int _rows;
    private long _part = long.MinValue;
    private long _since = long.MinValue;
    private float _calm;
    private byte _count;

    /// <summary>1 where the level creeps upwards, -1 downwards, 0 where it does not.</summary>
    public int Direction { get; private set; }

    /// <summary>Whether it was found at the last mean.</summary>
    public bool IsNew { get; private set; }

    /// <summary>The usual distance from the season, which grows by a tenth a day at most.</summary>
    public float Calm => _calm;

    public bool Holds(long unix) => _since != long.MinValue && unix - _since < HoldSeconds;

    public void Add(long unix, float residual, float spread, float floor)
    {
        var part = unix / _meanSeconds;
        if (part != _part && _rows > 0)
        {
            Close(unix, (float)(_sum / _rows), Math.Max(spread, floor));
            (_sum, _rows) = (0, 0);
        }

        (_part, _sum, _rows) = (part, _sum + residual, _rows + 1);
    }

    public void Save(BinaryWriter writer)
    {
        foreach (var mean in _means)
        {
            writer.Write(mean);
        }

        writer.Write(_sum);
        writer.Write(_rows);
        writer.Write(_part);
        writer.Write(_since);
        writer.Write(_calm);
        writer.Write(_count);
        writer.Write(Direction);
        writer.Write(IsNew);
    }

    public void Load(BinaryReader reader)
    {
        foreach (ref var mean in _means.AsSpan())
        {
            mean = reader.ReadSingle();
        }

        (_sum, _rows, _part, _since) = (reader.ReadDouble(), reader.ReadInt32(), reader.ReadInt64(), reader.ReadInt64());
        (_calm, _count, Direction, IsNew) = (reader.ReadSingle(), reader.ReadByte(), reader.ReadInt32(), reader.ReadBoolean());
    }

    private void Close(long unix, float mean, float spread)
    {
        _means.AsSpan(1).CopyTo(_means);
        _means[^1] = mean;
        _count = (byte)Math.Min(Means, _count + 1);
        _calm = _calm == 0 ? spread : Math.Min(spread, _calm * (float)(1 + (CalmGrowth * _meanSeconds / 86400)));
        var steps = Steps();
        var creeps = _count == Means && Math.Abs(steps) >= LeastSteps && Math.Sign(mean) == Math.Sign(steps) && Math.Abs(mean) > SeriesTuning.DriftFrom * _calm && IsEven();
        if (creeps && _since == long.MinValue)
        {
            (_since, IsNew) = (unix, true);
        }
        else
        {
            IsNew = false;
            _since = creeps || (Math.Sign(mean) == Direction && Math.Abs(mean) > SeriesTuning.DriftFrom * _calm / 2) ? _since : long.MinValue;
        }

        Direction = _since == long.MinValue ? 0 : Math.Sign(mean);
    }

    /// <summary>A leak comes in steps of about one size; a level that jumps does not.</summary>
    private bool IsEven()
    {
        var largest = 0f;
        for (var later = 1; later < Means; later++)
        {
            largest = Math.Max(largest, Math.Abs(_means[later] - _means[later - 1]));
        }

        return largest < SeriesTuning.LargestStep * Math.Abs(_means[^1] - _means[0]);
    }

    /// <summary>Pairs of means that grow less pairs that fall (Mann and Kendall), of 28.</summary>
    private int Steps()
    {
        var steps = 0;
        for (var later = 1; later < Means; later++)
        {
            for (var earlier = 0; earlier < later; earlier++)
            {
                steps += Math.Sign(_means[later] - _means[earlier]);
            }
        }

        return steps;
    }
}
