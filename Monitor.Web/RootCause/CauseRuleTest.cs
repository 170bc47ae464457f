using Monitor.Domain.RootCause;
using Monitor.Domain.RootCause.Facts;
using Monitor.Domain.RootCause.Rules;

namespace Monitor.Web.RootCause;

/// <summary>
/// A test that a rule carries: what is seen on a host named "own", and whether one named "parent" or "called" that it leans on is "silent" or "well"; and the sentence or the cause that
/// must be the first answer, or that the rule must not answer.
/// </summary>
internal sealed class CauseRuleTest
{
    public string Metric { get; set; } = "";

    public string Labels { get; set; } = "";

    public List<SeenSeries>? Series { get; set; }

    public List<SeenProcess>? Processes { get; set; }

    public List<SeenEvent>? Events { get; set; }

    public string? Parent { get; set; }

    public string? Called { get; set; }

    public string? Expect { get; set; }

    public string? Cause { get; set; }

    public bool Not { get; set; }

    private static readonly DateTimeOffset Began = new(2026, 3, 2, 10, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(30);
    private const int RowsBefore = 20;

    /// <summary>Null when it holds; else what is wrong.</summary>
    public string? Run(CauseRule rule)
    {
        var first = new CauseFinder([rule]).Find(Facts()).FirstOrDefault(c => c.Method == $"rule:{rule.Name}");
        return Not ? (first is null ? null : $"answered: {first.Sentence}")
            : first is null ? "did not answer"
            : Expect is not null && first.Sentence != Expect ? $"said: {first.Sentence}"
            : Cause is not null && first.CauseKey != Cause ? $"named: {first.CauseKey}" : null;
    }

    private CauseFacts Facts() => new()
    {
        Metric = Metric, Labels = Labels, BeganAt = Began, WindowFrom = Began - (RowsBefore * Step), Step = Step,
        Own = new HostFacts
        {
            Id = 1, Name = "own",
            Series = [.. (Series ?? []).Select(s => new SeriesFacts(s.Metric, s.Labels, [.. Enumerable.Repeat(s.Before, 100)], [.. Enumerable.Repeat(s.Before, RowsBefore), .. Enumerable.Repeat(s.During, 10)]) { Words = s.Words })],
            Processes = [.. (Processes ?? []).Select(p => new ProcessFacts(p.Name, p.Cpu?[0] ?? 0, p.Cpu?[1] ?? 0, p.Memory?[0] ?? 0, p.Memory?[1] ?? 0))],
            Events = [.. (Events ?? []).Select(e => new EventFacts(Began - TimeSpan.FromMinutes(e.Minutes), e.Kind, e.Text))],
        },
        Others = [.. Other(2, "parent", HostPlace.Parent, Parent), .. Other(3, "called", HostPlace.Called, Called)],
    };

    private static IEnumerable<HostFacts> Other(int id, string name, HostPlace place, string? state) =>
        state is null ? [] : [new HostFacts { Id = id, Name = name, Place = place, Distance = 1, IsSilent = state == "silent" }];
}

internal sealed class SeenSeries
{
    public string Metric { get; set; } = "";

    public string Labels { get; set; } = "";

    /// <summary>The form of the lines that it counts.</summary>
    public string Words { get; set; } = "";

    public double Before { get; set; }

    public double During { get; set; }
}

internal sealed class SeenProcess
{
    public string Name { get; set; } = "";

    /// <summary>Before and during, percent of a core.</summary>
    public List<double>? Cpu { get; set; }

    /// <summary>Before and during, bytes.</summary>
    public List<double>? Memory { get; set; }
}

internal sealed class SeenEvent
{
    public string Kind { get; set; } = "";

    public string Text { get; set; } = "";

    public double Minutes { get; set; }
}
