using Monitor.Domain.Access;
using Monitor.Domain.Tickets;
using Monitor.Domain.Tickets.Catalog;
using Monitor.Domain.Tickets.Service;
using Monitor.Tests.Problems;
using Monitor.Tests.Tickets.Service;
using Monitor.Web.Access;
using Monitor.Web.Tickets;
using Monitor.Web.Tickets.Reports;

namespace Monitor.Tests.Tickets.Reports;

/// <summary>Each test has a category or a team of its own: what the others make is none of its figures.</summary>
public sealed class ReportFiguresTests(ActingFloor floor) : IClassFixture<ActingFloor>
{
    private static readonly CancellationToken Never = CancellationToken.None;
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    private ReportQueries Reports => new(floor.Contexts, floor.Clock);

    [Fact]
    public async Task First_answers_and_solutions_have_their_median_and_their_ninetieth_and_waiting_counts()
    {
        var (requester, worker) = (await floor.PersonAsync(Roles.EndUser), await floor.PersonAsync(Roles.Technician));
        var category = await CategoryAsync();
        var numbers = new List<int>();
        for (var i = 0; i < 10; i++)
        {
            numbers.Add(await OpenAsync(requester, category));
        }

        Assert.True((await floor.Desk.PendAsync(worker, Command(numbers[9]), PendingReason.Vendor, null, "", Never)).IsDone);
        for (var minutes = 10; minutes <= 600; minutes += 10)
        {
            floor.Clock.Advance(TimeSpan.FromMinutes(10));
            if (minutes <= 100)
            {
                Assert.True((await floor.Desk.CommentAsync(worker, Command(numbers[(minutes / 10) - 1]), "I look into it.", false, Never)).IsDone);
            }

            if (minutes % 60 == 0)
            {
                await MoveAsync(worker, numbers[(minutes / 60) - 1], TicketState.Resolved);
            }
        }

        // 10, 20, … 100 minutes, and 1, 2, … 10 hours.
        var all = (await FiguresAsync(category)).All;
        Assert.Equal((10, 10, 10, 0), (all.Created, all.Answered, all.Solved, all.Open));
        Assert.Equal((TimeSpan.FromMinutes(55), TimeSpan.FromMinutes(91)), (Rounded(all.ResponseMedian), Rounded(all.ResponseMost)));
        Assert.Equal((TimeSpan.FromHours(5.5), TimeSpan.FromHours(9.1)), (Rounded(all.ResolutionMedian), Rounded(all.ResolutionMost)));
    }

    [Fact]
    public async Task A_promise_is_kept_or_late_on_the_day_on_which_that_was_decided_and_one_that_stands_still_is_neither()
    {
        var stage = await SlaStage.SetAsync(floor, "");
        var kept = stage.Number;
        var (late, unseen, waiting) = (await AnotherAsync(stage), await AnotherAsync(stage), await AnotherAsync(stage));
        Assert.True((await floor.Desk.PendAsync(stage.Member, Command(waiting), PendingReason.Vendor, null, "", Never)).IsDone);
        floor.Clock.Advance(TimeSpan.FromHours(1));
        await AnswerAsync(kept);
        floor.Clock.Advance(TimeSpan.FromHours(1));
        await MoveAsync(stage.Member, kept, TicketState.Resolved);
        floor.Clock.Advance(TimeSpan.FromHours(3));
        await AnswerAsync(late);
        floor.Clock.Advance(TimeSpan.FromHours(1));
        await MoveAsync(stage.Member, late, TicketState.Resolved);

        // 4 hours for the first answer, 10 for the solution: one was answered after 5, one not at all, and of that one the solution is still to come.
        var figures = await Reports.ReadAsync(stage.Admin, new ReportAsk { TeamId = stage.Desk.Id, Days = 7 }, TimeZoneInfo.Utc, Never);
        Assert.Equal([(SlaClock.FirstResponse, 1, 2), (SlaClock.Resolution, 2, 0)], figures.Promises.Select(p => (p.Clock, p.Kept, p.Late)));
        Assert.Equal((3, 2, 60.0), (figures.All.Kept, figures.All.Late, figures.All.KeptPercent!.Value));
        Assert.Equal((3, 2), figures.Teams.Lines.Select(l => (l.Numbers.Kept, l.Numbers.Late)).Single());

        // What is late stays late on its day, also when it is met a day later.
        floor.Clock.Advance(TimeSpan.FromDays(2));
        await AnswerAsync(unseen);
        var later = await Reports.ReadAsync(stage.Admin, new ReportAsk { TeamId = stage.Desk.Id, Days = 1 }, TimeZoneInfo.Utc, Never);
        Assert.Empty(later.Promises);

        Task AnswerAsync(int number) => floor.Desk.CommentAsync(stage.Member, Command(number), "I look into it.", false, Never);
    }

