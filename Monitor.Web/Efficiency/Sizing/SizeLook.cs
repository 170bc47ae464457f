using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Efficiency;
using Monitor.Web.Efficiency.Refreshing;
using Monitor.Web.Efficiency.Settings;
using Monitor.Web.Hosting;

namespace Monitor.Web.Efficiency.Sizing;

/// <summary>
/// Once a day, what every host should be made of: from its hours of a month, its disks, and what is forecast; and what would have been proposed a month before, held against the month since.
/// One server at a time; should it end in the middle, all of it is done again.
/// </summary>
public sealed class SizeLook(Databases databases, IDbContextFactory<MonitorDb> contexts, SizingReader sizings, PlanReader plans, TimeProvider time)
{
    private static readonly TimeSpan Every = TimeSpan.FromHours(23);
    private static readonly TimeSpan Month = TimeSpan.FromDays(30);

    /// <summary>Hosts that were looked at; 0 where it is not due, or another server does it. A look that is later than now was by a clock that was ahead, and is done again.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var connection = await databases.Jobs.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var (isHeld, through) = await ReiTables.ClaimAsync(connection, ReiProgress.OfSizes, cancellationToken);
        if (!isHeld || (through > now - Every && through <= now))
        {
            return 0;
        }

        var plan = await plans.ReadAsync(cancellationToken);
        var end = new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero);
        var hosts = await sizings.HostsAsync(cancellationToken);
        var (past, present) = (await sizings.ReadAsync(hosts, plan, end - Month, isPast: true, cancellationToken), await sizings.ReadAsync(hosts, plan, end, isPast: false, cancellationToken));
        var sizes = Propose(present, plan, now);
        foreach (var (host, before) in present.Zip(past))
        {
            Grade(sizes[host.Sizing.HostId], before.Sizing, host.CpuPressures, plan.Of(host.Sizing.GroupId));
        }

        await WriteAsync([.. sizes.Values], cancellationToken);
        await ReiTables.MoveOnAsync(connection, ReiProgress.OfSizes, now, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return sizes.Count;
    }

    private static Dictionary<int, HostSize> Propose(IReadOnlyList<SizedHost> hosts, EfficiencyPlan plan, DateTimeOffset now)
    {
        var proposals = hosts.ToDictionary(h => h.Sizing.HostId, h => RightSize.Propose(h.Sizing, plan.Of(h.Sizing.GroupId).Headroom, plan.Of(h.Sizing.GroupId).Prices));
        foreach (var group in hosts.Where(h => proposals[h.Sizing.HostId].All(p => p.Action is SizeAction.Memory or SizeAction.Disk)).GroupBy(h => h.Sizing.GroupId))
        {
            foreach (var (id, merge) in MergeFinder.Find([.. group.Select(h => h.Sizing)], plan.Of(group.Key).Headroom, plan.Of(group.Key).Prices))
            {
                proposals[id] = [merge];

                // Whoever takes another one in needs what it has.
                var into = merge.IntoHostId!.Value;
                proposals[into] = [.. proposals[into].Where(p => p.IsMore || p.Action == SizeAction.Disk)];
            }
        }

        return proposals.ToDictionary(p => p.Key, p => new HostSize { HostId = p.Key, LookedAt = now, Proposals = p.Value, Month = p.Value.Sum(s => s.Month) });
    }

    /// <summary>What would have been said a month ago, and whether that was right.</summary>
    private static void Grade(HostSize size, HostSizing before, IReadOnlyList<double> since, EfficiencySettings settings)
    {
        var proposal = RightSize.Propose(before, settings.Headroom, settings.Prices).FirstOrDefault(p => p.Action == SizeAction.Vcpu);
        if (proposal is not null && SizeReplay.Exceeded(proposal, since) is var exceeded && double.IsFinite(exceeded))
        {
            (size.Before, size.Exceeded) = (proposal.Sentence, exceeded);
        }
    }

    private async Task WriteAsync(IReadOnlyList<HostSize> sizes, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.HostSizes.ExecuteDeleteAsync(cancellationToken);
        var there = (await db.Hosts.Select(h => h.Id).ToListAsync(cancellationToken)).ToHashSet();
        db.HostSizes.AddRange(sizes.Where(s => there.Contains(s.HostId)));
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }
}
