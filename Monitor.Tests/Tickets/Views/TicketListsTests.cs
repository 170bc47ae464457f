using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Domain.Metrics;
using Monitor.Domain.Tickets;
using Monitor.Domain.Tickets.Catalog;
using Monitor.Domain.Tickets.Service;
using Monitor.Tests.Problems;
using Monitor.Web.Access;
using Monitor.Web.Tickets.Views;
using Npgsql;

namespace Monitor.Tests.Tickets.Views;

public sealed class TicketListsTests(ActingFloor floor) : IClassFixture<ActingFloor>
{
    private static readonly CancellationToken Never = CancellationToken.None;
    private readonly string _run = Guid.NewGuid().ToString("N")[..8];

    private TicketLists Lists => new(floor.Contexts, floor.Clock);

    [Fact]
    public async Task Each_ready_made_list_shows_its_tickets_and_no_others()
    {
        var (me, other) = (await floor.PersonAsync(Roles.Technician), await floor.PersonAsync(Roles.Technician));
        var host = await floor.HostAsync("lists-1");
        await using var db = floor.Db();
        var team = new Team { Name = "Network " + _run };
        db.Teams.Add(team);
        await db.SaveChangesAsync();
        db.TeamMembers.Add(new TeamMember { TeamId = team.Id, UserId = me.UserId!.Value });
        var now = floor.Clock.GetUtcNow();
        await AddAsync(db, Ticket("mine", t => t.AssigneeUserId = me.UserId), Ticket("other", t => t.AssigneeUserId = other.UserId), Ticket("team", t => t.TeamId = team.Id),
            Ticket("host", t => t.HostId = host.Id), Ticket("overdue", t => t.DueAt = now.AddMinutes(-1)), Ticket("soon", t => t.DueAt = now.AddHours(1)),
            Ticket("later", t => t.DueAt = now.AddDays(2)), Ticket("done late", t => (t.DueAt, t.State, t.ResolvedAt) = (now.AddDays(-1), TicketState.Resolved, now)));
        Assert.Equal(["mine"], await TitlesAsync(me, "view=mine"));
        Assert.Equal(["team"], await TitlesAsync(me, "view=team"));
        Assert.Equal(["overdue"], await TitlesAsync(me, "view=late"));
        Assert.Equal(["soon"], await TitlesAsync(me, "view=soon"));
        Assert.Equal(["host"], await TitlesAsync(me, "view=hosts"));
        Assert.DoesNotContain("mine", await TitlesAsync(me, "view=unassigned"));
        Assert.Contains("team", await TitlesAsync(me, "view=unassigned"));
        Assert.Equal(["other"], await TitlesAsync(other, "view=mine"));
    }

    [Fact]
    public async Task A_promise_makes_a_ticket_late_when_it_is_broken_and_soon_late_before_until_it_is_met()
    {
        var me = await floor.PersonAsync(Roles.Technician);
        await using var db = floor.Db();
        var calendar = new ServiceCalendar { Name = "always " + _run, Zone = "UTC" };
        db.ServiceCalendars.Add(calendar);
        await db.SaveChangesAsync();
        var policy = new SlaPolicy { Name = "p " + _run, CalendarId = calendar.Id };
        var (broken, soon, met) = (Ticket("broken"), Ticket("soon"), Ticket("met"));
        db.Add(policy);
        await AddAsync(db, broken, soon, met);
        var now = floor.Clock.GetUtcNow();
        db.SlaTimers.AddRange(
            Timer(broken.Id, t => t.BreachedAt = now.AddHours(-1)), Timer(soon.Id, t => t.DueAt = now.AddMinutes(30)),
            Timer(met.Id, t => (t.BreachedAt, t.MetAt) = (now.AddHours(-2), now.AddHours(-1))));
        await db.SaveChangesAsync();
        Assert.Equal(["broken"], await TitlesAsync(me, "view=late"));
        Assert.Equal(["soon"], await TitlesAsync(me, "view=soon"));
        Assert.Equal(["soon", "met", "broken"], await TitlesAsync(me, "sort=due"));
        var page = await Lists.PageAsync(me, TicketListAddress.OfScreen($"tag={_run}&sort=due"), 50, Never);
        Assert.Equal(now.AddMinutes(30), page.Rows[0].NextDue);
        Assert.True(page.Rows[2].IsBreached);

        SlaTimer Timer(int ticket, Action<SlaTimer> set)
        {
            var timer = new SlaTimer { TicketId = ticket, PolicyId = policy.Id, Clock = SlaClock.Resolution, StartedAt = now.AddDays(-1) };
            set(timer);
            return timer;
        }
    }