    [Fact]
    public async Task What_came_back_counts_as_reopened_once_it_is_solved_again_and_as_open_until_then()
    {
        var (requester, worker) = (await floor.PersonAsync(Roles.EndUser), await floor.PersonAsync(Roles.Technician));
        var category = await CategoryAsync();
        var (once, twice, open) = (await OpenAsync(requester, category), await OpenAsync(requester, category), await OpenAsync(requester, category));
        floor.Clock.Advance(TimeSpan.FromHours(1));
        foreach (var number in new[] { once, twice, open })
        {
            await MoveAsync(worker, number, TicketState.Resolved);
        }

        floor.Clock.Advance(TimeSpan.FromHours(1));
        await MoveAsync(worker, twice, TicketState.Open);
        await MoveAsync(worker, open, TicketState.Open);
        floor.Clock.Advance(TimeSpan.FromHours(2));
        await MoveAsync(worker, twice, TicketState.Resolved);
        var figures = await FiguresAsync(category);
        Assert.Equal((3, 2, 1, 1, 50.0), (figures.All.Created, figures.All.Solved, figures.All.Open, figures.All.Reopened, figures.All.ReopenedPercent!.Value));
        Assert.Equal(TimeSpan.FromHours(2.5), Rounded(figures.All.ResolutionMedian));
        Assert.Equal((3, 2, 1), figures.Steps.Aggregate((0, 0, 0), (sum, s) => (sum.Item1 + s.Created, sum.Item2 + s.Solved, s.Open)));
    }

    [Fact]
    public async Task Fault_28_Days_begin_at_midnight_of_the_reader_also_where_one_has_25_hours_and_one_23()
    {
        var category = await CategoryAsync();
        await AddAsync(
            Ticket(category, "2026-10-01T08:00:00Z"), Ticket(category, "2026-10-20T08:00:00Z", solved: "2026-10-25T22:30:00Z"),
            Ticket(category, "2026-10-24T21:59:59Z"), Ticket(category, "2026-10-24T22:00:00Z"), Ticket(category, "2026-10-25T22:59:59Z"), Ticket(category, "2026-10-25T23:00:00Z"),
            Ticket(category, "2026-03-29T21:59:59Z", solved: "2026-03-30T21:59:59Z"), Ticket(category, "2026-03-29T22:00:00Z", solved: "2026-04-01T00:00:00Z"));
        var autumn = await FiguresAsync(category, new(2026, 10, 24), new(2026, 10, 26));
        Assert.Equal((2, 5), (autumn.OpenBefore, autumn.All.Open));
        Assert.Equal([(24, 1, 0, 3), (25, 2, 1, 4), (26, 1, 0, 5)], autumn.Steps.Select(s => (s.First.Day, s.Created, s.Solved, s.Open)));
        var spring = await FiguresAsync(category, new(2026, 3, 28), new(2026, 3, 31));
        Assert.Equal([(28, 0, 0, 0), (29, 1, 0, 1), (30, 1, 1, 1), (31, 0, 0, 1)], spring.Steps.Select(s => (s.First.Day, s.Created, s.Solved, s.Open)));
        Assert.Equal((2, 1), (spring.All.Created, spring.All.Solved));

        // In UTC the same moments lie in other days.
        var lead = await floor.PersonAsync(Roles.Lead);
        var elsewhere = await Reports.ReadAsync(lead, new ReportAsk { CategoryId = category, Range = (new(2026, 10, 24), new(2026, 10, 26)) }, TimeZoneInfo.Utc, Never);
        Assert.Equal([(2, 0), (2, 1), (0, 0)], elsewhere.Steps.Select(s => (s.Created, s.Solved)));
    }

