using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Domain.Logs;
using Monitor.Domain.Logs.Records;
using Monitor.Web.Access;
using Monitor.Web.Live;
using Monitor.Web.Store.Logs;

namespace Monitor.Web.Logs.Desk;

/// <summary>The sources of lines: seen, blocked with a reason, and kept for as long as somebody says. Permission, scope and audit are here.</summary>
public sealed class LogSourceDesk(IDbContextFactory<MonitorDb> contexts, AuditLog audit, LogSourceBook book, LiveFeed live, TimeProvider time)
{
    public const int LargestPage = 500;
    public const int LongestReason = 200;

    /// <summary>The newest first. Throws <see cref="ArgumentException"/> for a limit out of bounds.</summary>
    public async Task<LogSourcePage> ListAsync(Actor actor, LogSourceFilter filter, CancellationToken cancellationToken)
    {
        actor.Demand(Permissions.LogsRead);
        if (filter.Limit is < 1 or > LargestPage)
        {
            throw new ArgumentException($"A page has 1 to {LargestPage} sources.", nameof(filter));
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var some = Visible(db, actor).AsNoTracking();
        some = filter.HostId is { } hostId ? some.Where(s => s.HostId == hostId) : some;
        some = filter.After is { } after ? some.Where(s => s.Id < after) : some;
        some = filter.Trouble switch
        {
            LogSourceTrouble.Blocked => some.Where(s => s.BlockedAt != null),
            LogSourceTrouble.Hostile => some.Where(s => s.Hostile > 0),
            LogSourceTrouble.Dropped => some.Where(s => s.Dropped > 0),
            _ => some,
        };
        if (!string.IsNullOrEmpty(filter.Name))
        {
            var pattern = LikePattern.Within(filter.Name);
            some = some.Where(s => EF.Functions.ILike(s.Name, pattern));
        }

        var rows = await some.OrderByDescending(s => s.Id).Take(filter.Limit + 1)
            .Join(db.Hosts, s => s.HostId, h => h.Id, (s, h) => new { Source = s, h.Name }).OrderByDescending(s => s.Source.Id).ToListAsync(cancellationToken);
        return new LogSourcePage(
            [.. rows.Take(filter.Limit).Select(r => Of(r.Source, r.Name))], rows.Count > filter.Limit ? rows[filter.Limit - 1].Source.Id : null);
    }

    /// <summary>Whether a host is there for the person.</summary>
    public async Task<bool> IsThereAsync(Actor actor, int hostId, CancellationToken cancellationToken)
    {
        actor.Demand(Permissions.LogsRead);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Hosts.VisibleHosts(actor, db).AnyAsync(h => h.Id == hostId, cancellationToken);
    }

    /// <summary>Nothing of the source is kept from now on. Blocking twice changes the reason.</summary>
    public Task<LogOutcome> BlockAsync(Actor actor, int id, string reason, CancellationToken cancellationToken)
    {
        var why = reason.Trim();
        return why.Length is 0 or > LongestReason || why.Contains('\0')
            ? Task.FromResult(LogOutcome.Invalid($"Say why, in 1 to {LongestReason} characters."))
            : ChangeAsync(actor, id, "log_source.blocked", source =>
            {
                source.BlockedAt ??= time.GetUtcNow();
                source.BlockReason = $"{why} ({actor.Name})";
                return $"{source.Name} is blocked: what it sends is counted and not kept.";
            }, cancellationToken);
    }

    public Task<LogOutcome> UnblockAsync(Actor actor, int id, CancellationToken cancellationToken) => ChangeAsync(actor, id, "log_source.unblocked", source =>
    {
        (source.BlockedAt, source.BlockReason) = (null, null);
        return $"{source.Name} is kept again.";
    }, cancellationToken);

    /// <summary>For lines that come from now on: those that are there stay as long as was said when they came.</summary>
    public Task<LogOutcome> KeepAsync(Actor actor, int id, LogRetention retention, CancellationToken cancellationToken) => ChangeAsync(actor, id, "log_source.retention", source =>
    {
        source.Retention = retention;
        return retention == LogRetention.Security ? $"New lines of {source.Name} are kept as long as those of security." : $"New lines of {source.Name} are kept as long as usual ones.";
    }, cancellationToken);

    private async Task<LogOutcome> ChangeAsync(Actor actor, int id, string act, Func<LogSource, string> change, CancellationToken cancellationToken)
    {
        actor.Demand(Permissions.LogsManage);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (await Visible(db, actor).SingleOrDefaultAsync(s => s.Id == id, cancellationToken) is not { } source)
        {
            return LogOutcome.NotFound;
        }

        var before = Facts(source);
        var message = change(source);
        if (!Equals(before, Facts(source)))
        {
            audit.Add(db, actor, act, "log_source", id.ToString(CultureInfo.InvariantCulture), before, Facts(source));
            await db.SaveChangesAsync(cancellationToken);
            book.Change(source.Id, source.Retention, source.BlockedAt is not null);
            live.Publish(LiveFeed.LogSources);
        }

        return LogOutcome.Done(message);
    }

    private static IQueryable<LogSource> Visible(MonitorDb db, Actor actor)
    {
        var hosts = db.Hosts.VisibleHosts(actor, db).Select(h => h.Id);
        return db.LogSources.Where(s => hosts.Contains(s.HostId));
    }

    private static object Facts(LogSource source) =>
        new { source.HostId, source.Name, Retention = source.Retention.ToString(), IsBlocked = source.BlockedAt is not null, source.BlockReason };

    private static LogSourceLine Of(LogSource s, string host) => new(
        s.Id, s.HostId, host, s.Kind, s.Name, s.Retention, s.FirstSeenAt, s.LastSeenAt, s.Lines, s.Dropped, s.Hostile, s.BlockedAt, s.BlockReason);
}
