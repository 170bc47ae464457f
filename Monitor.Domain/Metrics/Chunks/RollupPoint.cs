namespace Monitor.Domain.Metrics.Chunks;

/// <summary>What the samples of one minute or one hour say; a count of 0 means that there were none, and the rest says nothing.</summary>
public readonly record struct RollupPoint(int Count, double Minimum, double Maximum, double Sum, double Last)
{
    public double Mean => Sum / Count;

    /// <summary>The point with one more value, which is not NaN and later than those before.</summary>
    public RollupPoint With(double value) => Count == 0
        ? new RollupPoint(1, value, value, value, value)
        : new RollupPoint(Count + 1, Math.Min(Minimum, value), Math.Max(Maximum, value), Sum + value, value);

    /// <summary>Both together; the other is the later one.</summary>
    public RollupPoint With(RollupPoint later) => Count == 0 ? later : later.Count == 0 ? this
        : new RollupPoint(Count + later.Count, Math.Min(Minimum, later.Minimum), Math.Max(Maximum, later.Maximum), Sum + later.Sum, later.Last);
}
