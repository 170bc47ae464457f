using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Domain.Efficiency;
using Monitor.Web.Access;
using Monitor.Web.Efficiency.Settings;

namespace Monitor.Web.Efficiency.Reading;

/// <summary>A host with what is proposed for it.</summary>
public sealed record SizeLine(string Host, string Group, HostSize Size, string Currency);

/// <summary>What is proposed, by what it saves; and how often what would have been proposed a month before was right.</summary>
/// <param name="Graded">Hosts with such a proposal.</param>
/// <param name="Safe">Those of them for which it was right.</param>
public sealed record SizeView(IReadOnlyList<SizeLine> Lines, int Graded, int Safe, DateTimeOffset? LookedAt);

/// <summary>Proposed sizes, within what the person may see.</summary>
public sealed class SizeReader(IDbContextFactory<MonitorDb> contexts, PlanReader plans)
{
    private sealed record StoredSize(HostSize Size, string Host, int GroupId, string Group);

    public async Task<SizeView> ReadAsync(Actor actor, int? hostId, int? groupId, int take, CancellationToken cancellationToken)
    {
        actor.Demand(Permissions.EfficiencyRead);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var hosts = Visibility.HostsOf(db, actor, hostId, groupId);
        var sizes = db.HostSizes.AsNoTracking().Join(hosts, s => s.HostId, h => h.Id, (s, h) => new { Size = s, Host = h });
        var rows = await sizes.OrderByDescending(s => s.Size.Month).ThenBy(s => s.Size.HostId).Take(EfficiencyReader.MostHosts)
            .Join(db.HostGroups, s => s.Host.GroupId, g => g.Id, (s, g) => new StoredSize(s.Size, s.Host.Name, s.Host.GroupId, g.Name)).Take(EfficiencyReader.MostHosts).ToListAsync(cancellationToken);
        await HideAsync(db, actor, rows, cancellationToken);
        var graded = rows.Where(r => r.Size.Exceeded is not null).ToList();
        var plan = await plans.ReadAsync(cancellationToken);
        return new SizeView(
            [.. rows.Where(r => r.Size.Proposals.Count > 0).OrderByDescending(r => r.Size.Month).ThenBy(r => r.Size.HostId).Take(take).Select(r => new SizeLine(r.Host, r.Group, r.Size, plan.Of(r.GroupId).Prices.Currency))],
            graded.Count, graded.Count(r => SizeReplay.IsSafe(r.Size.Exceeded!.Value)), rows.Count > 0 ? rows.Max(r => r.Size.LookedAt) : null);
    }

    /// <summary>The first day of which the use of one of the hosts is known; null: of none yet.</summary>
    public async Task<DateOnly?> KnownSinceAsync(Actor actor, int? hostId, int? groupId, CancellationToken cancellationToken)
    {
        actor.Demand(Permissions.EfficiencyRead);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var hosts = Visibility.HostsOf(db, actor, hostId, groupId).Select(h => h.Id);
        return await db.ReiDays.Where(d => hosts.Contains(d.HostId)).MinAsync(d => (DateOnly?)d.Day, cancellationToken);
    }

    /// <summary>A host that one could be merged into may be out of sight: it is not named then.</summary>
    private static async Task HideAsync(MonitorDb db, Actor actor, List<StoredSize> rows, CancellationToken cancellationToken)
    {
        int[] named = [.. rows.SelectMany(r => r.Size.Proposals).Select(p => p.IntoHostId).OfType<int>().Distinct()];
        if (named.Length == 0 || Visibility.SeesEveryHost(actor))
        {
            return;
        }

        var seen = await db.Hosts.VisibleHosts(actor, db).Where(h => named.Contains(h.Id)).Select(h => h.Id).ToListAsync(cancellationToken);
        foreach (var row in rows)
        {
            row.Size.Proposals = [.. row.Size.Proposals.Select(p => p.IntoHostId is not { } id || seen.Contains(id) ? p
                : p with { Where = "", IntoHostId = null, Sentence = "Could be merged into another host of its group" })];
        }
    }
}
