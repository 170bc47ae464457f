using Monitor.Domain.Wire;

namespace Monitor.Domain.RootCause.Facts;

/// <summary>One series around a problem: rows of equal steps, NaN where missing, in the metric's unit.</summary>
/// <param name="Labels">Canonical text; empty without.</param>
/// <param name="Reference">Rows from before anything was wrong, oldest first.</param>
/// <param name="Window">Rows from some minutes before the beginning up to now.</param>
public sealed record SeriesFacts(string Metric, string Labels, double[] Reference, double[] Window)
{
    /// <summary>What its detector, which knows the hours of its day, made of the window: 0 for nothing, up to 1.</summary>
    public double AnomalyScore { get; init; }

    /// <summary>The form of the lines that it counts; empty for what counts none.</summary>
    public string Words { get; init; } = "";
}

/// <summary>A program of a host by its name, all its processes together: CPU in percent of one core and resident memory in bytes, before the beginning and now.</summary>
public sealed record ProcessFacts(string Name, double CpuBefore, double CpuDuring, double MemoryBefore, double MemoryDuring);

/// <summary>Something that happened on a host: a deploy, a change of packages, a restart.</summary>
public sealed record EventFacts(DateTimeOffset At, string Kind, string Text);

/// <summary>How a host has to do with the one that has the problem.</summary>
public enum HostPlace
{
    /// <summary>It has the problem.</summary>
    Own,

    /// <summary>The own host is reached through it.</summary>
    Parent,

    /// <summary>A service of the own host depends on it, or calls a service that runs on it; or such a host leans on it in turn.</summary>
    Called,
}

/// <summary>What is known of a host around a problem.</summary>
public sealed record HostFacts
{
    public required int Id { get; init; }

    public required string Name { get; init; }

    public HostPlace Place { get; init; }

    /// <summary>Steps away from the own host, 0 for itself.</summary>
    public int Distance { get; init; }

    /// <summary>It has sent nothing for minutes.</summary>
    public bool IsSilent { get; init; }

    public IReadOnlyList<SeriesFacts> Series { get; init; } = [];

    public IReadOnlyList<ProcessFacts> Processes { get; init; } = [];

    public IReadOnlyList<EventFacts> Events { get; init; } = [];

    /// <summary>By which files a mount fills up, as the host last told; null where it did not.</summary>
    public (EventFacts Told, FileGrowth Growth)? GrowthOf(string mount) => Events.Where(e => e.Kind == FileGrowth.Kind).OrderByDescending(e => e.At)
        .Select(e => (e, FileGrowth.Read(e.Text))).FirstOrDefault(g => g.Item2 is { Paths.Count: > 0 } && g.Item2.MountPath == FileGrowth.NameOf(mount)) is (var told, { } growth) ? (told, growth) : null;
}

/// <summary>All that an analysis of one problem looks at.</summary>
public sealed record CauseFacts
{
    /// <summary>The metric and the labels of the problem itself.</summary>
    public required string Metric { get; init; }

    public string Labels { get; init; } = "";

    public required DateTimeOffset BeganAt { get; init; }

    /// <summary>The time of the first row of every window.</summary>
    public required DateTimeOffset WindowFrom { get; init; }

    public required TimeSpan Step { get; init; }

    public required HostFacts Own { get; init; }

    /// <summary>Hosts that it leans on.</summary>
    public IReadOnlyList<HostFacts> Others { get; init; } = [];

    /// <summary>Which host leans on which, by id.</summary>
    public IReadOnlyList<(int Leaning, int On)> Leans { get; init; } = [];

    /// <summary>The row of the windows in which the problem began.</summary>
    public int OnsetRow => Math.Max(0, (int)((BeganAt - WindowFrom) / Step));
}
