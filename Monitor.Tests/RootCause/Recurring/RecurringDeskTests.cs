using Microsoft.EntityFrameworkCore;
using Monitor.Domain.Access;
using Monitor.Domain.Metrics;
using Monitor.Domain.RootCause;
using Monitor.Domain.RootCause.Grading;
using Monitor.Domain.RootCause.Recurring;
using Monitor.Domain.Tickets;
using Monitor.Tests.Problems;
using Monitor.Tests.RootCause.Packs;
using Monitor.Web.Problems.Recurring;
using Monitor.Web.Tickets;
using Monitor.Web.Tickets.CauseReports;

namespace Monitor.Tests.RootCause.Recurring;

/// <summary>Recurring problems and reports of a period on a real database.</summary>
public sealed class RecurringDeskTests(ActingFloor floor) : IClassFixture<ActingFloor>
{
    private static readonly CancellationToken Never = CancellationToken.None;
    private readonly PackStage _stage = new(floor);

    private RecurringQueries Queries => new(floor.Contexts, floor.Clock);

    private ProblemTicketMaker Maker => new(floor.Contexts, Queries, floor.Desk);

    [Fact]
    public async Task What_came_three_times_is_one_line_with_its_hosts_its_cost_and_the_work_noted_and_the_cause_joins_hosts()
    {
        var technician = await floor.PersonAsync(Roles.Technician);
        var (a, b) = (await floor.HostAsync("a-" + Guid.NewGuid().ToString("N")), await floor.HostAsync("b-" + Guid.NewGuid().ToString("N")));
        var cause = "process:" + Guid.NewGuid().ToString("N");
        foreach (var (host, minutes) in new[] { (a, 10), (a, 20), (a, 30), (b, 40) })
        {
            var ticket = await PastAsync(host, minutes, cause);
            await using var db = floor.Db();
            db.TicketEntries.Add(new TicketEntry { TicketId = ticket.Id, Kind = TicketEntryKind.Comment, Text = "worked", SpentMinutes = 5, UserId = technician.UserId });
            await db.SaveChangesAsync();
        }

        var page = await Queries.PageAsync(technician, new RecurringFilter { HostId = a.Id }, 25, Never);
        var line = Assert.Single(page.Lines);
        Assert.Equal((3, TimeSpan.FromMinutes(60), 15, (int?)null), (line.Group.Count, line.Group.Lost, line.SpentMinutes, line.Ticket));
        Assert.Empty((await Queries.PageAsync(technician, new RecurringFilter { HostId = b.Id }, 25, Never)).Lines);
        Assert.Empty((await Queries.PageAsync(technician, new RecurringFilter { HostId = a.Id, Least = 4 }, 25, Never)).Lines);
        Assert.Empty((await Queries.PageAsync(technician, new RecurringFilter { HostId = a.Id, Text = "no such words" }, 25, Never)).Lines);
        var byCause = Assert.Single((await Queries.PageAsync(technician, new RecurringFilter { By = RecurringBy.Cause, Text = cause }, 25, Never)).Lines);
        Assert.Equal((4, 2, cause, 20), (byCause.Group.Count, byCause.Group.Hosts.Count, byCause.Group.Key, byCause.SpentMinutes));
    }

    [Fact]
    public async Task What_recurs_comes_page_by_page_the_most_often_first_and_each_once()
    {
        var technician = await floor.PersonAsync(Roles.Technician);
        var host = await floor.HostAsync("pages-" + Guid.NewGuid().ToString("N"));
        var causes = Enumerable.Range(2, 3).Select(times => (Key: $"process:{Guid.NewGuid():N}", Times: times)).ToList();
        foreach (var cause in causes.SelectMany(c => Enumerable.Repeat(c.Key, c.Times)))
        {
            await PastAsync(host, 5, cause);
        }

        var filter = new RecurringFilter { By = RecurringBy.Cause, HostId = host.Id };
        var pages = new List<RecurringPageOf>();
        for (var page = 1; page <= 3; page++)
        {
            pages.Add(await Queries.PageAsync(technician, filter with { Page = page }, 2, Never));
        }

        Assert.Equal([2, 1, 0], pages.Select(p => p.Lines.Count));
        Assert.All(pages, p => Assert.Equal(3, p.Total));
        Assert.Equal(causes.OrderByDescending(c => c.Times).Select(c => (c.Key, c.Times)), pages.SelectMany(p => p.Lines).Select(l => (l.Group.Key, l.Group.Count)));
    }

