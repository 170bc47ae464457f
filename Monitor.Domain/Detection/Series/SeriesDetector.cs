using Monitor.Domain.Forecasting;

namespace Monitor.Domain.Detection.Series;

/// <summary>
/// The default detector of one series (<c>evidence</c>): robust features, each held against its own past, whose -log10 tail probabilities add up to evidence
/// that begins an alarm. Means of five minutes (or the rows where those are slower) show season, shift and creep; a feed faster than that is judged on
/// every tick too and alarms on the second odd one. Windows are durations. The state is about 4 KB. A counter is given as its rate.
/// </summary>
/// <param name="preset">Which threshold counts, and how fast what repeats becomes usual.</param>
/// <param name="range">The physical range of the values: the band stays inside, and it sets the smallest deviation that matters.</param>
/// <param name="thresholdOffset">What labels of people move the threshold by, in evidence; more is quieter.</param>
public sealed class SeriesDetector(DetectionPreset preset, ValueRange? range = null, double thresholdOffset = 0) : IAnomalyDetector
{
    public const string DetectorName = "evidence";
    private const byte Version = 1;
    private const int Slot = 300;
    private const float Largest = 1e18f;
    private readonly float _leastScale = range is { } r && double.IsFinite(r.Maximum - r.Minimum) ? (float)((r.Maximum - r.Minimum) * SeriesTuning.RangeFloor) : 0;
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

    public string Name => DetectorName;

    /// <summary>The bytes that this detector keeps resident, objects included.</summary>
    public int StateBytes => (_slow?.Bytes ?? 0) + (_fast?.Bytes ?? 0) + 240;

    public AnomalyReading Observe(DateTimeOffset time, double value) => Observe(time, value, learn: true);

    /// <param name="learn">False while the value is no example of what is usual, such as in maintenance: it is judged and forgotten.</param>
    public AnomalyReading Observe(DateTimeOffset time, double value, bool learn)
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

        _lastUnix = unix;
        return Judge(unix, (float)Math.Clamp(value, -Largest, Largest), learn);
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
            (_slowKind, _rows) = ((AnomalyKind)reader.ReadByte(), reader.ReadInt32());
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

    private AnomalyReading Judge(long unix, float value, bool learn)
    {
        var slow = _slow!;
        var threshold = Evidence.Threshold(preset, _pace.RowSeconds, thresholdOffset);
        var (expected, reach) = slow.Expect(unix);
        var (evidence, kind) = (0d, AnomalyKind.None);
        if (_fast is null)
        {
            (evidence, kind) = slow.Judge(unix, value, threshold, learn);
        }
        else
        {
            var floor = slow.Floor;
            (evidence, kind) = Tick(slow, _fast, unix, value, threshold, learn);
            reach = Math.Max(reach, _fast.Reach(floor));
        }

        var isOnset = _alarm.IsOnset(unix, evidence, threshold, _pace.RowSeconds);
        return new AnomalyReading
        {
            IsLearning = slow.IsLearning,
            Evidence = Math.Max(0, evidence),
            Score = Math.Max(0, evidence) / (Math.Max(0, evidence) + threshold),
            IsAnomalous = _alarm.GoesOn,
            IsOnset = isOnset,
            Kind = _alarm.GoesOn ? kind : AnomalyKind.None,
            Expected = expected,
            Low = Math.Max(expected - reach, range?.Minimum ?? double.NegativeInfinity),
            High = Math.Min(expected + reach, range?.Maximum ?? double.PositiveInfinity),
        };
    }

    private (double Evidence, AnomalyKind Kind) Tick(SlowPath slow, FastPath fast, long unix, float value, double threshold, bool learn)
    {
        var slot = unix / Slot;
        if (_rows > 0 && slot != _slot)
        {
            Close(slow, (_slot * Slot) + Slot - 1, threshold, learn);
        }

        (_slot, _sum, _rows) = (slot, _sum + value, _rows + 1);
        var begins = preset == DetectionPreset.Quiet ? SeriesTuning.FastQuiet : SeriesTuning.FastSensitive;
        var ticks = fast.Judge(value, slow.Usual(unix), slow.Floor, learn) * threshold / Math.Max(1, begins + thresholdOffset);
        var known = slow.Known(unix);
        if (learn)
        {
            slow.LearnKnown(unix, ticks);
        }

        if ((unix + (long)_pace.RowSeconds) / Slot != slot)
        {
            Close(slow, unix, threshold, learn);
        }

        return ticks - known > _slowEvidence ? (ticks - known, fast.IsAbove ? AnomalyKind.Spike : AnomalyKind.Drop) : (_slowEvidence, _slowKind);
    }

    private void Close(SlowPath slow, long unix, double threshold, bool learn)
    {
        (_slowEvidence, _slowKind) = slow.Judge(unix, (float)(_sum / _rows), threshold, learn);
        (_sum, _rows) = (0, 0);
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
        _slow = _pace.IsKnown ? new SlowPath((int)Math.Clamp(_pace.RowSeconds, Slot, 86400), preset, _leastScale) : null;
        _fast = _pace.IsKnown && _pace.RowSeconds * 1.5 < Slot ? new FastPath(_pace.RowSeconds, _leastScale) : null;
    }

    private void Forget()
    {
        (_pace, _alarm, _slow, _fast) = (default, default, null, null);
        (_lastUnix, _slot, _sum, _slowEvidence, _slowKind, _rows) = (long.MinValue, 0, 0, 0, AnomalyKind.None, 0);
    }
}
