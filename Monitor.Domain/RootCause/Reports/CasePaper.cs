using Monitor.Domain.Metrics;
using Monitor.Domain.RootCause.Packs;
using Monitor.Domain.RootCause.Papers;
using Monitor.Domain.RootCause.Similar;

namespace Monitor.Domain.RootCause.Reports;

/// <summary>The report about the cause of one ticket, in plain English: what happened, when, what it cost, why, what was done, what fixed it, what to do now.</summary>
public static class CasePaper
{
    private const int CurvesShown = 4;

    public static Paper Of(CaseFacts facts, DateTimeOffset now, PaperTimes times) => new(
        $"Root cause report: #{facts.Number} {facts.Title}",
        $"Written {times.Moment(now)} from what Monitor knows. Times in {times.Name}.",
        [
            .. Summary(facts, now, times), .. When(facts, now, times), .. Impact(facts, now), .. Cause(facts), .. Evidence(facts, times), .. Done(facts, times), .. Fixed(facts, times),
            .. SimilarPaper.Of(facts.Similar, times), .. Next(facts, now),
        ]);

    private static IEnumerable<PaperPart> Summary(CaseFacts facts, DateTimeOffset now, PaperTimes times)
    {
        yield return new PaperHeading("What happened");
        if (facts.Problems.Count == 0)
        {
            yield return new PaperText($"{facts.Title}. This ticket was opened by a person on {times.Moment(facts.CreatedAt)}; no problem that Monitor measured belongs to it.", PaperTone.Strong);
            if (facts.Description.Length > 0)
            {
                yield return new PaperText(facts.Description);
            }

            yield break;
        }

        var first = facts.Problems[0];
        var end = facts.Problems.All(p => p.EndedAt is not null) ? $"It ended on {times.Moment(facts.Problems.Max(p => p.EndedAt!.Value))}." : "It still lasts.";
        var more = facts.Problems.Count > 1 ? $" {Counted(facts.Problems.Count - 1, "more problem", "more problems")} joined the same ticket." : "";
        yield return new PaperText($"On {times.Moment(first.BeganAt)}, on {first.Host}: {Sentence(first.Summary)}{more} {end}", PaperTone.Strong);
        yield return new PaperText(ShortCause(facts));
        if (facts.Problems.Count > 1)
        {
            yield return new PaperTable(["Host", "Problem", "Severity", "Began", "Lasted"],
                [.. facts.Problems.Take(30).Select(p => (IReadOnlyList<string>)[p.Host, p.Summary, p.Severity, times.Near(p.BeganAt, first.BeganAt), Lasted(p, now)])], [4]);
        }
    }

    private static IEnumerable<PaperPart> When(CaseFacts facts, DateTimeOffset now, PaperTimes times)
    {
        yield return new PaperHeading("When");
        List<(string, string)> lines = [];
        if (facts.Problems.Count > 0)
        {
            var began = facts.Problems.Min(p => p.BeganAt);
            lines.Add(("Began", times.Moment(began)));
            lines.Add(("Noticed", $"{times.Moment(facts.CreatedAt)}{After(facts.CreatedAt - began)}"));
        }
        else
        {
            lines.Add(("Opened", times.Moment(facts.CreatedAt)));
        }

        lines.Add(("First answer", facts.FirstRespondedAt is { } answered ? $"{times.Moment(answered)}{After(answered - facts.CreatedAt)}" : "nobody answered"));
        if (facts.Problems.Count > 0)
        {
            lines.Add(("Over", facts.Problems.All(p => p.EndedAt is not null) ? times.Moment(facts.Problems.Max(p => p.EndedAt!.Value)) : "not yet"));
        }

        lines.Add(("Solved", facts.ResolvedAt is { } solved ? $"{times.Moment(solved)}{After(solved - facts.CreatedAt)}" : $"not yet; open for {ValueText.Duration(now - facts.CreatedAt)}"));
        yield return new PaperFacts(lines);
    }

    private static IEnumerable<PaperPart> Impact(CaseFacts facts, DateTimeOffset now)
    {
        yield return new PaperHeading("Impact");
        List<(string, string)> lines = [];
        var hosts = facts.Problems.Select(p => p.Host).Concat(facts.MoreHosts).Distinct(StringComparer.Ordinal).ToList();
        lines.Add(("Hosts", hosts.Count == 0 ? "none is named" : hosts.Count <= 12 ? string.Join(", ", hosts) : $"{string.Join(", ", hosts.Take(12))} and {hosts.Count - 12} more"));
        if (facts.Problems.Count > 0)
        {
            lines.Add(("Lasted", ValueText.Duration(LastedOf(facts.Problems, now))));
            lines.Add(("Worst severity", facts.Problems.Select(p => p.Severity).OrderBy(s => s switch { "Critical" => 0, "Warning" => 1, _ => 2 }).First()));
        }

        lines.Add(("Priority", facts.Priority));
        lines.Add(("Work noted", facts.SpentMinutes > 0 ? ValueText.Duration(TimeSpan.FromMinutes(facts.SpentMinutes)) : "none"));
        if (facts.ReopenedCount > 0)
        {
            lines.Add(("Reopened", Counted(facts.ReopenedCount, "time", "times")));
        }

        yield return new PaperFacts(lines);
    }

