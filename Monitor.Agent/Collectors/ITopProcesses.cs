namespace Monitor.Agent.Collectors;

/// <summary>Finds the busiest processes between two looks.</summary>
internal interface ITopProcesses
{
    /// <summary>False on the first look, which has nothing to compare with.</summary>
    bool Scan(TimeSpan uptime, TopProcesses top);
}
