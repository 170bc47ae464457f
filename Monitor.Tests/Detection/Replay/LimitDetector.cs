using Monitor.Domain.Detection;

namespace Monitor.Tests.Detection.Replay;

/// <summary>Calls everything above a limit unusual, after so many values of learning.</summary>
internal sealed class LimitDetector(double limit, int learning = 0) : IAnomalyDetector
{
    private bool _isOver;

    public string Name => "limit";

    public double ThresholdFactor { get; set; } = 1;

    /// <summary>What it was shown.</summary>
    public List<(DateTimeOffset Time, double Value)> Seen { get; } = [];

    /// <summary>Whenever it is shown something.</summary>
    public Action? OnSeen { get; init; }

    public AnomalyReading Observe(DateTimeOffset time, double value, bool learn = true)
    {
        Seen.Add((time, value));
        OnSeen?.Invoke();
        if (Seen.Count <= learning)
        {
            return new AnomalyReading { IsLearning = true };
        }

        var (was, isOver) = (_isOver, value > limit);
        _isOver = isOver;
        return new AnomalyReading
        {
            IsAnomalous = isOver, IsOnset = isOver && !was, Evidence = value, Kind = isOver ? AnomalyKind.Spike : AnomalyKind.None, Expected = limit / 2, Low = 0, High = limit,
        };
    }

    public void Save(BinaryWriter writer) => throw new NotSupportedException();

    public void Load(BinaryReader reader) => throw new NotSupportedException();
}
