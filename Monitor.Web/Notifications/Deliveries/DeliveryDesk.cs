using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Domain.Notifications;
using Monitor.Web.Access;
using Monitor.Web.Live;
using Monitor.Web.Notifications.Mail;

namespace Monitor.Web.Notifications.Deliveries;

/// <summary>What an administrator does about notices: those that were given up are tried again, under the id that they had; a mail to oneself shows whether mails go out.</summary>
public sealed class DeliveryDesk(IDbContextFactory<MonitorDb> contexts, AuditLog audit, LiveFeed live, IOptions<MailOptions> mail, TimeProvider time)
{
    private const string TestKey = "test/";

    /// <summary>False when it is not given up (any more).</summary>
    public async Task<bool> TryAgainAsync(Actor actor, long id, CancellationToken cancellationToken) =>
        await AgainAsync(actor, id.ToString(CultureInfo.InvariantCulture), null, id, cancellationToken) > 0;

    /// <summary>All of a channel; how many there were.</summary>
    public Task<int> TryAllAgainAsync(Actor actor, string channel, CancellationToken cancellationToken) => AgainAsync(actor, channel, channel, null, cancellationToken);

    /// <summary>Sends a mail to oneself, on the same way as all others.</summary>
    /// <returns>To which address it goes, or why it does not.</returns>
    public async Task<(string? Address, string? Problem)> TestMailAsync(Actor actor, CancellationToken cancellationToken)
    {
        actor.Demand(Permissions.SystemManage);
        if (!mail.Value.IsOn)
        {
            return (null, "Mail is not set up. Set Mail:Host and Mail:From first.");
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var person = await db.Users.Where(u => u.Id == actor.UserId).Select(u => new { u.Email, u.WantsMail }).SingleAsync(cancellationToken);
        if (person.Email is null || !person.WantsMail)
        {
            return (null, person.Email is null ? "You have no mail address. Add it under Admin, Users, and try again." : "Your profile says that you want no mail. Say there that you do, and try again.");
        }

        if (await db.Deliveries.AnyAsync(d => d.UserId == actor.UserId && d.DueAt != null && d.Key.StartsWith(TestKey), cancellationToken))
        {
            return (null, "A test waits already. The list of those that wait says why.");
        }

        var now = time.GetUtcNow();
        db.Deliveries.Add(new Delivery
        {
            Key = $"{TestKey}{Guid.NewGuid():N}", Channel = ChannelNames.Mail, UserId = actor.UserId, Subject = "[Monitor] A test", CreatedAt = now, DueAt = now,
            Text = "You asked for this mail on the page Notices. Notices of tickets and problems come on the same way.",
        });
        audit.Add(db, actor, "mail.tested", "notice", "mail", null, null);
        await db.SaveChangesAsync(cancellationToken);
        live.Publish(LiveFeed.Notices);
        return (person.Email, null);
    }

    private async Task<int> AgainAsync(Actor actor, string subject, string? channel, long? id, CancellationToken cancellationToken)
    {
        actor.Demand(Permissions.SystemManage);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var count = await db.Deliveries.Where(d => d.GivenUpAt != null && (channel == null || d.Channel == channel) && (id == null || d.Id == id))
            .ExecuteUpdateAsync(set => set.SetProperty(d => d.DueAt, time.GetUtcNow()).SetProperty(d => d.GivenUpAt, (DateTimeOffset?)null).SetProperty(d => d.Attempts, 0), cancellationToken);
        if (count > 0)
        {
            audit.Add(db, actor, "notice.tried_again", "notice", subject, null, new { Count = count });
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            live.Publish(LiveFeed.Notices);
        }

        return count;
    }
}
