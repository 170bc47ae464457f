using Monitor.Domain.Detection;

namespace Monitor.Tests.Detection.Anomalies;

/// <summary>For tests: anomalous is what is more than three times the mean of everything normal before it.</summary>
internal sealed class TripleDetector : IAnomalyDetector
{
    public const string DetectorName = "triple";

    /// <summary>A value that it cannot bear.</summary>
    public const double Deadly = 666;

    private long _last;
    private int _count;
    private double _sum;
    private bool _was;

    public string Name => DetectorName;

    public double ThresholdFactor { get; set; } = 1;

    public AnomalyReading Observe(DateTimeOffset time, double value, bool learn = true)
    {
        if (value == Deadly)
        {
            throw new InvalidOperationException("as the test wants it");
        }

        if (time.UtcTicks <= _last || !double.IsFinite(value))
        {
            return new AnomalyReading { IsLearning = true };
        }

        var mean = _count == 0 ? value : _sum / _count;
        var isAnomalous = _count >= 5 && value > 3 * ThresholdFactor * mean;
        var reading = new AnomalyReading
        {
            IsLearning = _count < 5, IsAnomalous = isAnomalous, IsOnset = isAnomalous && !_was, Evidence = value / mean, Score = value / (value + (3 * ThresholdFactor * mean)),
            Kind = isAnomalous ? AnomalyKind.Spike : AnomalyKind.None, Expected = mean, High = 3 * mean,
        };
        (_last, _was) = (time.UtcTicks, isAnomalous);
        if (learn && !isAnomalous)
        {
            _count++;
            _sum += value;
        }

        return reading;
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(_last);
        writer.Write(_count);
        writer.Write(_sum);
        writer.Write(_was);
    }

    public void Load(BinaryReader reader) => (_last, _count, _sum, _was) = (reader.ReadInt64(), reader.ReadInt32(), reader.ReadDouble(), reader.ReadBoolean());
}