    [Fact]
    public async Task Filters_of_a_list_go_together_and_a_category_counts_with_all_below_it()
    {
        var me = await floor.PersonAsync(Roles.Lead);
        await using var db = floor.Db();
        var top = new TicketCategory { Name = "Hardware " + _run };
        db.Add(top);
        await db.SaveChangesAsync();
        var below = new TicketCategory { Name = "Printers", ParentId = top.Id };
        db.Add(below);
        await db.SaveChangesAsync();
        var now = floor.Clock.GetUtcNow();
        await AddAsync(db, Ticket("printer", t => (t.CategoryId, t.Priority, t.Kind) = (below.Id, TicketPriority.High, TicketKind.Request)),
            Ticket("hardware", t => (t.CategoryId, t.CreatedAt) = (top.Id, now.AddDays(-9))), Ticket("nothing", t => t.RequesterUserId = me.UserId));
        Assert.Equal(["hardware", "printer"], await TitlesAsync(me, $"category={top.Id}"));
        Assert.Equal(["printer"], await TitlesAsync(me, $"category={below.Id}"));
        Assert.Equal(["printer"], await TitlesAsync(me, $"category={top.Id}&priority=High,Urgent"));
        Assert.Equal(["printer"], await TitlesAsync(me, "kind=Request"));
        Assert.Equal(["nothing"], await TitlesAsync(me, "requester=me"));
        Assert.Equal(["hardware"], await TitlesAsync(me, $"createdTo={now.AddDays(-1):yyyy-MM-ddTHH:mm:ssZ}"));
        Assert.Equal(["nothing", "printer"], await TitlesAsync(me, $"createdFrom={now.AddDays(-1):yyyy-MM-ddTHH:mm:ssZ}"));
        Assert.Empty((await Lists.PageAsync(me, TicketListAddress.OfScreen("tag=no-such-tag"), 50, Never)).Rows);
    }

