namespace Monitor.Agent.Watch.Growth;

/// <summary>How much a look for growing files may cost. docs/agents.md has the figures behind it.</summary>
internal sealed record GrowthOptions
{
    /// <summary>How often it is looked how full mounts are.</summary>
    public TimeSpan LookEvery { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Between two slices of a walk, at least: a slice that took much CPU is paid for with a longer one.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromSeconds(1);

    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Of one core, that a walk takes.</summary>
    public double CpuShare { get; init; } = 0.005;

    /// <summary>Of one slice; and its longest time, where the disk is slow.</summary>
    public int SliceEntries { get; init; } = 1_000;

    public TimeSpan SliceTime { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Of one walk; what lies beyond is not seen.</summary>
    public int MostEntries { get; init; } = 200_000;

    /// <summary>A walk over a disk that answers slowly ends then, with what it has seen.</summary>
    public TimeSpan MostTime { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>That wait to be looked at.</summary>
    public int MostFolders { get; init; } = 20_000;

    /// <summary>Whose sizes are remembered for the next walk.</summary>
    public int MostFiles { get; init; } = 10_000;

    /// <summary>A smaller file counts with its folder.</summary>
    public long LargeBytes { get; init; } = 1 << 20;
}
