using Microsoft.EntityFrameworkCore;
using Monitor.Domain.Access;
using Monitor.Domain.Notifications;

namespace Monitor.Tests.Notifications;

public sealed class NewsRoutingTests(NoticeFloor floor) : IClassFixture<NoticeFloor>
{
    private static readonly CancellationToken Never = CancellationToken.None;

    [Fact]
    public async Task An_answer_tells_the_requester_and_the_team_by_bell_and_mail_and_a_note_tells_the_team_alone()
    {
        var (user, anna, bert) = (await floor.PersonAsync(Roles.EndUser, "user@example.org"), await floor.PersonAsync(Roles.Technician, "anna@example.org", "Anna"), await floor.PersonAsync(Roles.Technician));
        var number = await floor.OpenAsync(user, teamId: await floor.TeamAsync(anna, bert));
        await floor.RouteAsync();
        await floor.CommentAsync(anna, number, "Which one?");
        await floor.CommentAsync(anna, number, "It is always this one.", isInternal: true);
        await floor.RouteAsync();

        var made = (await ofTicketAsync(number)).ToHashSet();
        Assert.Equal(
        [
            (anna.UserId, "bell", $"New ticket #{number} Printer"), (anna.UserId, "mail", $"[#{number}] Printer"), (bert.UserId, "bell", $"New ticket #{number} Printer"),
            (user.UserId, "bell", $"Your ticket #{number}: Which one?"), (user.UserId, "mail", $"[#{number}] Printer"), (bert.UserId, "bell", $"Anna on #{number} Printer: Which one?"),
            (bert.UserId, "bell", $"Anna on #{number} Printer, internal: It is always this one."),
        ], made);

        async Task<IEnumerable<(int? UserId, string Channel, string Line)>> ofTicketAsync(int n)
        {
            await using var db = floor.Acting.Db();
            var (bell, letters) = (await db.BellNotices.Where(b => b.Address == $"/tickets/{n}").ToListAsync(), await db.Deliveries.Where(d => d.Address == $"/tickets/{n}").ToListAsync());
            return [.. bell.SelectMany(b => b.UserIds.Select(u => ((int?)u, "bell", b.Text))), .. letters.Select(d => (d.UserId, d.Channel, d.Subject))];
        }
    }

    [Fact]
    public async Task Attack_24_Who_may_not_see_the_ticket_any_more_is_told_nothing()
    {
        var (user, watcher, lost) = (await floor.PersonAsync(Roles.EndUser), await floor.PersonAsync(Roles.Technician), await floor.PersonAsync(Roles.Technician));
        var number = await floor.OpenAsync(user);
        await floor.RouteAsync();
        await using var db = floor.Acting.Db();
        var id = await db.Tickets.Where(t => t.Number == number).Select(t => t.Id).SingleAsync();
        db.TicketWatchers.AddRange(new() { TicketId = id, UserId = watcher.UserId!.Value }, new() { TicketId = id, UserId = lost.UserId!.Value });
        db.UserScopes.Add(new UserScope { UserId = lost.UserId!.Value, TeamId = await floor.TeamAsync() });
        await db.SaveChangesAsync();
        await db.Tickets.Where(t => t.Id == id).ExecuteUpdateAsync(s => s.SetProperty(t => t.AssigneeUserId, watcher.UserId));
        await floor.CommentAsync(user, number, "Hello?");
        await floor.RouteAsync();

        var told = await db.BellNotices.Where(n => n.TicketId == id && n.Text.Contains("Hello?")).SelectMany(n => n.UserIds).ToListAsync();
        Assert.Contains(watcher.UserId!.Value, told);
        Assert.DoesNotContain(lost.UserId!.Value, told);
    }