    [Fact]
    public async Task By_priority_means_the_order_of_priorities_also_after_a_change_and_what_is_nobody_s_is_read_in_the_order_of_an_index()
    {
        var me = await floor.PersonAsync(Roles.Lead);
        await using var db = floor.Db();
        var low = Ticket("was low", t => t.Priority = TicketPriority.Low);
        await AddAsync(db, Ticket("high", t => t.Priority = TicketPriority.High), low, Ticket("urgent", t => t.Priority = TicketPriority.Urgent), Ticket("medium", t => t.Priority = TicketPriority.Medium));
        Assert.Equal(["was low", "medium", "high", "urgent"], await TitlesAsync(me, "sort=priority"));
        low.Priority = TicketPriority.Urgent;
        await db.SaveChangesAsync();
        Assert.Equal(["urgent", "was low", "high", "medium"], await TitlesAsync(me, "sort=-priority"));

        // A small table is read as it lies: only where that is forbidden does the plan show what the index is good for.
        var query = TicketSorting.By(db, Actor.System, db.Tickets.Where(t => t.AssigneeUserId == null), TicketSort.Priority, descending: true).Select(t => t.Id).ToQueryString();
        await using var transaction = await db.Database.BeginTransactionAsync();
        await db.Database.ExecuteSqlAsync($"SET LOCAL enable_seqscan = off");
        await db.Database.ExecuteSqlAsync($"SET LOCAL enable_sort = off");
        await using var explain = new NpgsqlCommand("EXPLAIN (FORMAT JSON) " + query, (NpgsqlConnection)db.Database.GetDbConnection());
        var plan = (string)(await explain.ExecuteScalarAsync())!;
        Assert.Contains("ix_tickets_unassigned_by_priority", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("Sort", plan, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_column_sorts_in_both_directions_with_what_has_no_value_last()
    {
        var me = await floor.PersonAsync(Roles.Lead);
        var (a, b) = (await floor.HostAsync("sort-a"), await floor.HostAsync("sort-b"));
        await using var db = floor.Db();
        await AddAsync(db, Ticket("b", t => (t.HostId, t.Priority, t.State) = (b.Id, TicketPriority.Low, TicketState.Pending)), Ticket("c", t => t.Priority = TicketPriority.Urgent),
            Ticket("a", t => (t.HostId, t.Priority) = (a.Id, TicketPriority.Medium)));
        foreach (var sort in Enum.GetNames<TicketSort>().Skip(1))
        {
            Assert.Equal(3, (await TitlesAsync(me, "sort=" + sort)).Count);
            Assert.Equal(3, (await TitlesAsync(me, "sort=-" + sort)).Count);
        }

        Assert.Equal(["a", "b", "c"], await TitlesAsync(me, "sort=title"));
        Assert.Equal(["c", "b", "a"], await TitlesAsync(me, "sort=-title"));
        Assert.Equal(["a", "b", "c"], await TitlesAsync(me, "sort=host"));
        Assert.Equal(["b", "a", "c"], await TitlesAsync(me, "sort=-host"));
        Assert.Equal(["c", "a", "b"], await TitlesAsync(me, "sort=-priority"));
        Assert.Equal("b", (await TitlesAsync(me, "sort=-state"))[0]);
        Assert.Equal(["b", "c", "a"], await TitlesAsync(me, "sort=number"));
        Assert.Equal(["a", "c", "b"], await TitlesAsync(me, ""));
    }

    [Fact]
    public async Task A_page_says_how_many_there_are_and_the_next_begins_where_it_ended()
    {
        var me = await floor.PersonAsync(Roles.Technician);
        await using var db = floor.Db();
        await AddAsync(db, [.. Enumerable.Range(0, 5).Select(i => Ticket($"{i}"))]);
        var (first, last) = (await PageAsync(1), await PageAsync(3));
        Assert.Equal((2, 5), (first.Rows.Count, first.Total));
        Assert.Equal(["0"], Short(last));
        Assert.Equal(5, last.Total);

        Task<TicketListPage> PageAsync(int page) => Lists.PageAsync(me, TicketListAddress.OfScreen($"tag={_run}&page={page}"), 2, Never);
    }

    [Fact]
    public async Task Attack_24_A_list_a_search_and_a_board_show_an_end_user_the_own_tickets_only()
    {
        var (owner, other) = (await floor.PersonAsync(Roles.EndUser), await floor.PersonAsync(Roles.EndUser));
        await using var db = floor.Db();
        await AddAsync(db, Ticket("secret", t => t.RequesterUserId = owner.UserId));
        var board = new TicketBoard(floor.Contexts, floor.Clock);
        foreach (var (person, expected) in new[] { (owner, 1), (other, 0) })
        {
            Assert.Equal(expected, (await Lists.PageAsync(person, TicketListAddress.OfScreen(""), 50, Never)).Rows.Count);
            Assert.Equal(expected, (await Lists.PageAsync(person, TicketListAddress.OfScreen($"text={_run} secret"), 50, Never)).Rows.Count);
            Assert.Equal(expected, (await Lists.IdsAsync(person, TicketListAddress.OfScreen(""), 10, Never)).Count);
            Assert.Equal(expected, (await board.ReadAsync(person, TicketListAddress.OfScreen("").Filter, new Dictionary<TicketState, int>(), Never)).Sum(c => c.Total));
        }
    }

    [Fact]
    public async Task Attack_24_Who_only_requests_finds_neither_tags_nor_promises_in_a_row_or_by_a_filter()
    {
        var (user, technician) = (await floor.PersonAsync(Roles.EndUser), await floor.PersonAsync(Roles.Technician));
        await using var db = floor.Db();
        var now = floor.Clock.GetUtcNow();
        await AddAsync(db, Ticket("own", t => (t.RequesterUserId, t.DueAt) = (user.UserId, now.AddHours(-1))));
        var (mine, theirs) = (await RowAsync(user, ""), await RowAsync(technician, ""));
        Assert.Equal([_run], theirs.Tags);
        Assert.Equal(now.AddHours(-1), theirs.NextDue);
        Assert.Empty(mine.Tags);
        Assert.Equal((null, false), (mine.NextDue, mine.IsBreached));
        foreach (var address in new[] { "view=late", "view=soon", $"tag={_run}" })
        {
            Assert.Empty((await Lists.PageAsync(user, TicketListAddress.OfScreen($"{address}&text={_run}"), 50, Never)).Rows);
        }

        async Task<TicketRow> RowAsync(Actor actor, string more) => Assert.Single((await Lists.PageAsync(actor, TicketListAddress.OfScreen($"text={_run}{more}"), 50, Never)).Rows);
    }

    [Fact]
    public async Task Attack_24_The_tags_to_choose_from_are_those_of_tickets_that_one_sees()
    {
        await using var db = floor.Db();
        var team = new Team { Name = "Tags " + _run };
        db.Teams.Add(team);
        await db.SaveChangesAsync();
        await AddAsync(db, Ticket("theirs"));
        var limited = (await floor.PersonAsync(Roles.Technician)) with { TeamIds = [team.Id] };
        var all = await floor.PersonAsync(Roles.Technician);
        Assert.DoesNotContain(_run, (await Lists.ChoicesAsync(limited, new TicketFilter(), Never)).Tags);
        Assert.Contains(_run, (await Lists.ChoicesAsync(all, new TicketFilter(), Never)).Tags);
    }

    [Fact]
    public async Task The_board_shows_the_most_urgent_first_and_counts_what_it_does_not_show()
    {
        var me = await floor.PersonAsync(Roles.Technician);
        await using var db = floor.Db();
        await AddAsync(db, [.. Enumerable.Range(0, 3).Select(i => Ticket($"{i}", t => (t.Priority, t.State) = ((TicketPriority)i, TicketState.Open)))]);
        var columns = await new TicketBoard(floor.Contexts, floor.Clock)
            .ReadAsync(me, TicketListAddress.OfScreen($"tag={_run}").Filter, new Dictionary<TicketState, int> { [TicketState.Open] = 2 }, Never);
        Assert.Equal(Enum.GetValues<TicketState>(), columns.Select(c => c.State));
        var open = columns.Single(c => c.State == TicketState.Open);
        Assert.Equal((3, "2", "1"), (open.Total, open.Rows[0].Title[9..], open.Rows[1].Title[9..]));
    }

    /// <summary>What a person sees of this test's tickets, without the run's mark.</summary>
    private async Task<IReadOnlyList<string>> TitlesAsync(Actor actor, string address)
    {
        var (query, errors) = TicketListAddress.Read(Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery($"{address}&tag={_run}").ToDictionary(q => q.Key, q => q.Value.ToString()));
        Assert.Empty(errors);
        return Short(await Lists.PageAsync(actor, query, 50, Never));
    }

    /// <summary>Every ticket of this test carries its mark as a tag.</summary>
    private async Task AddAsync(MonitorDb db, params Ticket[] tickets)
    {
        db.Tickets.AddRange(tickets);
        await db.SaveChangesAsync();
        db.TicketTags.AddRange(tickets.Select(t => new TicketTag { TicketId = t.Id, Tag = _run }));
        await db.SaveChangesAsync();
    }

    private static IReadOnlyList<string> Short(TicketListPage page) => [.. page.Rows.Select(r => r.Title[9..])];

    private Ticket Ticket(string title, Action<Ticket>? set = null)
    {
        var now = floor.Clock.GetUtcNow();
        var ticket = new Ticket { Title = $"{_run} {title}", CreatedAt = now, UpdatedAt = now };
        set?.Invoke(ticket);
        return ticket;
    }
}
