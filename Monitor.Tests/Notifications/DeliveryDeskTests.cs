using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Monitor.Domain.Access;
using Monitor.Domain.Notifications;
using Monitor.Domain.Notifications.Sending;
using Monitor.Web.Access;
using Monitor.Web.Notifications.Deliveries;
using Monitor.Web.Store;

namespace Monitor.Tests.Notifications;

public sealed class DeliveryDeskTests(NoticeFloor floor) : IClassFixture<NoticeFloor>
{
    private static readonly CancellationToken Never = CancellationToken.None;

    private DeliveryDesk Desk => new(floor.Acting.Contexts, new AuditLog(floor.Clock), floor.Acting.Live, Options.Create(floor.Mail), floor.Clock);

    private DeliveryQueries Queries => new(floor.Acting.Contexts, floor.Pauses, Options.Create(floor.Mail), floor.Clock);

    [Fact]
    public async Task Fault_38_What_was_given_up_is_shown_with_its_reason_and_goes_out_when_an_administrator_tries_it_again_days_later()
    {
        var (admin, person) = (await floor.PersonAsync(Roles.Admin), await floor.PersonAsync(Roles.Technician, name: "Anna"));
        var channel = new FakeChannel("mail") { Answer = _ => Task.FromResult(SendOutcome.GiveUp("No such mailbox (550).")) };
        var id = (await floor.DueAsync("mail", 1, person.UserId))[0];
        await floor.SendAsync(channel);
        floor.Clock.Advance(TimeSpan.FromDays(3));

        var row = (await Queries.PageAsync(admin, DeliveryState.GivenUp, 0, 50, Never)).Rows.Single(r => r.Id == id);
        Assert.Equal(("Anna", "No such mailbox (550)."), (row.Recipient, row.Error));
        Assert.True(await Desk.TryAgainAsync(admin, id, Never));
        Assert.False(await Desk.TryAgainAsync(admin, id, Never));
        channel.Answer = _ => Task.FromResult(SendOutcome.TryAgain("Busy."));
        await floor.SendAsync(channel);
        floor.Clock.Advance(TimeSpan.FromMinutes(1));
        channel.Answer = _ => Task.FromResult(SendOutcome.Sent);
        await floor.SendAsync(channel);
        Assert.NotNull((await floor.NoticesAsync("mail")).Single(n => n.Id == id).SentAt);
        await using var db = floor.Acting.Db();
        Assert.True(await db.Audit.AnyAsync(a => a.Act == "notice.tried_again" && a.UserId == admin.UserId));
    }

    [Fact]
    public async Task Attack_24_Only_who_manages_the_system_sees_or_repeats_notices_of_others()
    {
        var lead = await floor.PersonAsync(Roles.Lead);
        await Assert.ThrowsAsync<AccessRefusedException>(() => Queries.PageAsync(lead, DeliveryState.Sent, 0, 50, Never));
        await Assert.ThrowsAsync<AccessRefusedException>(() => Queries.ChannelsAsync(lead, Never));
        await Assert.ThrowsAsync<AccessRefusedException>(() => Desk.TryAgainAsync(lead, 1, Never));
        await Assert.ThrowsAsync<AccessRefusedException>(() => Desk.TryAllAgainAsync(lead, "mail", Never));
        await Assert.ThrowsAsync<AccessRefusedException>(() => Desk.TestMailAsync(lead, Never));
    }

    [Fact]
    public async Task An_administrator_sends_a_test_to_the_own_address_one_at_a_time()
    {
        await using var sink = new MailSink();
        (floor.Mail.Port, floor.Mail.StartTls) = (sink.Port, false);
        var (admin, without) = (await floor.PersonAsync(Roles.Admin, "admin@example.org"), await floor.PersonAsync(Roles.Admin));
        Assert.Contains("no mail address", (await Desk.TestMailAsync(without, Never)).Problem, StringComparison.Ordinal);
        Assert.Equal(("admin@example.org", null), await Desk.TestMailAsync(admin, Never));
        Assert.Contains("waits already", (await Desk.TestMailAsync(admin, Never)).Problem, StringComparison.Ordinal);
        await floor.SendAsync(floor.MailChannel);
        var mail = Assert.Single(sink.Mails);
        Assert.Equal(("[Monitor] A test", "RCPT TO:<admin@example.org>"), (mail.Header("Subject"), Assert.Single(mail.Recipients)));
        Assert.Contains("on the page Notices", mail.Body, StringComparison.Ordinal);
        Assert.Equal("admin@example.org", (await Desk.TestMailAsync(admin, Never)).Address);
        floor.Mail.Host = "";
        Assert.Contains("not set up", (await Desk.TestMailAsync(admin, Never)).Problem, StringComparison.Ordinal);
        floor.Mail.Host = "localhost";
        await using var db = floor.Acting.Db();
        Assert.Equal(2, await db.Audit.CountAsync(a => a.Act == "mail.tested" && a.UserId == admin.UserId));
    }

    [Fact]
    public async Task What_is_older_than_it_is_kept_goes_and_what_waits_for_nobody_is_given_up()
    {
        var job = new NoticeRetentionJob(floor.Acting.Contexts, Options.Create(new RetentionOptions()), floor.Clock);
        var old = (await floor.DueAsync("kept", 1))[0];
        await floor.PersonAsync(Roles.Technician);
        var number = await floor.OpenAsync(await floor.PersonAsync(Roles.EndUser));
        await floor.RouteAsync();
        await floor.SendAsync(new FakeChannel("kept"));
        await using var db = floor.Acting.Db();
        OutboxMessage Row(string key) => new() { Kind = "ticket.changed", Key = key, Payload = "{}", CreatedAt = floor.Clock.GetUtcNow(), RoutedAt = floor.Clock.GetUtcNow() };
        db.OutboxMessages.AddRange(Row("ticket/77"), Row("maintenance/77/began"));
        await db.SaveChangesAsync();
        floor.Clock.Advance(TimeSpan.FromDays(91));
        var unserved = (await floor.DueAsync("unserved", 1))[0];
        var tried = (await floor.DueAsync("tried", 1))[0];
        await floor.SendAsync(new FakeChannel("tried") { Answer = _ => Task.FromResult(SendOutcome.TryAgain("Busy.")) });
        floor.Clock.Advance(TimeSpan.FromDays(3));
        var fresh = (await floor.DueAsync("unserved", 1))[0];
        var ticket = await db.Tickets.Where(t => t.Number == number).Select(t => t.Id).SingleAsync();
        Assert.Equal(1, await db.BellNotices.CountAsync(n => n.TicketId == ticket));
        await job.RunAsync(Never);

        Assert.Equal(0, await db.BellNotices.CountAsync(n => n.TicketId == ticket));
        Assert.False(await db.Deliveries.AnyAsync(d => d.Id == old));
        Assert.False(await db.OutboxMessages.AnyAsync(m => m.Key == "ticket/77" || m.Key == "maintenance/77/began"));
        Assert.True(await db.Deliveries.AnyAsync(d => d.Id == unserved && d.GivenUpAt != null && d.DueAt == null));
        Assert.True(await db.Deliveries.AnyAsync(d => d.Id == tried && d.GivenUpAt != null && d.DueAt == null));
        Assert.True(await db.Deliveries.AnyAsync(d => d.Id == fresh && d.GivenUpAt == null));
    }
}