    [Fact]
    public async Task A_message_that_cannot_be_read_blocks_nothing_behind_it_and_other_kinds_are_done_with_at_once()
    {
        var (user, worker) = (await floor.PersonAsync(Roles.EndUser), await floor.PersonAsync(Roles.Technician));
        await using var db = floor.Acting.Db();
        OutboxMessage Row(string kind, string payload) => new() { Kind = kind, Key = "ticket/1", Payload = payload, CreatedAt = floor.Clock.GetUtcNow() };
        db.OutboxMessages.AddRange(
            Row("ticket.changed", "[]"), Row("ticket.changed", "{}"), Row("ticket.changed", """{"Number":1,"What":"Eaten"}"""),
            Row("ticket.changed", """{"Number":999999,"What":"Answered"}"""), Row("finding.added", "{}"));
        await db.SaveChangesAsync();
        var number = await floor.OpenAsync(user, "Behind");
        await floor.RouteAsync();

        Assert.False(await db.OutboxMessages.AnyAsync(m => m.RoutedAt == null));
        Assert.True(await db.BellNotices.AnyAsync(n => n.UserIds.Contains(worker.UserId!.Value) && n.Address == $"/tickets/{number}"));
    }

    [Fact]
    public async Task News_that_everybody_hears_is_one_row_and_in_the_bell_of_each()
    {
        var user = await floor.PersonAsync(Roles.EndUser);
        var workers = new[] { await floor.PersonAsync(Roles.Technician), await floor.PersonAsync(Roles.Technician), await floor.PersonAsync(Roles.Lead) };
        var number = await floor.OpenAsync(user, "Lost and found");
        await floor.RouteAsync();
        await using var db = floor.Acting.Db();
        var row = Assert.Single(await db.BellNotices.Where(n => n.Address == $"/tickets/{number}").ToListAsync());
        Assert.Subset(row.UserIds.ToHashSet(), workers.Select(w => w.UserId!.Value).ToHashSet());
        Assert.Equal(row.UserIds.Length, row.UserIds.Distinct().Count());
        foreach (var worker in workers)
        {
            Assert.Equal($"New ticket #{number} Lost and found", (await floor.Bell.ReadAsync(worker, 1, Never)).Entries.Single().Text);
        }

        Assert.DoesNotContain((await floor.Bell.ReadAsync(user, 20, Never)).Entries, e => e.Address == $"/tickets/{number}");
    }

    [Fact]
    public async Task Fault_42_Several_servers_that_route_at_once_tell_each_thing_once()
    {
        var (user, worker) = (await floor.PersonAsync(Roles.EndUser), await floor.PersonAsync(Roles.Technician));
        var number = await floor.OpenAsync(user);
        await floor.RouteAsync();
        for (var i = 0; i < 60; i++)
        {
            await floor.CommentAsync(user, number, $"Word {i}.");
        }

        await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            var routing = floor.Routing;
            while (await routing.RouteAsync(7, Never) > 0)
            {
            }
        }));
        await using var db = floor.Acting.Db();
        Assert.False(await db.OutboxMessages.AnyAsync(m => m.RoutedAt == null));
        Assert.Equal(60, await db.BellNotices.CountAsync(n => n.UserIds.Contains(worker.UserId!.Value) && n.Text.Contains("Word ")));
    }

    [Fact]
    public async Task Fault_42_An_announcement_that_comes_back_makes_no_second_notice()
    {
        var (user, worker) = (await floor.PersonAsync(Roles.EndUser), await floor.PersonAsync(Roles.Technician));
        var number = await floor.OpenAsync(user);
        await floor.RouteAsync();
        await using var db = floor.Acting.Db();
        await db.OutboxMessages.Where(m => m.Key == $"ticket/{number}").ExecuteUpdateAsync(s => s.SetProperty(m => m.RoutedAt, (DateTimeOffset?)null));
        await floor.RouteAsync();
        Assert.Equal(1, await db.BellNotices.CountAsync(n => n.UserIds.Contains(worker.UserId!.Value) && n.Address == $"/tickets/{number}"));
        Assert.False(await db.OutboxMessages.AnyAsync(m => m.RoutedAt == null));
    }
}
