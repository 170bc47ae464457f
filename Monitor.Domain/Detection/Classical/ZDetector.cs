using Monitor.Domain.Detection.Series;

namespace Monitor.Domain.Detection.Classical;

/// <summary>
/// What the classical detectors share: each says what it expects of the next value and how far values usually lie from it, and an alarm is a distance of more
/// than so many of these. The quiet preset wants two such values in a row, the sensitive one takes the first. Until a detector has something to expect, it is learning.
/// Values beyond 1e100 are taken for 1e100, so that their squares stay finite.
/// </summary>
internal abstract class ZDetector(string name, DetectionPreset preset, double limit) : IAnomalyDetector
{
    private const byte Version = 2;
    private const double Largest = 1e100;
    private const double MostEvidence = 300;

    /// <summary>Alarms are at least so far apart.</summary>
    private static readonly TimeSpan Apart = TimeSpan.FromHours(1);

    private DateTimeOffset _last = DateTimeOffset.MinValue;
    private DateTimeOffset _lastOnset = DateTimeOffset.MinValue;
    private RowPace _pace;
    private int _inARow;
    private bool _isTold;
    private double _factor = 1;

    public string Name => name;

    public double ThresholdFactor
    {
        get => _factor;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            _factor = value;
        }
    }

    public AnomalyReading Observe(DateTimeOffset time, double value, bool learn = true)
    {
        if (time <= _last || !double.IsFinite(value))
        {
            return new AnomalyReading { IsLearning = true };
        }

        var bounded = Math.Clamp(value, -Largest, Largest);
        if (_last != DateTimeOffset.MinValue)
        {
            Pace((long)(time - _last).TotalSeconds);
        }

        var expectation = Expect(time);
        var reading = expectation is { } e ? Read(time, bounded, e) : new AnomalyReading { IsLearning = true, Expected = value, Low = value, High = value };
        if (learn)
        {
            Learn(time, bounded);
        }

        _last = time;
        return reading;
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(Version);
        writer.Write(_last.UtcTicks);
        writer.Write(_lastOnset.UtcTicks);
        _pace.Save(writer);
        writer.Write(_inARow);
        writer.Write(_isTold);
        Write(writer);
    }

    public void Load(BinaryReader reader)
    {
        try
        {
            if (reader.ReadByte() != Version)
            {
                throw new InvalidDataException($"The state of {name} is of another version.");
            }

            (_last, _lastOnset) = (Moment(reader), Moment(reader));
            _pace.Load(reader);
            (_inARow, _isTold) = (reader.ReadInt32(), reader.ReadBoolean());
            Take(reader);
        }
        catch (Exception e) when (e is EndOfStreamException or InvalidDataException)
        {
            (_last, _lastOnset, _pace, _inARow, _isTold) = (DateTimeOffset.MinValue, DateTimeOffset.MinValue, default, 0, false);
            Forget();
            throw e as InvalidDataException ?? new InvalidDataException($"The state of {name} ends early.", e);
        }
    }

    /// <summary>What is expected at this time from the values before it; null while too little is known.</summary>
    protected abstract Expectation? Expect(DateTimeOffset time);

    protected abstract void Learn(DateTimeOffset time, double value);

    protected abstract void Write(BinaryWriter writer);

    protected abstract void Take(BinaryReader reader);

    protected abstract void Forget();

    protected static DateTimeOffset Moment(BinaryReader reader) =>
        reader.ReadInt64() is var ticks && ticks >= 0 && ticks <= DateTimeOffset.MaxValue.UtcTicks
            ? new DateTimeOffset(ticks, TimeSpan.Zero)
            : throw new InvalidDataException("A time of the state is out of range.");

    /// <summary>Values are in a row where no more than two are missing between them.</summary>
    private void Pace(long seconds)
    {
        if (!_pace.IsKnown)
        {
            _pace.Add(seconds);
        }
        else if (seconds > 3L * _pace.RowSeconds)
        {
            _inARow = 0;
        }
    }

    private AnomalyReading Read(DateTimeOffset time, double value, Expectation expected)
    {
        var deviation = Math.Max(expected.Deviation, 1e-9 * Math.Max(1e-9, Math.Abs(expected.Mean)));
        var z = Math.Abs(value - expected.Mean) / deviation;
        var most = limit * _factor;
        var isUnusual = z > most;
        _inARow = isUnusual ? Math.Min(_inARow + 1, 1000) : 0;
        var isAnomalous = _inARow >= (preset == DetectionPreset.Quiet ? 2 : 1);
        var isOnset = isAnomalous && !_isTold && (_lastOnset == DateTimeOffset.MinValue || time - _lastOnset > Apart);
        _isTold = isAnomalous && (_isTold || isOnset);
        _lastOnset = isOnset ? time : _lastOnset;
        return new AnomalyReading
        {
            Evidence = Math.Min(NormalTail.Evidence(z), MostEvidence),
            Score = z / (z + most),
            IsAnomalous = isAnomalous,
            IsOnset = isOnset,
            Kind = !isUnusual ? AnomalyKind.None : value > expected.Mean ? AnomalyKind.Spike : AnomalyKind.Drop,
            Expected = expected.Mean,
            Low = expected.Mean - (2.58 * deviation),
            High = expected.Mean + (2.58 * deviation),
        };
    }
}

/// <summary>What a detector expects of a value: the middle, and the standard deviation around it, in the value's unit.</summary>
internal readonly record struct Expectation(double Mean, double Deviation);
