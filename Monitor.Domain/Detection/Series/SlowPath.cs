namespace Monitor.Domain.Detection.Series;

/// <summary>
/// What means of five minutes (or the rows, where those are slower) say: residual to the median of a day, difference, mean of an hour against the day before
/// it, residual to the same time of day, and the shape of the movement.
/// </summary>
internal sealed class SlowPath
{
    private const int Level = 0;
    private const int Move = 1;
    private const int Shift = 2;
    private const int Season = 3;
    private const int Shape = 4;
    private const int Features = 5;
    private const int MostPast = 5000;
    private const int Hour = 12;
    private const int LeastLearned = 30;
    private const int LeastOfDay = 20;
    private const float Ordinary = 1.5f;
    private readonly Tails _tails = new(Features, SeriesTuning.FeatureCap);
    private readonly RecentLevel _level;
    private readonly DaySeason _season;
    private readonly ShapeClusters _shapes = new();
    private readonly KnownPatterns _known;
    private readonly float[] _recent;
    private readonly int _dayLength;
    private readonly byte _learnsOneIn;
    private readonly float _leastScale;
    private readonly LastingChanges _lasting;
    private RunningMedian _move;
    private double _mean;
    private double _variance;
    private double _dayMean;
    private double _dayVariance;
    private float _last;
    private int _learned;
    private short _dayLearned;
    private short _unlearned;
    private byte _rows;
    private byte _foreign;

    /// <param name="rowSeconds">How far apart the rows come that it is shown, 300 or more.</param>
    public SlowPath(int rowSeconds, DetectionPreset preset, float leastScale)
    {
        var slotSeconds = Math.Min(rowSeconds, 86400);
        var slots = 86400 / slotSeconds;
        (_level, _season, _known, _leastScale) = (new RecentLevel(slots), new DaySeason(slotSeconds), new KnownPatterns(slotSeconds), leastScale);
        _recent = new float[2 * Math.Clamp(3600 / slotSeconds, 4, Hour)];
        _dayLength = (int)(.6 * Math.Clamp(slots, 60, 288));
        _learnsOneIn = (byte)(preset == DetectionPreset.Quiet ? SeriesTuning.QuietLearnsOneIn : SeriesTuning.SensitiveLearnsOneIn);
        _lasting = new LastingChanges(rowSeconds, preset, _recent.Length / 2, _dayLength, _season, _level);
    }

    /// <summary>Until then too little is known to say anything.</summary>
    public bool IsLearning => _learned < LeastLearned;

    public float Floor => (float)Math.Max((SeriesTuning.SpreadFloor * Math.Sqrt(_variance)) + (SeriesTuning.LevelFloor * Math.Abs(_level.Median)), _leastScale) + 1e-12f;

    public UsualValue Usual(long unix) =>
        _season.IsKnown && _season.At(unix) is var usual && !float.IsNaN(usual) ? new UsualValue(usual, _season.Spread, UsualBasis.Season)
        : new UsualValue(_level.Median, _level.Spread, _learned < _dayLength ? UsualBasis.Hours : UsualBasis.Day);

    /// <summary>What is expected at that time, and how far nearly all values lie from it.</summary>
    public (float Expected, float Reach) Expect(long unix)
    {
        var usual = Usual(unix);
        return (usual.Value, Math.Max(3, _season.IsKnown ? 0 : _tails.TailFrom(Level)) * Math.Max(usual.Scale, Floor));
    }

    public float Known(long unix) => (float)(SeriesTuning.KnownShare * Math.Max(0, _known.Usual(unix) - SeriesTuning.KnownFree));

    /// <summary>Remembers evidence of the ticks for that time of day too.</summary>
    public void LearnKnown(long unix, double evidence) => _known.Learn(unix, (float)evidence);

    public (double Evidence, AnomalyKind Kind) Judge(long unix, float value, double threshold, bool learn)
    {
        if (_learned == 0 && !learn)
        {
            // There is nothing yet to hold it against, and it is no example either.
            return (0, AnomalyKind.None);
        }

        var (move, hour, isLearning) = (_rows == 0 ? 0 : value - _last, _recent.Length / 2, IsLearning);
        var floor = Floor;
        var usual = _season.At(unix);
        var residual = float.IsNaN(usual) ? 0 : value - usual;
        _recent[_rows % hour] = value;
        _recent[hour + (_rows % hour)] = residual;
        _rows = (byte)(_rows < 2 * hour ? _rows + 1 : hour + 1);

        Span<float> features = stackalloc float[Features];
        features[Level] = _level.Count >= 5 ? Math.Abs(value - _level.Median) / Math.Max(_level.Spread, floor) : 0;
        var unit = Math.Max(_move.Value * 1.4826f, floor);
        features[Move] = Math.Abs(move) / unit;
        var filled = Math.Min((int)_rows, hour);
        var (hourMean, hourResidual) = (Mean(_recent.AsSpan(0, filled)), Mean(_recent.AsSpan(hour, filled)));
        features[Shift] = _dayLearned >= LeastOfDay ? (float)(Math.Abs(hourMean - _dayMean) / Math.Max(Math.Sqrt(_dayVariance), floor)) : 0;
        var seasonal = _season.IsKnown && !float.IsNaN(usual);
        features[Season] = seasonal ? Math.Abs(hourResidual) / Math.Max(_season.Spread, floor) : 0;
        features[Shape] = _shapes.Distance(move, unit, learn) / unit;

        Span<float> parts = stackalloc float[Features];
        var sum = 0f;
        for (var feature = 0; feature < Features; feature++)
        {
            if (!isLearning && (feature != Season || seasonal))
            {
                parts[feature] = Surprise(feature, features[feature]);
                sum += parts[feature];
            }
        }

        var verdict = (sum - (double)Known(unix), Kind(parts, value, hourMean, usual, unit));
        if (learn)
        {
            _known.Learn(unix, sum);
            Learn(unix, value, move, floor, features, seasonal, sum > SeriesTuning.HoldFrom * threshold);
        }
        else
        {
            _foreign = (byte)hour;
        }

        _last = value;
        return _lasting.Weigh(new LastingRow(unix, value, move == 0, hourResidual, seasonal ? usual : float.NaN, Restless(), floor, _learned, learn), verdict, threshold);
    }

