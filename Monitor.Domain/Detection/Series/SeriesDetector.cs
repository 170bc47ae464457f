using Monitor.Domain.Forecasting;

namespace Monitor.Domain.Detection.Series;

/// <summary>
/// The default detector of one series (<c>evidence</c>): robust features, each held against its own past, whose -log10 tail probabilities add up to evidence
/// that begins an alarm. Means of five minutes (or the rows where those are slower) show season, shift and creep; a feed faster than that is judged on
/// every tick too and alarms on the second odd one. Windows are durations. The state is about 4 KB. A counter is given as its rate.
/// </summary>
/// <param name="preset">Which threshold counts, and how fast what repeats becomes usual.</param>
/// <param name="range">The physical range of the values: the band stays inside, and it sets the smallest deviation that matters.</param>
public sealed class SeriesDetector(DetectionPreset preset, ValueRange? range = null) : IAnomalyDetector
{
    public const string DetectorName = "evidence";
    private const byte Version = 2;
    private const int Slot = 300;
    private const float Largest = 1e18f;
    private readonly float _leastScale = range is { } r && double.IsFinite(r.Maximum - r.Minimum) ? (float)((r.Maximum - r.Minimum) * SeriesTuning.RangeFloor) : 0;
    private readonly float _lowest = (float)(range?.Minimum ?? double.NegativeInfinity);
    private readonly float _highest = (float)(range?.Maximum ?? double.PositiveInfinity);
    private RowPace _pace;
    private SlowPath? _slow;
    private FastPath? _fast;
    private AlarmState _alarm;
    private long _lastUnix = long.MinValue;
    private long _slot;
    private double _sum;
    private double _slowEvidence;
    private AnomalyKind _slowKind;
    private int _rows;
    private bool _mayLearn;
    private bool _isClosed;
    private float _factor = 1;
    private float _threshold;

    public string Name => DetectorName;

