namespace Monitor.Domain.Detection.Classical;

/// <summary>
/// What the classical detectors share: each says what it expects of the next value and how far values usually lie from it, and an alarm is a distance of more
/// than so many of these. The quiet preset wants two such values in a row, the sensitive one takes the first. Until a detector has something to expect, it is learning.
/// Values beyond 1e100 are taken for 1e100, so that their squares stay finite.
/// </summary>
internal abstract class ZDetector(string name, DetectionPreset preset, double limit) : IAnomalyDetector
{
    private const byte Version = 1;
    private const double Largest = 1e100;
    private const double MostEvidence = 300;

    /// <summary>So long without an unusual value, and the next one is a new alarm.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromHours(1);

    private DateTimeOffset _last = DateTimeOffset.MinValue;
    private DateTimeOffset _lastUnusual = DateTimeOffset.MinValue;
    private int _inARow;

    public string Name => name;

    public AnomalyReading Observe(DateTimeOffset time, double value)
    {
        if (time <= _last || !double.IsFinite(value))
        {
            return new AnomalyReading { IsLearning = true };
        }

        var bounded = Math.Clamp(value, -Largest, Largest);
        var expectation = Expect(time);
        var reading = expectation is { } e ? Read(time, bounded, e) : new AnomalyReading { IsLearning = true, Expected = value, Low = value, High = value };
        Learn(time, bounded);
        _last = time;
        return reading;
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(Version);
        writer.Write(_last.UtcTicks);
        writer.Write(_lastUnusual.UtcTicks);
        writer.Write(_inARow);
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

            (_last, _lastUnusual, _inARow) = (Moment(reader), Moment(reader), reader.ReadInt32());
            Take(reader);
        }
        catch (Exception e) when (e is EndOfStreamException or InvalidDataException)
        {
            (_last, _lastUnusual, _inARow) = (DateTimeOffset.MinValue, DateTimeOffset.MinValue, 0);
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

    private AnomalyReading Read(DateTimeOffset time, double value, Expectation expected)
    {
        var deviation = Math.Max(expected.Deviation, 1e-9 * Math.Max(1e-9, Math.Abs(expected.Mean)));
        var z = Math.Abs(value - expected.Mean) / deviation;
        var isUnusual = z > limit;
        _inARow = isUnusual ? Math.Min(_inARow + 1, 1000) : 0;
        var isAnomalous = _inARow >= (preset == DetectionPreset.Quiet ? 2 : 1);
        var isOnset = isAnomalous && (_lastUnusual == DateTimeOffset.MinValue || time - _lastUnusual > Quiet);
        _lastUnusual = isAnomalous ? time : _lastUnusual;
        return new AnomalyReading
        {
            Evidence = Math.Min(NormalTail.Evidence(z), MostEvidence),
            Score = z / (z + limit),
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
