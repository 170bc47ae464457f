namespace Monitor.Agent.Collectors;

/// <summary>Measures one thing: puts its values into the vector once a tick. It may throw: it is then logged and skipped for that tick.</summary>
internal interface ICollector
{
    string Name { get; }

    /// <param name="vector">Takes the values; what is not set stays missing.</param>
    /// <param name="uptime">Monotonic time, for rates.</param>
    void Collect(SampleVector vector, TimeSpan uptime);
}
