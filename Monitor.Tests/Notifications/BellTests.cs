using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Domain.Tickets;
using Monitor.Tests.Problems;
using Monitor.Web.Access;
using Monitor.Web.Access.Account;
using Monitor.Web.Access.People;
using Monitor.Web.Tickets;

namespace Monitor.Tests.Notifications;

public sealed class BellTests(NoticeFloor notices) : IClassFixture<NoticeFloor>
{
    private static readonly CancellationToken Never = CancellationToken.None;

    [Fact]
    public async Task Attack_24_The_bell_tells_a_person_only_what_that_person_may_see_and_forgets_what_was_read()
    {
        var (floor, bell) = (notices.Acting, notices.Bell);
        var (user, stranger, technician) = (await floor.PersonAsync(Roles.EndUser), await floor.PersonAsync(Roles.EndUser), await floor.PersonAsync(Roles.Technician));
        floor.Clock.Advance(TimeSpan.FromSeconds(1));
        var host = await floor.HostAsync("bell-1");
        await floor.Ledger.OpenAsync(await floor.BreachAsync(host), Never);
        var number = (await floor.Desk.OpenAsync(user, new NewTicket("Printer", "", TicketPriority.Medium, null, Guid.NewGuid()), Never)).Number;
        await floor.Desk.CommentAsync(technician, new TicketCommand(number, Guid.NewGuid()), "Which one?", false, Never);
        await floor.Desk.CommentAsync(technician, new TicketCommand(number, Guid.NewGuid()), "Secret", true, Never);

        await notices.RouteAsync();

        Assert.Equal([$"Your ticket #{number}: Which one?"], (await bell.ReadAsync(user, 20, Never)).Entries.Select(e => e.Text));
        Assert.Empty((await bell.ReadAsync(stranger, 20, Never)).Entries);
        var (entries, unread) = await bell.ReadAsync(technician, 20, Never);
        Assert.Equal([$"New ticket #{number} Printer", "bell-1: Disk usage of / 91.2 % exceeded the limit of 80 %"], entries.Select(e => e.Text).OrderDescending(StringComparer.Ordinal).Reverse());
        Assert.Equal(2, unread);
        await bell.MarkReadAsync(technician, Never);
        Assert.Equal(0, (await bell.ReadAsync(technician, 20, Never)).Unread);
        Assert.Equal(1, (await bell.ReadAsync(user, 20, Never)).Unread);
    }

    [Fact]
    public async Task Attack_24_Who_is_no_longer_of_the_desk_is_no_longer_told_what_was_said_there()
    {
        var (floor, bell) = (notices.Acting, notices.Bell);
        var (one, other) = (await floor.PersonAsync(Roles.Technician), await floor.PersonAsync(Roles.Technician));
        var number = (await floor.Desk.OpenAsync(one, new NewTicket("Printer", "", TicketPriority.Medium, null, Guid.NewGuid()), Never)).Number;
        await floor.Desk.CommentAsync(other, new TicketCommand(number, Guid.NewGuid()), "Secret", true, Never);
        await notices.RouteAsync();
        Assert.Contains((await bell.ReadAsync(one, 20, Never)).Entries, e => e.Text.Contains("Secret", StringComparison.Ordinal));

        var (audit, names) = (new AuditLog(floor.Clock), new UpperInvariantLookupNormalizer());
        var invitations = new InvitationDesk(floor.Contexts, new PasswordHasher<MonitorUser>(), audit, Options.Create(new AccessOptions()), floor.Clock);
        var desk = new UserDesk(floor.Contexts, invitations, new SignInThrottle(floor.Clock), names, audit, floor.Clock);
        Assert.Null((await desk.ChangeAsync(Actor.System, one.UserId!.Value, new UserForm("One", "", Roles.EndUser, [], [], []), Never)).Problem);
        await using var db = floor.Db();
        var now = (await AccessGate.OfAsync(db, [one.UserId.Value], Never)).Single();
        Assert.Equal(Roles.EndUser, now.Role);
        Assert.DoesNotContain((await bell.ReadAsync(now, 20, Never)).Entries, e => e.Text.Contains("Secret", StringComparison.Ordinal));
    }
}
