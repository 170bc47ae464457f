using Monitor.Domain.RootCause.Papers;
using Monitor.Domain.StatusReports;
using Monitor.Tests.RootCause.Packs;
using Monitor.Web.Dashboard.StatusReport;

namespace Monitor.Tests.Dashboard.StatusReport;

public sealed class StatusPaperTests
{
    private static readonly PaperTimes Times = new(TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"));

    [Fact]
    public void A_report_of_a_host_says_what_it_is_about_how_it_is_how_it_will_be_what_is_done_and_what_it_costs()
    {
        var paper = StatusPaper.Of(StatusOf.Host, Times);
        Assert.Equal("Status report: host web-3", paper.Title);
        Assert.Equal("Made 20 Nov 2026, 13:00. Times in Europe/Berlin. What looks back looks at 21 Oct 2026 to 20 Nov 2026.", paper.Subtitle);
        Assert.Equal(["In short", "Resources now", "Forecasts", "Predicted problems", "Open tickets", "Root causes", "Efficiency", "How right this was"], Headings(paper));
        var (texts, tables) = (Texts(paper), paper.Parts.OfType<PaperTable>().ToList());
        Assert.Equal("It is warning: CPU is high. 1 problem is expected. 32 tickets are open, 2 of them urgent. The efficiency index is 62 of 100.", texts[0]);
        Assert.Equal(["60 min", "41 %", "35 % to 47 %", "30 % to 52 %", "fairly sure", "14:00", "5 min"], tables[0].Rows[0]);
        Assert.Equal(["60 min", "–", "–", "–", "learning", "–", "5 min"], tables[1].Rows[0]);
        Assert.Equal(("CPU usage, now 40 %", "Memory usage, now 40 %"), (tables[0].Caption, tables[1].Caption));
        Assert.Equal("23 Nov, 13:00", tables[2].Rows[0][2]);
        Assert.Equal("not before 20 Nov, 14:00, maybe never", tables[3].Rows[0][4]);
        Assert.Contains("32 tickets: 2 urgent, 30 low.", texts);
        Assert.Contains(new PaperLink("and 31 more that are open", "/tickets?host=7"), paper.Parts);
        Assert.Equal(["19 Nov, 13:00", "CPU usage 97 %", "Process ffmpeg", "82 %", "right", "#3"], tables[5].Rows[0]);
        Assert.Contains("62: CPU is idle at night.", texts);
        Assert.Contains(("Compared", "better than in the 30 days before (58)"), paper.Parts.OfType<PaperFacts>().SelectMany(f => f.Facts));
        Assert.Equal("Proposed sizes: all of them save 30.00 EUR a month", tables[^1].Caption);
        Assert.Contains("Of 12 predictions 9 came; 1 problem came unforeseen.", texts[^1], StringComparison.Ordinal);
        Assert.Contains("Of 5 proposals that would have been made a month before 4 would have been right.", texts[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_section_that_its_reader_may_not_read_is_left_out_and_said_to_be()
    {
        var sections = StatusSections.Of(permission => permission is "hosts.read" or "tickets.read");
        Assert.Equal(new StatusSections(false, false, true, false, false), sections);
        var paper = StatusPaper.Of(StatusOf.Host with { Forecasts = null, Predicted = null, Causes = null, Efficiency = null, Grades = null, LeftOut = sections.LeftOut }, Times);
        Assert.Equal(["In short", "Resources now", "Open tickets", "Left out"], Headings(paper));
        Assert.Equal("Not in this report, because its reader has no permission to read it: forecasts, predicted problems, root causes, efficiency.", Texts(paper)[^1]);
        Assert.Empty(StatusSections.Of(_ => true).LeftOut);
    }

    [Fact]
    public void Where_nothing_is_there_the_report_says_so()
    {
        var empty = new StatusFacts
        {
            MadeAt = PackFactsOf.Onset, Resources = new StatusResources(0, 0, StatusUse.None, [], []), Forecasts = new StatusForecasts([], 0, new StatusList<StatusFull>([], 0), new StatusList<StatusCrossing>([], 0)),
            Predicted = new StatusList<StatusPrediction>([], 0), Tickets = new StatusTickets(0, [], new StatusList<StatusTicket>([], 0)), Causes = new StatusCauses(new StatusList<StatusCause>([], 0), 0),
            Efficiency = new StatusEfficiency(null, null, null, "", "", [], [], new StatusList<StatusSize>([], 0), []), Grades = StatusGrades.None,
        };
        var texts = Texts(StatusPaper.Of(empty, Times));
        Assert.Equal("There is no host here that the reader may see. No problem is expected. No ticket is open.", texts[0]);
        Assert.Contains("Nothing is known yet: the index is there from the first full hour on.", texts);
        Assert.Contains("No causes were looked for in this time.", texts);
        Assert.StartsWith("Neither CPU nor memory", Texts(StatusPaper.Of(empty with { HostId = 1 }, Times))[1], StringComparison.Ordinal);
    }

    private static IEnumerable<string> Headings(Paper paper) => paper.Parts.OfType<PaperHeading>().Select(h => h.Text);

    private static List<string> Texts(Paper paper) => [.. paper.Parts.OfType<PaperText>().Select(t => t.Text)];
}
