using Monitor.Domain.Logs.Cleaning;
using Monitor.Domain.Metrics;

namespace Monitor.Domain.RootCause.Packs;

/// <summary>
/// Chooses from what was gathered what a pack keeps, and never keeps more than <see cref="Most"/> bytes: what matters least is left out first, until it fits.
/// The problem's own series, the findings and what names the ticket stay in any case.
/// </summary>
public sealed class PackBuilder(LogMasks masks)
{
    /// <summary>Bytes of a pack as it is stored.</summary>
    public const int Most = 200 * 1024;

    private const int MostSeries = 40;
    private const int MostLines = 400;
    private const int MostEvents = 100;
    private const int MostProcesses = 20;
    private const int MostOthers = 50;

    /// <summary>Shares of those limits that are tried one after another.</summary>
    private static readonly double[] Shares = [1, .7, .5, .35, .25, .15, .1, .05, .02, 0];

    private readonly PackText _text = new(masks);

    /// <returns>The pack and its bytes, at most <see cref="Most"/>.</returns>
    public (EvidencePack Pack, byte[] Content) Build(PackFacts facts)
    {
        var (series, lines) = (new PackSeriesChoice(_text).Rank(facts), PackLineChoice.Rank(facts.Lines, facts.Window.Onset));
        var whole = Whole(facts) with { Series = [.. series.Take(Math.Max(MostSeries, series.Count(s => s.IsOwn)))], Lines = [.. lines.Take(MostLines).Select(Line)] };
        foreach (var share in Shares)
        {
            var pack = Cut(whole, share, series.Count, lines.Count);
            var content = PackCodec.Encode(pack);
            if (content.Length <= Most)
            {
                return (pack, content);
            }
        }

        throw new InvalidOperationException("The smallest pack is larger than a pack may be.");
    }

    /// <summary>Everything that may be kept, inert and masked once; series and lines come in the order of what they say, events by their distance to the onset.</summary>
    private EvidencePack Whole(PackFacts facts) => new()
    {
        Ticket = facts.Ticket with { Title = _text.Of(facts.Ticket.Title, 300) },
        Problem = facts.Problem with
        {
            Summary = _text.Of(facts.Problem.Summary, 1000), Labels = _text.Of(facts.Problem.Labels, 1000), Metric = _text.Of(facts.Problem.Metric, 200),
            Fingerprint = _text.Of(facts.Problem.Fingerprint, 1300), Value = Finite(facts.Problem.Value), Limit = Finite(facts.Problem.Limit),
        },
        Rule = facts.Rule is not { } rule ? null : rule with
        {
            Key = _text.Of(rule.Key, 200), Name = _text.Of(rule.Name, 300), Sentence = _text.Of(rule.Sentence, 1000), Description = _text.Of(rule.Description, 1000),
        },
        Host = facts.Host with
        {
            Name = _text.Of(facts.Host.Name, 200), Group = _text.Of(facts.Host.Group, 200),
            Facts = [.. facts.Host.Facts.Take(40).Select(f => new PackFact(_text.Of(f.Name, 100), Named(f)))],
        },
        OnsetAt = facts.Window.Onset,
        From = facts.Window.From,
        To = facts.Window.To,
        FrozenAt = facts.FrozenAt ?? facts.Now,
        CompletedAt = facts.IsWhole ? facts.Now : null,
        Findings = [.. facts.Findings.OrderBy(f => f.Rank).Take(10).Select(Finding)],
        Events = [.. facts.Events.OrderBy(e => (e.At - facts.Window.Onset).Duration()).Take(MostEvents).Select(e => new PackEvent(e.At, _text.Of(e.Kind, 100), _text.Of(e.Text, 500)))],
        Before = Processes(facts.Before),
        During = Processes(facts.During),
        Others = [.. facts.Others.Take(MostOthers).Select(o => o with { Host = _text.Of(o.Host, 200), Summary = _text.Of(o.Summary, 500) })],
    };

    private static EvidencePack Cut(EvidencePack whole, double share, int series, int lines)
    {
        var keptSeries = whole.Series.Take(Math.Max(Count(MostSeries, share), whole.Series.Count(s => s.IsOwn))).ToList();
        var keptLines = whole.Lines.Take(Count(MostLines, share)).OrderBy(l => l.At).ToList();
        return whole with
        {
            Series = keptSeries,
            SeriesLeftOut = series - keptSeries.Count,
            Lines = keptLines,
            LinesLeftOut = lines - keptLines.Count,
            Events = [.. whole.Events.Take(Count(MostEvents, share)).OrderBy(e => e.At)],
            Before = [.. whole.Before.Take(Count(MostProcesses, share))],
            During = [.. whole.During.Take(Count(MostProcesses, share))],
            Others = [.. whole.Others.Take(Count(MostOthers, share))],
        };
    }

    private PackLine Line(PackLineFacts line) => new(line.At, _text.Of(line.Source, 200), line.Severity.ToString(), _text.Of(line.Text, 1000));

    /// <summary>The name of a tag may be what says that its value is a secret.</summary>
    private string Named(PackFact fact)
    {
        var head = fact.Name + "=";
        var both = _text.Of(head + fact.Value, 500 + head.Length);
        return both.StartsWith(head, StringComparison.Ordinal) ? both[head.Length..] : _text.Of(fact.Value, 500);
    }

    private PackFinding Finding(Finding finding) => new(
        finding.Rank, _text.Of(finding.CauseKey, 300), _text.Of(finding.Method, 100), Math.Clamp(Finite(finding.Confidence) ?? 0, 0, 1), finding.IsSupported,
        _text.Of(finding.Sentence, 1000), finding.Action is null ? null : _text.Of(finding.Action, 500), finding.HostId,
        [.. FindingEvidences.Read(finding.Evidence).Take(10).Select(e => new PackEvidence(_text.Of(e.Text, 500), e.HostId))]);

    private List<PackProcess> Processes(IReadOnlyList<ProcessSample> processes) =>
    [
        .. processes.OrderByDescending(p => p.CpuPercent).ThenByDescending(p => p.MemoryBytes).Take(MostProcesses)
            .Select(p => new PackProcess(_text.Of(p.Name, 200), p.Pid, Math.Round(Finite(p.CpuPercent) ?? 0, 2), p.MemoryBytes)),
    ];

    private static int Count(int most, double share) => (int)Math.Floor(most * share);

    private static double? Finite(double? value) => value is { } v && double.IsFinite(v) ? v : null;
}
