using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Metrics;
using Monitor.Web.Access;
using Monitor.Web.Store;

namespace Monitor.Web.Metrics;

/// <summary>Which events: a window of time, and where they are named one host and one kind.</summary>
/// <param name="After">The last one of the page before.</param>
public sealed record EventFilter(TimeRange Range, int? HostId = null, string? Kind = null, EventPlace? After = null);

/// <summary>The place of an event in the list: the newest come first.</summary>
public readonly record struct EventPlace(DateTimeOffset At, long Id);

/// <summary>Reads what happened on the hosts that the reader may see.</summary>
public sealed class EventReader(IDbContextFactory<MonitorDb> contexts)
{
    /// <summary>Newest first; null where the host that was named is not there for the reader.</summary>
    public async Task<IReadOnlyList<HostEvent>?> ReadAsync(Actor actor, EventFilter filter, int take, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var hosts = db.Hosts.VisibleHosts(actor, db);
        if (filter.HostId is { } host && !await hosts.AnyAsync(h => h.Id == host, cancellationToken))
        {
            return null;
        }

        var (from, to) = (filter.Range.From.ToUniversalTime(), filter.Range.To.ToUniversalTime());
        var events = db.Events.AsNoTracking().Where(e => e.At >= from && e.At < to);
        events = filter.HostId is { } one ? events.Where(e => e.HostId == one) : events.Where(e => hosts.Any(h => h.Id == e.HostId));
        events = filter.Kind is { Length: > 0 } kind ? events.Where(e => e.Kind == kind) : events;
        if (filter.After is { } after)
        {
            events = events.Where(e => e.At < after.At || (e.At == after.At && e.Id < after.Id));
        }

        return await events.OrderByDescending(e => e.At).ThenByDescending(e => e.Id).Take(take).ToListAsync(cancellationToken);
    }
}
