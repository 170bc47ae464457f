using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Problems.Suppression;
using Monitor.Web.Access;

namespace Monitor.Web.Problems.Suppression;

/// <summary>A part of a list, and how long all of it is.</summary>
public sealed record SuppressionPart<T>(IReadOnlyList<T> Lines, int Total);

/// <summary>Which silences and windows somebody sees: all, or where he is limited his own and those that are about a host that he sees.</summary>
internal sealed class SuppressionSight
{
    private const int AtOnce = 500;

    private readonly Actor _actor;

    /// <summary>Null: nothing is hidden.</summary>
    private readonly IReadOnlyList<SuppressionHost>? _hosts;

    private SuppressionSight(Actor actor, IReadOnlyList<SuppressionHost>? hosts) => (_actor, _hosts) = (actor, hosts);

    public static async Task<SuppressionSight> ReadAsync(MonitorDb db, Actor actor, CancellationToken cancellationToken) =>
        new(actor, SuppressionReach.IsLimited(actor) ? await SuppressionReading.HostsAsync(db, db.Hosts.VisibleHosts(actor, db), cancellationToken) : null);

    public IEnumerable<Silence> Of(IReadOnlyList<Silence> silences)
    {
        if (_hosts is null)
        {
            return silences;
        }

        var set = new SuppressionSet(new SuppressionFacts { Hosts = _hosts, Silences = [.. silences.Select(s => new SilenceFact(s, ""))] });
        return silences.Where(s => s.AuthorUserId == _actor.UserId || set.HostsOfSilence(s.Id).Count > 0);
    }

    public IEnumerable<MaintenanceWindow> Of(IReadOnlyList<MaintenanceWindow> windows)
    {
        if (_hosts is null)
        {
            return windows;
        }

        var set = new SuppressionSet(new SuppressionFacts { Hosts = _hosts, Windows = windows });
        return windows.Where(w => w.AuthorUserId == _actor.UserId || set.HostsOf(w.Id).Count > 0);
    }

    /// <summary>Of what is in an order a part that somebody sees. Matchers are read here and not by the database: for who is limited all of it is looked at, some at once.</summary>
    public async Task<SuppressionPart<T>> PartAsync<T>(IQueryable<T> all, Func<IReadOnlyList<T>, IEnumerable<T>> seen, int skip, int take, CancellationToken cancellationToken)
    {
        if (_hosts is null)
        {
            return new SuppressionPart<T>(await all.Skip(skip).Take(take).ToListAsync(cancellationToken), await all.CountAsync(cancellationToken));
        }

        var (part, total) = (new List<T>(), 0);
        for (var at = 0; ; at += AtOnce)
        {
            var some = await all.Skip(at).Take(AtOnce).ToListAsync(cancellationToken);
            var visible = seen(some).ToList();
            part.AddRange(visible.Skip(skip - total).Take(take - part.Count));
            total += visible.Count;
            if (some.Count < AtOnce)
            {
                return new SuppressionPart<T>(part, total);
            }
        }
    }
}