    [Fact]
    public async Task A_long_range_is_counted_in_weeks_and_nothing_is_said_of_days_to_come()
    {
        var category = await CategoryAsync();
        var now = floor.Clock.GetUtcNow();
        await AddAsync(Ticket(category, "2026-08-03T10:00:00Z"), Ticket(category, "2026-08-09T10:00:00Z"), Ticket(category, "2026-08-10T10:00:00Z"));
        var figures = await FiguresAsync(category, new(2026, 7, 1), DateOnly.FromDateTime(now.UtcDateTime).AddDays(60));
        Assert.Equal([(new DateOnly(2026, 8, 3), 2, 2), (new DateOnly(2026, 8, 10), 1, 3)], figures.Steps.Where(s => s.Created > 0).Select(s => (s.First, s.Created, s.Open)));
        Assert.All(figures.Steps, s => Assert.True(s.Start <= now));
        Assert.True(figures.Days.Starts.Count > figures.Steps.Count);
    }

    [Fact]
    public async Task The_busiest_twenty_of_a_division_are_shown_and_it_is_said_how_many_there_are()
    {
        var category = await CategoryAsync();
        var tickets = new List<Ticket>();
        for (var i = 0; i < 21; i++)
        {
            var host = await floor.HostAsync($"busy-{i}-{Guid.NewGuid():N}");
            tickets.AddRange(Enumerable.Range(0, i == 20 ? 3 : 1).Select(_ => Ticket(category, Now(-1), host: host.Id)));
        }

        await AddAsync([.. tickets, Ticket(category, Now(-1)), Ticket(category, Now(-1))]);
        var hosts = (await FiguresAsync(category)).Hosts;
        Assert.Equal((22, 20), (hosts.Total, hosts.Lines.Count));
        Assert.StartsWith("busy-20-", hosts.Lines[0].Name, StringComparison.Ordinal);
        Assert.Equal((3, null, "No host", 2), (hosts.Lines[0].Numbers.Created, hosts.Lines[1].Id, hosts.Lines[1].Name, hosts.Lines[1].Numbers.Created));
    }

    [Fact]
    public async Task Ratings_are_counted_by_score_with_their_average_and_their_remarks_by_page()
    {
        var category = await CategoryAsync();
        var tickets = Enumerable.Range(0, 23).Select(_ => Ticket(category, Now(-3), solved: Now(-2))).ToList();
        await AddAsync([.. tickets]);
        await using (var db = floor.Db())
        {
            db.TicketRatings.AddRange(tickets.Select((t, i) => Rating(t.Id, i == 0 ? 1 : i == 1 ? 4 : 5, i < 21 ? $"remark {i}" : "", floor.Clock.GetUtcNow().AddHours(-1 - i))));
            db.TicketRatings.Add(Rating(tickets[0].Id, null, "", null));
            db.TicketRatings.Add(Rating(tickets[0].Id, 1, "long ago", floor.Clock.GetUtcNow().AddDays(-60)));
            await db.SaveChangesAsync();
        }

        var first = (await FiguresAsync(category)).Ratings;
        Assert.Equal([1, 0, 0, 1, 21], first.Scores);
        Assert.Equal((23, (1 + 4 + (5 * 21)) / 23.0, 21), (first.Count, first.Average!.Value, first.RemarkCount));
        Assert.Equal((20, "remark 0", 1, tickets[0].Number), (first.Remarks.Count, first.Remarks[0].Text, first.Remarks[0].Score, first.Remarks[0].Number));
        var second = await Reports.ReadAsync(await floor.PersonAsync(Roles.Lead), new ReportAsk { CategoryId = category, Page = 2 }, Berlin, Never);
        Assert.Equal("remark 20", Assert.Single(second.Ratings.Remarks).Text);
    }