    public void Save(BinaryWriter writer)
    {
        _tails.Save(writer);
        _level.Save(writer);
        _season.Save(writer);
        _shapes.Save(writer);
        _known.Save(writer);
        _lasting.Save(writer);
        _move.Save(writer);
        foreach (var value in _recent)
        {
            writer.Write(value);
        }

        writer.Write(_mean);
        writer.Write(_variance);
        writer.Write(_dayMean);
        writer.Write(_dayVariance);
        writer.Write(_last);
        writer.Write(_learned);
        writer.Write(_dayLearned);
        writer.Write(_unlearned);
        writer.Write(_rows);
        writer.Write(_foreign);
    }

    public void Load(BinaryReader reader)
    {
        _tails.Load(reader);
        _level.Load(reader);
        _season.Load(reader);
        _shapes.Load(reader);
        _known.Load(reader);
        _lasting.Load(reader);
        _move.Load(reader);
        foreach (ref var value in _recent.AsSpan())
        {
            value = reader.ReadSingle();
        }

        (_mean, _variance, _dayMean, _dayVariance) = (reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble());
        (_last, _learned, _dayLearned) = (reader.ReadSingle(), reader.ReadInt32(), reader.ReadInt16());
        (_unlearned, _rows, _foreign) = (reader.ReadInt16(), reader.ReadByte(), reader.ReadByte());
    }

    private AnomalyKind Kind(ReadOnlySpan<float> parts, float value, float hourMean, float usual, float unit)
    {
        if (parts[Season] > Ordinary && parts[Level] < Ordinary && parts[Shift] < Ordinary && Math.Abs(usual - _level.Median) > Math.Abs(value - _level.Median))
        {
            return AnomalyKind.MissingSeason;
        }

        if (parts[Shift] >= Math.Max(parts[Level], parts[Move]))
        {
            return hourMean > _dayMean ? AnomalyKind.ShiftUp : AnomalyKind.ShiftDown;
        }

        return Restless() > SeriesTuning.RestlessKind * unit && parts[Shift] < Ordinary ? AnomalyKind.Unrest : value > _level.Median ? AnomalyKind.Spike : AnomalyKind.Drop;
    }

    /// <summary>The middle one of the last hour's moves, so that one spike is no unrest.</summary>
    private float Restless()
    {
        var filled = Math.Min((int)_rows, _recent.Length / 2);
        Span<float> moves = stackalloc float[Hour];
        moves = moves[..(filled - 1)];
        for (var row = 0; row < moves.Length; row++)
        {
            moves[row] = Math.Abs(_recent[(_rows - 1 - row) % (_recent.Length / 2)] - _recent[(_rows - 2 - row) % (_recent.Length / 2)]);
        }

        moves.Sort();
        return moves.IsEmpty ? 0 : moves[moves.Length / 2];
    }

    private float Surprise(int feature, float value)
    {
        var rarity = _tails.Surprise(feature, value);
        return feature == Shape ? rarity : (float)FeatureEvidence.Of(rarity, value, SeriesTuning.SizeShare, SeriesTuning.FeatureCap);
    }

    /// <summary>For an hour after rows that were not to be learned, what is made of the last hour is not learned either.</summary>
    private void Learn(long unix, float value, float move, float floor, ReadOnlySpan<float> features, bool seasonal, bool isOdd)
    {
        _learned++;
        var isOwn = _foreign == 0;
        _foreign = (byte)Math.Max(0, _foreign - 1);
        if (isOwn && _learned > 10 && Known(unix) < SeriesTuning.KnownHold && (!isOdd || _learned < 100 || ++_unlearned >= _learnsOneIn))
        {
            _unlearned = isOdd ? (short)0 : _unlearned;
            for (var feature = 0; feature < Features; feature++)
            {
                if (feature != Season || seasonal)
                {
                    _tails.Learn(feature, features[feature], MostPast);
                }
            }
        }

        var rate = 1.0 / Math.Min(_learned, 750);
        var off = value - _mean;
        _mean += rate * off;
        _variance = _learned == 1 ? 0 : (1 - rate) * (_variance + (rate * off * off));
        if (isOwn)
        {
            _move.Add(Math.Abs(move));
        }

        if (!_lasting.Holds(unix))
        {
            _season.Learn(unix, value, floor);
        }

        _level.Add(value);
        var hour = _recent.Length / 2;
        if (isOwn && _rows > hour)
        {
            _dayLearned = (short)Math.Min(_dayLearned + 1, _dayLength);
            var dayRate = 1.0 / _dayLearned;
            var old = _recent[_rows % hour] - _dayMean;
            _dayMean += dayRate * old;
            _dayVariance = (1 - dayRate) * (_dayVariance + (dayRate * old * old));
        }
    }

    private static float Mean(ReadOnlySpan<float> values)
    {
        var sum = 0d;
        foreach (var value in values)
        {
            sum += value;
        }

        return (float)(sum / values.Length);
    }
}
