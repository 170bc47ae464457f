using System.Globalization;
using Monitor.Domain.Metrics;
using Monitor.Domain.RootCause.Papers;
using Monitor.Domain.RootCause.Recurring;

namespace Monitor.Domain.RootCause.Reports;

/// <summary>The report about the causes of a period, in plain English.</summary>
public static class PeriodPaper
{
    private const int RecurringShown = 10;

    /// <summary>Fewer verdicts than this say nothing about how good findings are.</summary>
    private const int EnoughVerdicts = 5;

    public static Paper Of(PeriodFacts facts, DateTimeOffset now, PaperTimes times) => new(
        $"Root causes, {times.Day(facts.From)} to {times.Day(facts.To.AddTicks(-1))}",
        $"{(facts.Scope.Length == 0 ? "Everything that the reader may see" : facts.Scope)}. Written {times.Moment(now)}. Times in {times.Name}.",
        facts.Problems + facts.TicketsOpened + facts.TicketsSolved == 0
            ? [new PaperText("Nothing happened in this time: no problem began and no ticket was opened or solved.", PaperTone.Strong)]
            : [.. Summary(facts), .. Bars("Top causes", "The most probable cause of each problem, by the time that it cost.", [.. facts.Causes.Select(c => c with { Name = CasePaper.Capital(c.Name) })], "No problem of this time has a credible cause yet."), .. Trust(facts),
                .. Recurring(facts), .. Bars("By rule", "Which rules fired, by time.", facts.Rules, ""), .. Bars("By host", "Where, by time.", facts.Hosts, ""), .. Next(facts)]);

    private static IEnumerable<PaperPart> Summary(PeriodFacts facts)
    {
        yield return new PaperHeading("In short");
        var top = facts.Causes.Count > 0 ? $" The cause that cost most was {facts.Causes[0].Name} ({CasePaper.Counted(facts.Causes[0].Count, "problem", "problems")}, {ValueText.Duration(facts.Causes[0].Lost)})." : "";
        yield return new PaperText(
            $"{CasePaper.Counted(facts.Problems, "problem", "problems")} began, {facts.Critical} of them critical, and lasted {ValueText.Duration(facts.Lost)} in all. "
            + $"{CasePaper.Counted(facts.TicketsOpened, "ticket was", "tickets were")} opened and {facts.TicketsSolved} solved.{top}", PaperTone.Strong);
        if (facts.IsPartial)
        {
            yield return new PaperText("There was more in this time than one report looks at: the newest problems are counted. Choose fewer days or one group.", PaperTone.Warning);
        }

        yield return new PaperFacts(
        [
            ("Problems", Number(facts.Problems)), ("Critical", Number(facts.Critical)), ("Time lost", $"{ValueText.Duration(facts.Lost)}, problems added up"),
            ("Tickets opened", Number(facts.TicketsOpened)), ("Tickets solved", Number(facts.TicketsSolved)), ("Open at the end", Number(facts.TicketsOpen)),
            ("Work noted", facts.SpentMinutes > 0 ? ValueText.Duration(TimeSpan.FromMinutes(facts.SpentMinutes)) : "none"),
        ]);
    }

    private static IEnumerable<PaperPart> Trust(PeriodFacts facts)
    {
        yield return new PaperHeading("How often the first cause was right");
        yield return facts.Said == 0
            ? new PaperText($"Nobody has said yet what the true cause was. Causes were ranked for {CasePaper.Counted(facts.Ranked, "problem", "problems")}, for {facts.Credible} of them with a credible one.", PaperTone.Quiet)
            : new PaperText(
                $"Of {CasePaper.Counted(facts.Said, "ticket", "tickets")} for which the true cause was said, the first finding was right in {facts.FirstRight} ({ValueText.Of(Math.Round(100.0 * facts.FirstRight / facts.Said), MetricUnit.Percent)}). "
                + $"Causes were ranked for {CasePaper.Counted(facts.Ranked, "problem", "problems")}, for {facts.Credible} of them with a credible one.");
        if (facts.Said is > 0 and < EnoughVerdicts)
        {
            yield return new PaperText("That is too few to judge by.", PaperTone.Quiet);
        }
    }

    private static IEnumerable<PaperPart> Recurring(PeriodFacts facts)
    {
        yield return new PaperHeading("Recurring problems");
        yield return facts.Recurring.Count == 0 ? new PaperText("No problem came more than once in the 60 days up to the end of this time.", PaperTone.Quiet)
            : new PaperTable(
                ["Problem", "Hosts", "Times in 60 days", "Time lost", "Trend"],
                [
                    .. facts.Recurring.Take(RecurringShown).Select(r => (IReadOnlyList<string>)
                    [
                        r.Summary, r.Hosts.Count == 1 ? r.Hosts[0].Name : $"{r.Hosts.Count} hosts", Number(r.Count), ValueText.Duration(r.Lost), ProblemTicketText.Trend(r),
                    ]),
                ], [2, 3]);
    }

    private static IEnumerable<PaperPart> Bars(string title, string what, IReadOnlyList<PeriodLine> lines, string none)
    {
        if (lines.Count == 0 && none.Length == 0)
        {
            yield break;
        }

        yield return new PaperHeading(title);
        if (lines.Count == 0)
        {
            yield return new PaperText(none, PaperTone.Quiet);
            yield break;
        }

        yield return new PaperText(what, PaperTone.Quiet);
        yield return new PaperBars([.. lines.Select(l => new PaperBar(l.Name, l.Lost.TotalSeconds, $"{CasePaper.Counted(l.Count, "time", "times")}, {ValueText.Duration(l.Lost)}"))]);
    }

    private static IEnumerable<PaperPart> Next(PeriodFacts facts)
    {
        List<string> advice = [];
        if (facts.Recurring.FirstOrDefault(r => r.Count >= 3) is { } recurring)
        {
            advice.Add($"Treat the cause of what came {recurring.Count} times: {CasePaper.Sentence(recurring.Summary)} Open a problem ticket for it (Problems, Recurring).");
        }

        if (facts.Causes.Count > 0 && facts.Lost > TimeSpan.Zero && facts.Causes[0].Lost > facts.Lost * .25)
        {
            advice.Add($"{CasePaper.Capital(facts.Causes[0].Name)} alone cost {ValueText.Of(Math.Round(100 * (facts.Causes[0].Lost / facts.Lost)), MetricUnit.Percent)} of the time: begin there.");
        }

        if (facts.Ranked > 0 && facts.Said < facts.TicketsSolved / 2)
        {
            advice.Add("Say the true cause when tickets are closed: less than half of those that were solved have it, and findings get better by it.");
        }

        if (facts.TicketsOpened > facts.TicketsSolved + 5)
        {
            advice.Add($"More tickets were opened ({facts.TicketsOpened}) than solved ({facts.TicketsSolved}): the queue grows.");
        }

        return [new PaperHeading("What to do now"), new PaperBullets(advice.Count > 0 ? advice : ["Nothing in particular stands out."])];
    }

    private static string Number(int value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