    [Fact]
    public async Task What_was_merged_counts_where_it_goes_on_and_a_filter_takes_the_categories_below_along()
    {
        var top = await CategoryAsync();
        var below = await CategoryAsync(top);
        var target = Ticket(below, Now(-2), priority: TicketPriority.Urgent);
        await AddAsync(target, Ticket(top, Now(-2)));
        await AddAsync(Ticket(top, Now(-2), solved: Now(-1), mergedInto: target.Id));
        var all = await FiguresAsync(top);
        Assert.Equal((2, 0, 2), (all.All.Created, all.All.Solved, all.Categories.Total));
        Assert.Equal(1, (await FiguresAsync(below)).All.Created);
        var urgent = new ReportAsk { CategoryId = top, Priorities = [TicketPriority.High, TicketPriority.Urgent] };
        Assert.Equal(1, (await Reports.ReadAsync(await floor.PersonAsync(Roles.Lead), urgent, Berlin, Never)).All.Created);
    }

    private async Task<TicketFigures> FiguresAsync(int category, DateOnly? first = null, DateOnly? last = null) => await Reports.ReadAsync(
        await floor.PersonAsync(Roles.Lead), new ReportAsk { CategoryId = category, Range = first is { } one && last is { } other ? (one, other) : null }, Berlin, Never);

    private async Task<int> CategoryAsync(int? parent = null)
    {
        await using var db = floor.Db();
        var category = new TicketCategory { Name = "c" + Guid.NewGuid().ToString("N"), ParentId = parent };
        db.TicketCategories.Add(category);
        await db.SaveChangesAsync();
        return category.Id;
    }

    private async Task<int> OpenAsync(Actor requester, int category)
    {
        var outcome = await floor.Desk.OpenAsync(requester, new NewTicket("Printer", "", null, null, Guid.NewGuid()) { CategoryId = category }, Never);
        Assert.True(outcome.IsDone, outcome.Message);
        return outcome.Number;
    }

    private static async Task<int> AnotherAsync(SlaStage stage)
    {
        await stage.OpenAsync();
        return stage.Number;
    }

    private async Task MoveAsync(Actor worker, int number, TicketState state)
    {
        var outcome = await floor.Desk.MoveAsync(worker, Command(number), state, "", Never);
        Assert.True(outcome.IsDone, outcome.Message);
    }

    private static TicketCommand Command(int number) => new(number, Guid.NewGuid());

    private async Task AddAsync(params Ticket[] tickets)
    {
        await using var db = floor.Db();
        db.Tickets.AddRange(tickets);
        await db.SaveChangesAsync();
    }

    private static Ticket Ticket(
        int category, string created, string? solved = null, int? host = null, int? mergedInto = null, TicketPriority priority = TicketPriority.Medium) => new()
    {
        Title = "t", CategoryId = category, HostId = host, MergedIntoId = mergedInto, Priority = priority,
        CreatedAt = Moment(created), UpdatedAt = Moment(created), ResolvedAt = solved is null ? null : Moment(solved), State = solved is null ? TicketState.New : TicketState.Resolved,
    };

    private TicketRating Rating(int ticketId, int? score, string text, DateTimeOffset? at)
    {
        var asked = at ?? floor.Clock.GetUtcNow();
        return new() { TicketId = ticketId, SecretHash = new byte[32], Score = score, Comment = text, RatedAt = at, CreatedAt = asked, ExpiresAt = asked + TicketRating.ValidFor };
    }

    private string Now(int hours) => floor.Clock.GetUtcNow().AddHours(hours).UtcDateTime.ToString("O");

    private static DateTimeOffset Moment(string text) => DateTimeOffset.Parse(text).ToUniversalTime();

    /// <summary>The database's fractions are those of a double.</summary>
    private static TimeSpan Rounded(TimeSpan? time) => TimeSpan.FromSeconds(Math.Round(time!.Value.TotalSeconds));
}
