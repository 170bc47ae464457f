using Monitor.Domain.RootCause.Papers;
using Monitor.Domain.RootCause.Recurring;
using Monitor.Domain.RootCause.Reports;
using Monitor.Tests.RootCause.Packs;

namespace Monitor.Tests.RootCause.Reports;

public sealed class CauseReportTextTests
{
    private static readonly PaperTimes Times = new(TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"));

    [Fact]
    public void The_report_of_a_ticket_says_what_happened_when_what_it_cost_why_what_was_done_what_fixed_it_and_what_to_do()
    {
        var paper = CasePaper.Of(CaseOf.Solved, PackFactsOf.Onset.AddDays(1), Times);
        Assert.Equal(
            ["What happened", "When", "Impact", "Probable cause", "What was done", "What fixed it", "Similar earlier tickets", "What to do now"],
            paper.Parts.OfType<PaperHeading>().Select(h => h.Text));
        var texts = paper.Parts.OfType<PaperText>().Select(t => t.Text).ToList();
        Assert.Equal("On 20 Nov 2026, 13:00, on web-1: CPU usage 97 % exceeded the limit of 90 %. 1 more problem joined the same ticket. It ended on 20 Nov 2026, 14:30.", texts[0]);
        Assert.Equal("The cause, as confirmed: process:ffmpeg.", texts[1]);
        Assert.Contains("Whoever closed the ticket said that the true cause was: process:ffmpeg. Monitor had ranked that first.", texts);
        Assert.Contains("1. ffmpeg takes the CPU", texts);
        Assert.Contains("Moved the encoder to another host", texts);
        var facts = paper.Parts.OfType<PaperFacts>().SelectMany(f => f.Facts).ToDictionary(f => f.Name, f => f.Value);
        Assert.Equal(("1 h 30 min", "45 min", "web-1, web-2", "Critical"), (facts["Lasted"], facts["Work noted"], facts["Hosts"], facts["Worst severity"]));
        Assert.Equal("20 Nov 2026, 13:12 (10 min later)", facts["First answer"]);
        Assert.Equal(
            ["Stop ffmpeg or move it.", "The same problem came 4 times in 60 days: open a problem ticket for its cause (Problems, Recurring)."],
            paper.Parts.OfType<PaperBullets>().Last().Items);
    }

    [Fact]
    public void What_is_not_known_is_said_and_not_made_up()
    {
        var facts = CaseOf.Solved with { Findings = [], Verdict = null, Fix = null, Steps = [], TimesBefore = 1 };
        var texts = CasePaper.Of(facts, PackFactsOf.Onset.AddDays(1), Times).Parts.OfType<PaperText>().Select(t => t.Text).ToList();
        Assert.Contains("What caused it is not known.", texts);
        Assert.Contains("Monitor ranked no causes for this ticket.", texts);
        Assert.Contains("It was called done on 20 Nov 2026, 15:00; nobody noted why.", texts);
        Assert.Contains("The same problem came back 9 times since: what was done then did not treat its cause.", CaseAdvice.Of(facts with { TimesSince = 9 }, PackFactsOf.Onset));
        Assert.Contains("Note on the ticket what fixed it: the next one like it will show that.", CaseAdvice.Of(facts, PackFactsOf.Onset));
        var open = CasePaper.Of(facts with { Problems = [], ResolvedAt = null, Description = "It smells" }, PackFactsOf.Onset.AddDays(1), Times).Parts.OfType<PaperText>().Select(t => t.Text).ToList();
        Assert.Contains("It smells", open);
        Assert.Contains("It is not fixed yet.", open);
    }

    [Fact]
    public void The_report_of_a_period_counts_names_the_costliest_cause_and_says_how_often_the_first_was_right()
    {
        var facts = new PeriodFacts
        {
            From = PackFactsOf.Onset.AddDays(-30), To = PackFactsOf.Onset, Problems = 12, Critical = 3, TicketsOpened = 9, TicketsSolved = 8, TicketsOpen = 2, Lost = TimeSpan.FromHours(10), SpentMinutes = 90,
            Ranked = 10, Credible = 7, Said = 8, FirstRight = 6, Causes = [new PeriodLine("process ffmpeg", 4, TimeSpan.FromHours(6))],
            Recurring = [new RecurringProblem(RecurringBy.Fingerprint, "k", "Disk full", [new RecurringHost(1, "web-1")], 5, 4, 1, [0, 0, 0, 1, 1, 1, 1, 1], TimeSpan.FromHours(3), PackFactsOf.Onset, false, [], 1)],
        };
        var paper = PeriodPaper.Of(facts, PackFactsOf.Onset, Times);
        var texts = paper.Parts.OfType<PaperText>().Select(t => t.Text).ToList();
        Assert.Equal(
            "12 problems began, 3 of them critical, and lasted 10 h in all. 9 tickets were opened and 8 solved. The cause that cost most was process ffmpeg (4 problems, 6 h).", texts[0]);
        Assert.Contains("Of 8 tickets for which the true cause was said, the first finding was right in 6 (75 %). Causes were ranked for 10 problems, for 7 of them with a credible one.", texts);
        Assert.Equal(["Disk full", "web-1", "5", "3 h", "3 more than in the 30 days before"], paper.Parts.OfType<PaperTable>().Single().Rows[0]);
        Assert.Contains("Process ffmpeg alone cost 60 % of the time: begin there.", paper.Parts.OfType<PaperBullets>().Single().Items);
        Assert.StartsWith("Nothing happened in this time", PeriodPaper.Of(new PeriodFacts { To = PackFactsOf.Onset }, PackFactsOf.Onset, Times).Parts.OfType<PaperText>().Single().Text, StringComparison.Ordinal);
    }
}
