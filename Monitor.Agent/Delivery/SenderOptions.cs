namespace Monitor.Agent.Delivery;

internal sealed record SenderOptions
{
    public TimeSpan FirstRetry { get; init; } = TimeSpan.FromMilliseconds(500);

    public TimeSpan MostRetry { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>After a refusal that only a person can change.</summary>
    public TimeSpan SlowRetry { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Between two batches of the backlog: this and the next two cap what a returning agent asks of its server.</summary>
    public TimeSpan DrainPause { get; init; } = TimeSpan.FromMilliseconds(500);

    public int DrainRecords { get; init; } = 200;

    public int DrainBytes { get; init; } = 512 * 1024;

    public Func<double> Random { get; init; } = System.Random.Shared.NextDouble;
}