    private static IEnumerable<PaperPart> Cause(CaseFacts facts)
    {
        yield return new PaperHeading("Probable cause");
        if (facts.Verdict is { } verdict)
        {
            var hit = verdict.WasFirst ? " Monitor had ranked that first." : " Monitor had not ranked that first.";
            var what = verdict.Cause == PackFinding.NoCause ? "that there was no single cause to name" : $"that the true cause was: {Sentence(verdict.Cause)}";
            yield return new PaperText($"Whoever closed the ticket said {Sentence(what)}{hit}", PaperTone.Strong);
        }

        var found = facts.Findings.Where(f => f.CauseKey != PackFinding.NoCause).OrderBy(f => f.Rank).ToList();
        if (found.Count == 0)
        {
            yield return new PaperText(
                facts.Findings.Count > 0 ? "Monitor found no credible cause: nothing changed before the onset that explains it." : "Monitor ranked no causes for this ticket.", PaperTone.Quiet);
            yield break;
        }

        foreach (var finding in found.Take(5))
        {
            yield return new PaperText($"{finding.Rank}. {finding.Sentence}", finding.Rank == 1 ? PaperTone.Strong : PaperTone.Usual);
            yield return new PaperText(
                $"Confidence {PackPaper.Percent(finding.Confidence)}: of findings like this one, about so many were right. {(finding.IsSupported ? "A change, an event or a process supports it." : "It moved together with the problem; that is not proof.")}",
                finding.IsSupported ? PaperTone.Quiet : PaperTone.Warning);
            if (finding.Evidence.Count > 0)
            {
                yield return new PaperBullets([.. finding.Evidence.Select(e => e.Text)]);
            }
        }
    }

    private static IEnumerable<PaperPart> Evidence(CaseFacts facts, PaperTimes times) => facts.Pack is not { Series.Count: > 0 } pack ? [] : PackCurves.Of(pack, times, CurvesShown);

    private static IEnumerable<PaperPart> Done(CaseFacts facts, PaperTimes times)
    {
        yield return new PaperHeading("What was done");
        if (facts.Steps.Count == 0)
        {
            yield return new PaperText("Nothing was noted on the ticket.", PaperTone.Quiet);
            yield break;
        }

        yield return new PaperTable(["When", "Who", "What"], [.. facts.Steps.Select(s => (IReadOnlyList<string>)[times.Near(s.At, facts.CreatedAt), s.By, s.Text])], []);
        if (facts.StepsLeftOut > 0)
        {
            yield return new PaperText($"{Counted(facts.StepsLeftOut, "more entry is", "more entries are")} on the ticket.", PaperTone.Quiet);
        }
    }

    private static IEnumerable<PaperPart> Fixed(CaseFacts facts, PaperTimes times)
    {
        yield return new PaperHeading("What fixed it");
        yield return facts.Fix is { } fix ? new PaperText(fix.Text, fix.IsByPerson ? PaperTone.Usual : PaperTone.Quiet)
            : facts.ResolvedAt is { } solved ? new PaperText($"It was called done on {times.Moment(solved)}; nobody noted why.", PaperTone.Quiet)
            : new PaperText("It is not fixed yet.", PaperTone.Quiet);
    }

    private static IEnumerable<PaperPart> Next(CaseFacts facts, DateTimeOffset now) =>
        [new PaperHeading("What to do now"), new PaperBullets(CaseAdvice.Of(facts, now))];

    private static string ShortCause(CaseFacts facts)
    {
        var first = facts.Findings.FirstOrDefault(f => f.Rank == 1 && f.CauseKey != PackFinding.NoCause);
        return facts.Verdict is { } verdict && verdict.Cause != PackFinding.NoCause ? $"The cause, as confirmed: {Sentence(verdict.Cause)}"
            : first is not null ? $"The most probable cause ({PackPaper.Percent(first.Confidence)}): {Sentence(first.Sentence)}"
            : "What caused it is not known.";
    }

    /// <summary>The time in which at least one of them lasted.</summary>
    private static TimeSpan LastedOf(IReadOnlyList<CaseProblem> problems, DateTimeOffset now)
    {
        var (sum, until) = (TimeSpan.Zero, DateTimeOffset.MinValue);
        foreach (var problem in problems.OrderBy(p => p.BeganAt))
        {
            var (from, to) = (problem.BeganAt > until ? problem.BeganAt : until, problem.EndedAt ?? now);
            sum += to > from ? to - from : TimeSpan.Zero;
            until = to > until ? to : until;
        }

        return sum;
    }

    private static string Lasted(CaseProblem problem, DateTimeOffset now) =>
        problem.EndedAt is { } end ? ValueText.Duration(end - problem.BeganAt) : $"{ValueText.Duration(now - problem.BeganAt)}, lasts";

    private static string After(TimeSpan span) => span > TimeSpan.FromSeconds(1) ? $" ({ValueText.Duration(span)} later)" : "";

    internal static string Sentence(string text) => text.TrimEnd().EndsWith('.') ? text.TrimEnd() : text.TrimEnd() + ".";

    internal static string Capital(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];

    internal static string Counted(int count, string one, string many) => count == 1 ? $"1 {one}" : $"{count} {many}";
}