    public double ThresholdFactor
    {
        get => _factor;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            _factor = (float)value;
            Fit();
        }
    }

    public AnomalyReading Observe(DateTimeOffset time, double value, bool learn = true)
    {
        var unix = time.ToUnixTimeSeconds();
        if (!double.IsFinite(value) || unix <= _lastUnix)
        {
            return new AnomalyReading { IsLearning = _slow is null || _slow.IsLearning, Expected = value, Low = value, High = value };
        }

        if (_slow is null && !Start(unix))
        {
            _lastUnix = unix;
            return new AnomalyReading { IsLearning = true, Expected = value, Low = value, High = value };
        }

        var afterHole = unix - _lastUnix > 3L * _pace.RowSeconds;
        _lastUnix = unix;
        return Judge(unix, (float)Math.Clamp(value, -Largest, Largest), learn, afterHole);
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(Version);
        _pace.Save(writer);
        _alarm.Save(writer);
        writer.Write(_lastUnix);
        writer.Write(_slot);
        writer.Write(_sum);
        writer.Write(_slowEvidence);
        writer.Write((byte)_slowKind);
        writer.Write(_rows);
        writer.Write(_mayLearn);
        writer.Write(_isClosed);
        _slow?.Save(writer);
        _fast?.Save(writer);
        writer.Write(Version);
    }

    public void Load(BinaryReader reader)
    {
        try
        {
            if (reader.ReadByte() != Version)
            {
                throw new InvalidDataException($"The saved state of a detector is not of version {Version}.");
            }

            _pace.Load(reader);
            _alarm.Load(reader);
            (_lastUnix, _slot, _sum, _slowEvidence) = (reader.ReadInt64(), reader.ReadInt64(), reader.ReadDouble(), reader.ReadDouble());
            (_slowKind, _rows, _mayLearn, _isClosed) = ((AnomalyKind)reader.ReadByte(), reader.ReadInt32(), reader.ReadBoolean(), reader.ReadBoolean());
            Build();
            _slow?.Load(reader);
            _fast?.Load(reader);
            if (reader.ReadByte() != Version)
            {
                throw new InvalidDataException("The saved state of a detector does not end where it should.");
            }
        }
        catch (Exception e) when (e is EndOfStreamException or InvalidDataException)
        {
            Forget();
            throw e as InvalidDataException ?? new InvalidDataException("The saved state of a detector is cut short.", e);
        }
    }

    private AnomalyReading Judge(long unix, float value, bool learn, bool afterHole)
    {
        var slow = _slow!;
        var (expected, reach) = slow.Expect(unix);
        var (evidence, kind) = (0d, AnomalyKind.None);
        if (_fast is null)
        {
            (evidence, kind) = slow.Judge(unix, value, _threshold, learn);
        }
        else
        {
            var floor = slow.Floor;
            (evidence, kind) = Tick(slow, _fast, unix, value, learn, afterHole);
            reach = Math.Max(reach, _fast.Reach(floor));
        }

        evidence = slow.IsLearning ? 0 : Math.Max(0, evidence);
        var isOnset = _alarm.IsOnset(unix, evidence, _threshold, _pace.RowSeconds);
        return new AnomalyReading
        {
            IsLearning = slow.IsLearning,
            Evidence = evidence,
            Score = evidence / (evidence + _threshold),
            IsAnomalous = _alarm.GoesOn,
            IsOnset = isOnset,
            Kind = _alarm.GoesOn ? kind : AnomalyKind.None,
            Expected = expected,
            Low = Math.Clamp(expected - reach, _lowest, _highest),
            High = Math.Clamp(expected + reach, _lowest, _highest),
        };
    }

    private (double Evidence, AnomalyKind Kind) Tick(SlowPath slow, FastPath fast, long unix, float value, bool learn, bool afterHole)
    {
        var slot = unix / Slot;
        if (slot != _slot)
        {
            Begin(slow, slot);
        }

        if (!_isClosed)
        {
            (_sum, _rows, _mayLearn) = (_sum + value, _rows + 1, _mayLearn && learn);
        }

        var begins = preset == DetectionPreset.Quiet ? SeriesTuning.FastQuiet : SeriesTuning.FastSensitive;
        var (ofTicks, isAbove) = fast.Judge(value, slow.Usual(unix), slow.Floor, learn, afterHole);
        var ticks = ofTicks * _threshold / _factor / begins;
        var known = slow.Known(unix);
        if (learn)
        {
            slow.LearnKnown(unix, ticks);
        }

        if (!_isClosed && (unix + _pace.RowSeconds) / Slot != slot)
        {
            Close(slow, unix);
        }

        return ticks - known > _slowEvidence ? (ticks - known, isAbove ? AnomalyKind.Spike : AnomalyKind.Drop) : (_slowEvidence, _slowKind);
    }

    /// <summary>The mean of the last slot is taken where its last tick did not come; what it says is forgotten after a hole.</summary>
    private void Begin(SlowPath slow, long slot)
    {
        if (_rows > 0)
        {
            Close(slow, (_slot * Slot) + Slot - 1);
        }

        if (slot > _slot + 1)
        {
            (_slowEvidence, _slowKind) = (0, AnomalyKind.None);
        }

        (_slot, _mayLearn, _isClosed) = (slot, true, false);
    }

    /// <summary>A mean is an example of what is usual where all of its ticks are.</summary>
    private void Close(SlowPath slow, long unix)
    {
        (_slowEvidence, _slowKind) = slow.Judge(unix, (float)(_sum / _rows), _threshold, _mayLearn);
        (_sum, _rows, _isClosed) = (0, 0, true);
    }

    private bool Start(long unix)
    {
        if (_lastUnix == long.MinValue || !_pace.Add(unix - _lastUnix))
        {
            return false;
        }

        Build();
        return true;
    }

    private void Build()
    {
        _slow = _pace.IsKnown ? new SlowPath(Math.Max(_pace.RowSeconds, Slot), preset, _leastScale) : null;
        _fast = _pace.IsKnown && _pace.RowSeconds * 1.5 < Slot ? new FastPath(_pace.RowSeconds, _leastScale) : null;
        Fit();
    }

    private void Fit() => _threshold = _pace.IsKnown ? (float)FeatureEvidence.AlarmFrom(preset, _pace.RowSeconds) * _factor : 0;

    private void Forget()
    {
        (_pace, _alarm, _slow, _fast) = (default, default, null, null);
        (_lastUnix, _slot, _sum, _slowEvidence, _slowKind, _rows, _mayLearn, _isClosed) = (long.MinValue, 0, 0, 0, AnomalyKind.None, 0, false, false);
    }
}