    [Fact]
    public async Task Fault_22_However_many_ask_at_once_there_is_one_problem_ticket_that_links_the_others_and_the_next_one_once_it_is_done()
    {
        var technician = await floor.PersonAsync(Roles.Technician);
        var host = await floor.HostAsync("ticket-" + Guid.NewGuid().ToString("N"));
        var single = new[] { await PastAsync(host, 5), await PastAsync(host, 5), await PastAsync(host, 5) };
        var key = $"{host.Id}/cpu";
        var made = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => Maker.OpenAsync(technician, RecurringBy.Fingerprint, key, Never))));
        Assert.All(made, m => Assert.True(m.IsDone, m.Message));
        var number = Assert.Single(made.Select(m => m.Number).Distinct());
        await using var db = floor.Db();
        var ticket = await db.Tickets.SingleAsync(t => t.Number == number);
        Assert.Equal((TicketKind.Problem, host.Id), (ticket.Kind, ticket.HostId));
        Assert.Equal(single.Select(t => t.Id), await db.TicketLinks.Where(l => l.TicketId == ticket.Id && l.Kind == TicketLinkKind.Related).OrderBy(l => l.OtherId).Select(l => l.OtherId).ToListAsync());
        Assert.Contains("\"Related\"", (await db.Audit.SingleAsync(a => a.Act == TicketDesk.Opened && a.SubjectId == number.ToString())).After, StringComparison.Ordinal);
        Assert.Equal(number, (await Queries.PageAsync(technician, new RecurringFilter { HostId = host.Id }, 25, Never)).Lines.Single().Ticket);

        await floor.Desk.MoveAsync(technician, new TicketCommand(number, Guid.NewGuid()), TicketState.Open, "", Never);
        Assert.True((await floor.Desk.MoveAsync(technician, new TicketCommand(number, Guid.NewGuid()), TicketState.Resolved, "Replaced", Never)).IsDone);
        Assert.Null((await Queries.PageAsync(technician, new RecurringFilter { HostId = host.Id }, 25, Never)).Lines.Single().Ticket);
        Assert.NotEqual(number, (await Maker.OpenAsync(technician, RecurringBy.Fingerprint, key, Never)).Number);
    }

    [Fact]
    public async Task Attack_24_What_happens_on_hosts_of_others_is_in_no_group_no_report_and_no_problem_ticket()
    {
        var technician = await floor.PersonAsync(Roles.Technician);
        var lead = await floor.PersonAsync(Roles.Lead);
        await using var db = floor.Db();
        var group = new HostGroup { Name = "mine " + Guid.NewGuid(), ParentId = HostGroup.FleetId };
        db.HostGroups.Add(group);
        await db.SaveChangesAsync();
        var (own, foreign) = (await floor.HostAsync("own-" + Guid.NewGuid().ToString("N")), await floor.HostAsync("foreign-" + Guid.NewGuid().ToString("N")));
        await db.Hosts.Where(h => h.Id == own.Id).ExecuteUpdateAsync(s => s.SetProperty(h => h.GroupId, group.Id));
        var cause = "disk:" + Guid.NewGuid().ToString("N");
        foreach (var host in new[] { own, own, foreign, foreign, foreign })
        {
            await PastAsync(host, 10, cause);
        }

        var limited = PackStage.Limited(technician, group.Id);
        Assert.Equal(2, Assert.Single((await Queries.PageAsync(limited, new RecurringFilter { By = RecurringBy.Cause }, 25, Never)).Lines).Group.Count);
        Assert.Equal(own.Id, Assert.Single((await Queries.PageAsync(limited, new RecurringFilter(), 25, Never)).Lines).Group.Hosts.Single().Id);
        Assert.Equal(TicketResult.NotFound, (await Maker.OpenAsync(limited, RecurringBy.Fingerprint, $"{foreign.Id}/cpu", Never)).Result);
        Assert.Equal(TicketResult.Refused, (await Maker.OpenAsync(await floor.PersonAsync(Roles.Viewer), RecurringBy.Fingerprint, $"{own.Id}/cpu", Never)).Result);

        var (from, to, now) = (floor.Clock.GetUtcNow().AddDays(-30), floor.Clock.GetUtcNow().AddDays(1), floor.Clock.GetUtcNow());
        var report = await _stage.Periods.ReadAsync(PackStage.Limited(lead, group.Id), new OccurrenceFilter(), from, to, now, Never);
        Assert.Equal((2, 2, 2, TimeSpan.FromMinutes(20)), (report!.Problems, report.Critical, report.TicketsOpened, report.Lost));
        Assert.Equal((CauseNames.Of(cause), 2), (report.Causes.Single().Name, report.Causes.Single().Count));
        Assert.Null(await _stage.Periods.ReadAsync(PackStage.Limited(lead, group.Id), new OccurrenceFilter { HostId = foreign.Id }, from, to, now, Never));
        Assert.Null(await _stage.Periods.ReadAsync(PackStage.Limited(lead, group.Id), new OccurrenceFilter { GroupId = HostGroup.FleetId }, from, to, now, Never));
        await Assert.ThrowsAsync<Web.Access.AccessRefusedException>(() => _stage.Periods.ReadAsync(technician, new OccurrenceFilter(), from, to, now, Never));

        // A cause that several teams have: the ticket that one cannot see is none for it.
        var theirs = await Maker.OpenAsync((await floor.PersonAsync(Roles.Technician)) with { GroupIds = [HostGroup.FleetId] }, RecurringBy.Cause, cause, Never);
        var ours = await Maker.OpenAsync(limited, RecurringBy.Cause, cause, Never);
        Assert.True(theirs.IsDone && ours.IsDone, theirs.Message + ours.Message);
        Assert.Equal([own.Id], await db.TicketHosts.Where(h => db.Tickets.Any(t => t.Id == h.TicketId && t.Number == ours.Number)).Select(h => h.HostId)
            .Union(db.Tickets.Where(t => t.Number == ours.Number).Select(t => t.HostId!.Value)).ToListAsync());
        Assert.Equal(ours.Number, (await Maker.OpenAsync(limited, RecurringBy.Cause, cause, Never)).Number);

        // What runs on a host of others is told by no cause either.
        var hidden = "process:payroll-" + Guid.NewGuid().ToString("N");
        await PastAsync(own, 10, hidden, foreign.Id);
        await PastAsync(own, 10, hidden, foreign.Id);
        var byCause = new RecurringFilter { By = RecurringBy.Cause, HostId = own.Id };
        Assert.Contains((await Queries.PageAsync(technician, byCause, 25, Never)).Lines, l => l.Group.Key == hidden);
        Assert.DoesNotContain((await Queries.PageAsync(limited, byCause, 25, Never)).Lines, l => l.Group.Key == hidden);
    }

    [Fact]
    public async Task What_people_said_was_the_cause_counts_before_what_was_ranked_first_and_tells_how_often_that_was_right()
    {
        var lead = await floor.PersonAsync(Roles.Lead);
        var host = await floor.HostAsync("said-" + Guid.NewGuid().ToString("N"));
        var (ranked, said) = ("process:" + Guid.NewGuid().ToString("N"), "files:" + Guid.NewGuid().ToString("N"));
        var tickets = new[] { await PastAsync(host, 10, ranked), await PastAsync(host, 10, ranked), await PastAsync(host, 10, ranked) };
        await using var db = floor.Db();
        foreach (var (ticket, kind, key, rank) in new[] { (tickets[0], VerdictKind.Finding, said, 2), (tickets[1], VerdictKind.Finding, ranked, 1), (tickets[2], VerdictKind.Unknown, null, 0) })
        {
            db.CauseVerdicts.Add(new CauseVerdict
            {
                TicketId = ticket.Id, ProblemId = (await db.Problems.SingleAsync(p => p.TicketId == ticket.Id)).Id, Kind = kind, CauseKey = key, Rank = rank, Method = "rule:x", At = floor.Clock.GetUtcNow(),
            });
        }

        await db.SaveChangesAsync();
        var report = await _stage.Periods.ReadAsync(lead, new OccurrenceFilter { HostId = host.Id }, floor.Clock.GetUtcNow().AddDays(-2), floor.Clock.GetUtcNow().AddDays(1), floor.Clock.GetUtcNow(), Never);
        Assert.Equal((2, 1, 3, 3), (report!.Said, report.FirstRight, report.Ranked, report.Credible));
        Assert.Equal([(CauseNames.Of(ranked), 2), (CauseNames.Of(said), 1)], report.Causes.OrderByDescending(c => c.Count).Select(c => (c.Name, c.Count)));
        Assert.Equal(CauseNames.Of(said), (await _stage.Cases.ReadAsync(lead, tickets[0].Number, Never))!.Verdict!.Cause);
    }

    /// <summary>A problem that lasted so long until now, with its ticket.</summary>
    private async Task<Ticket> PastAsync(Host host, int minutes, string? cause = null, int? causeHostId = null)
    {
        var (ticket, problem) = await _stage.OpenAsync(host, minutesAgo: minutes);
        await using var db = floor.Db();
        await db.Problems.Where(p => p.Id == problem.Id).ExecuteUpdateAsync(s => s.SetProperty(p => p.EndedAt, floor.Clock.GetUtcNow()));
        if (cause is not null)
        {
            db.Findings.Add(new Finding
            {
                ProblemId = problem.Id, TicketId = ticket.Id, HostId = causeHostId ?? host.Id, At = floor.Clock.GetUtcNow(), Run = 1, Rank = 1, CauseKey = cause, Method = "rule:x", Confidence = .9, Sentence = "s", Evidence = "[]",
            });
            await db.SaveChangesAsync();
        }

        return ticket;
    }
}
