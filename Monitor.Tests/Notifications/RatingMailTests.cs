using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Monitor.Domain.Access;
using Monitor.Domain.Tickets;
using Monitor.Web.Tickets;
using Monitor.Web.Tickets.Portal;

namespace Monitor.Tests.Notifications;

public sealed partial class RatingMailTests : IClassFixture<NoticeFloor>, IAsyncLifetime
{
    private static readonly CancellationToken Never = CancellationToken.None;

    private readonly NoticeFloor _floor;
    private readonly MailSink _sink = new();

    public RatingMailTests(NoticeFloor floor)
    {
        _floor = floor;
        (floor.Mail.Port, floor.Mail.StartTls, floor.Mail.User) = (_sink.Port, false, "");
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _sink.DisposeAsync();

    [Fact]
    public async Task The_mail_that_it_is_solved_brings_its_requester_a_link_that_counts_once_and_nobody_else_one()
    {
        var (me, anna, watcher) = (
            await _floor.PersonAsync(Roles.EndUser, "user@example.org"), await _floor.PersonAsync(Roles.Technician, "anna@example.org"),
            await _floor.PersonAsync(Roles.Lead, "watcher@example.org"));
        var number = await _floor.OpenAsync(me, "Solved by mail");
        await using (var db = _floor.Acting.Db())
        {
            var id = await db.Tickets.Where(t => t.Number == number).Select(t => t.Id).SingleAsync();
            db.TicketWatchers.Add(new TicketWatcher { TicketId = id, UserId = watcher.UserId!.Value });
            await db.SaveChangesAsync();
        }

        await _floor.CommentAsync(anna, number, "Done.");
        await _floor.Acting.Desk.MoveAsync(anna, new TicketCommand(number, Guid.NewGuid()), TicketState.Resolved, "", Never);
        await _floor.RouteAsync();
        await _floor.SendAsync(_floor.MailChannel);
        var linked = _sink.Mails.Where(m => m.Body.Contains("/rate/", StringComparison.Ordinal)).ToList();
        var mail = Assert.Single(linked);
        Assert.Equal("RCPT TO:<user@example.org>", Assert.Single(mail.Recipients));
        Assert.Contains(_sink.Mails, m => m.Recipients.Contains("RCPT TO:<watcher@example.org>"));
        var link = Link().Match(mail.Body.Replace("=\n", "", StringComparison.Ordinal)).Groups[1].Value;
        Assert.All(await _floor.NoticesAsync("mail"), n => Assert.DoesNotContain("/rate/", n.Text, StringComparison.Ordinal));
        var desk = new RatingDesk(_floor.Acting.Contexts, _floor.Acting.Journal, _floor.Acting.Work, _floor.Clock);
        Assert.Null(await desk.RateAsync(link, 5, "", "", Never));
        Assert.NotNull(await desk.RateAsync(link, 5, "", "", Never));

        // Closing it later asks no second time.
        await _floor.Acting.Desk.MoveAsync(anna, new TicketCommand(number, Guid.NewGuid()), TicketState.Closed, "", Never);
        await _floor.RouteAsync();
        await _floor.SendAsync(_floor.MailChannel);
        Assert.Single(_sink.Mails, m => m.Body.Contains("/rate/", StringComparison.Ordinal));
    }

    [GeneratedRegex(@"https://monitor\.example\.org/rate/(mkr_\S+)")]
    private static partial Regex Link();
}
