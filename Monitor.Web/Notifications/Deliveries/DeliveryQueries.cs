using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Domain.Notifications;
using Monitor.Web.Access;
using Monitor.Web.Notifications.Mail;
using Monitor.Web.Notifications.Sending;

namespace Monitor.Web.Notifications.Deliveries;

public enum DeliveryState
{
    GivenUp,
    Waiting,
    Sent,
}

public sealed record DeliveryRow(
    long Id, string Channel, string Recipient, string Subject, string Address, DateTimeOffset CreatedAt, DateTimeOffset? DueAt, DateTimeOffset? SentAt,
    DateTimeOffset? GivenUpAt, int Attempts, string Error);

/// <summary>How one way out of the product is doing.</summary>
/// <param name="Kind">good, warning, critical or unknown, as badges have it.</param>
public sealed record ChannelRow(
    string Name, string Title, string Kind, string Word, string Reason, int Waiting, DateTimeOffset? OldestAt, int GivenUp, DateTimeOffset? LastSentAt, bool IsUsed);

/// <summary>What the page of notices shows: the channels, and the notices in one of three states, paged.</summary>
public sealed class DeliveryQueries(IDbContextFactory<MonitorDb> contexts, ChannelPauses pauses, IOptions<MailOptions> mail, TimeProvider time)
{
    /// <summary>A notice that waits longer than this is late.</summary>
    public static readonly TimeSpan Late = TimeSpan.FromMinutes(10);

    public async Task<IReadOnlyList<ChannelRow>> ChannelsAsync(Actor actor, CancellationToken cancellationToken)
    {
        actor.Demand(Permissions.SystemManage);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return [await ChannelAsync(db, ChannelNames.Mail, "Mail", cancellationToken), await ChannelAsync(db, ChannelNames.Webhook, "Webhooks", cancellationToken)];
    }

    public async Task<(IReadOnlyList<DeliveryRow> Rows, int Total)> PageAsync(
        Actor actor, DeliveryState state, int skip, int take, CancellationToken cancellationToken)
    {
        actor.Demand(Permissions.SystemManage);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var notices = db.Deliveries.AsNoTracking();
        notices = state switch
        {
            DeliveryState.Waiting => notices.Where(d => d.DueAt != null).OrderBy(d => d.DueAt),
            DeliveryState.Sent => notices.Where(d => d.SentAt != null).OrderByDescending(d => d.Id),
            _ => notices.Where(d => d.GivenUpAt != null).OrderByDescending(d => d.GivenUpAt),
        };
        var rows = await notices.Skip(skip).Take(Math.Min(take, 500)).Select(d => new DeliveryRow(
            d.Id, d.Channel,
            d.UserId != null ? db.Users.Where(u => u.Id == d.UserId).Select(u => u.DisplayName == "" ? u.UserName! : u.DisplayName).FirstOrDefault() ?? ""
                : db.Webhooks.Where(h => h.Id == d.TargetId).Select(h => h.Name).FirstOrDefault() ?? "",
            d.Subject, d.Address, d.CreatedAt, d.DueAt, d.SentAt, d.GivenUpAt, d.Attempts, d.Error)).ToListAsync(cancellationToken);
        return (rows, await notices.CountAsync(cancellationToken));
    }

    private async Task<ChannelRow> ChannelAsync(MonitorDb db, string name, string title, CancellationToken cancellationToken)
    {
        var waiting = db.Deliveries.Where(d => d.Channel == name && d.DueAt != null);
        var count = await waiting.CountAsync(cancellationToken);
        var oldest = count == 0 ? null : await waiting.MinAsync(d => (DateTimeOffset?)d.CreatedAt, cancellationToken);
        var since = time.GetUtcNow() - TimeSpan.FromDays(1);
        var givenUp = await db.Deliveries.CountAsync(d => d.Channel == name && d.GivenUpAt > since, cancellationToken);
        var last = await db.Deliveries.Where(d => d.Channel == name && d.SentAt != null).OrderByDescending(d => d.Id).Select(d => d.SentAt).FirstOrDefaultAsync(cancellationToken);
        var isUsed = name == ChannelNames.Mail ? mail.Value.IsOn : await db.Webhooks.AnyAsync(h => h.IsEnabled, cancellationToken);
        var (kind, word, reason) = Judge(name, isUsed, oldest, givenUp);
        return new ChannelRow(name, title, kind, word, reason, count, oldest, givenUp, last, isUsed);
    }

    private (string Kind, string Word, string Reason) Judge(string channel, bool isUsed, DateTimeOffset? oldest, int givenUp) =>
        !isUsed ? ("unknown", "Not set up", channel == ChannelNames.Mail ? "Set Mail:Host and Mail:From to send notices by mail." : "Add a webhook under Admin, Webhooks.")
        : pauses.Find(channel) is { } pause ? ("critical", "Not reached", pause.Reason)
        : oldest < time.GetUtcNow() - Late ? ("warning", "Late", "Notices wait longer than they should. The list of those that wait says why.")
        : givenUp > 0 ? ("warning", "Given up", "Some notices of the last day were given up. The list below says why.")
        : ("good", "Works", channel == ChannelNames.Mail ? $"By {mail.Value.Host}, port {mail.Value.Port}." : "Called as events come.");
}
