using System.Globalization;
using Monitor.Domain.Forecasting;
using Monitor.Domain.RootCause.Papers;
using Monitor.Domain.RootCause.Reports;

namespace Monitor.Domain.StatusReports;

/// <summary>The index, what is proposed, and how right all of it was, as parts of the status report.</summary>
internal static class StatusEfficiencyParts
{
    public static IEnumerable<PaperPart> Of(StatusFacts facts, PaperTimes times)
    {
        if (facts.Efficiency is not { } efficiency)
        {
            yield break;
        }

        yield return new PaperHeading("Efficiency");
        if (efficiency.Total is not { } total)
        {
            yield return new PaperText("Nothing is known yet: the index is there from the first full hour on.", PaperTone.Quiet);
            yield break;
        }

        yield return new PaperText(CasePaper.Sentence(efficiency.Sentence), PaperTone.Strong);
        yield return new PaperFacts(
        [
            ("Index", $"{StatusPaper.Whole(total)} of 100"), ("Compared", Compared(total, efficiency.Before)), ("Confidence", efficiency.Confidence),
            .. efficiency.Until is { } until ? new[] { ("Read until", times.Moment(until)) } : [],
        ]);
        yield return new PaperTable(
            ["Resource", "Index", "Mean use", "Hours with too little use", "Hours with too much", "It is"],
            [.. efficiency.Parts.Select(p => (IReadOnlyList<string>)[p.Resource, p.Score is { } s ? StatusPaper.Whole(s) : "–", StatusPaper.Percent(p.MeanPercent is { } m ? Math.Round(m) : null), StatusPaper.Share(p.Below), StatusPaper.Share(p.Above), p.Word])],
            [1, 2, 3, 4]) { Caption = "By resource", IsWhole = true, IsGrid = true, Names = [0, 5] };
        if (efficiency.Worst.Count > 0)
        {
            yield return new PaperTable(
                ["Host", "Index", "Why"], [.. efficiency.Worst.Select(h => (IReadOnlyList<string>)[h.Host, StatusPaper.Whole(h.Total), After(h.Sentence)])], [1])
            {
                Caption = "Least efficient", IsWhole = true, Names = [0], Addresses = [.. efficiency.Worst.Select(h => StatusPaper.HostAddress(h.HostId))],
            };
        }

        foreach (var part in Sizes(facts, efficiency))
        {
            yield return part;
        }
    }

    /// <summary>One line: what has no figures is not in it.</summary>
    public static IEnumerable<PaperPart> Grades(StatusFacts facts)
    {
        if (facts.Grades is not { } grades)
        {
            return [];
        }

        List<string> said = [];
        if (facts.Forecasts is not null)
        {
            said.Add(grades.Forecasts == 0 ? "No forecast was graded yet."
                : $"Of what {StatusPaper.Number(grades.Forecasts)} graded forecasts foretold {StatusPaper.Share(grades.Coverage80)} came within the 80 % band; against \"it stays as it is\" they were {ForecastWords.Skill(grades.Skill)}.");
            said.Add($"{(grades.Told == 0 ? "No prediction ended in this time" : $"Of {CasePaper.Counted(grades.Told, "prediction", "predictions")} {grades.Came} came")}; {CasePaper.Counted(grades.Unforeseen, "problem", "problems")} came unforeseen.");
        }

        if (facts.Efficiency is not null)
        {
            said.Add(grades.Sized == 0 ? "No proposal of a month before could be held against what followed yet."
                : $"Of {CasePaper.Counted(grades.Sized, "proposal", "proposals")} that would have been made a month before {grades.Safe} would have been right.");
        }

        return said.Count == 0 ? [] : [new PaperHeading("How right this was"), new PaperText(string.Join(' ', said))];
    }

    private static IEnumerable<PaperPart> Sizes(StatusFacts facts, StatusEfficiency efficiency)
    {
        var sizes = efficiency.Sizes;
        if (sizes.Items.Count == 0)
        {
            yield return new PaperText("No other size is proposed: it fits, or less than two weeks are known.", PaperTone.Quiet);
            yield break;
        }

        yield return StatusPaper.OfHost(facts, new PaperTable(
            ["Host", "Proposal", "A month"], [.. sizes.Items.Select(s => (IReadOnlyList<string>)[s.Host, CasePaper.Sentence(s.Sentence), Money(s.Month, s.Currency)])], [2])
        {
            Caption = $"Proposed sizes: {string.Join(", ", efficiency.Savings.Select(s => Saved(s.Month, s.Currency)))}", IsWhole = sizes.Items.Count <= StatusPaper.FewRows, Names = [0],
            Addresses = [.. sizes.Items.Select(s => StatusPaper.HostAddress(s.HostId))],
        }, 0);
        foreach (var part in StatusPaper.More(sizes.More, "proposals", "/efficiency/sizes"))
        {
            yield return part;
        }
    }

    private static string Compared(double total, double? before) => before is not { } b ? "nothing is known of the 30 days before"
        : Math.Round(total) == Math.Round(b) ? $"as in the 30 days before ({StatusPaper.Whole(b)})"
        : $"{(total > b ? "better" : "worse")} than in the 30 days before ({StatusPaper.Whole(b)})";

    /// <summary>A sentence of the index begins with its number, which has a column of its own here.</summary>
    private static string After(string sentence) => sentence.IndexOf(": ", StringComparison.Ordinal) is var colon and >= 0 ? CasePaper.Capital(sentence[(colon + 2)..]) : sentence;

    private static string Money(decimal month, string currency) => string.Create(CultureInfo.InvariantCulture, $"{(month < 0 ? "costs" : "saves")} {Math.Abs(month):N2} {currency}");

    private static string Saved(decimal month, string currency) => string.Create(CultureInfo.InvariantCulture, $"all of them {(month < 0 ? "cost" : "save")} {Math.Abs(month):N2} {currency} a month");
}
