using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Rules;
using Monitor.Domain.Problems.Suppression;
using Monitor.Web.Problems;
using Monitor.Web.Store;

namespace Monitor.Web.Detection;

/// <summary>
/// Hosts that fell silent, by the server's clock. Our own stall is not their silence, nor what was refused meanwhile: see <see cref="StallGuard"/> and
/// <see cref="IngestBreaks"/>.
/// </summary>
internal sealed class SilenceWatch(
    IDbContextFactory<MonitorDb> contexts, ProblemLedger ledger, LatestValues latest, IngestBreaks breaks, TimeProvider time, ILogger<SilenceWatch> logger)
{
    /// <summary>Hosts that are written down in one transaction, so that a fleet that falls silent holds up no other judge for long.</summary>
    private const int AtOnce = 200;

    private readonly StallGuard _guard = new(time);

    /// <param name="rounds">The last good rounds of all servers.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task RunAsync(IReadOnlyCollection<DateTimeOffset> rounds, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var (heldBefore, holds) = (_guard.HeldUntil, _guard.Holds(now, rounds, breaks));
        if (holds && heldBefore <= now)
        {
            logger.LogInformation("No host is called silent before {HeldUntil}: the server has just started, stood still or refused samples", _guard.HeldUntil);
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var rules = await RuleSet.ReadAsync(db, cancellationToken);
        var hosts = await db.Hosts.AsNoTracking().Where(h => h.RetiredAt == null && h.LastSeenAt != null)
            .Select(h => new { h.Id, h.GroupId, h.LastSeenAt }).ToListAsync(cancellationToken);
        var links = new HostDependencies(await db.HostLinks.AsNoTracking().ToListAsync(cancellationToken));
        var tags = (await db.HostTags.AsNoTracking().ToListAsync(cancellationToken)).ToLookup(t => t.HostId, t => $"{t.Key}={t.Value}");
        foreach (var rule in rules.Rules.Where(r => r.Definition.IsSilence))
        {
            var open = (await db.Problems.AsNoTracking().Where(p => p.RuleId == rule.Id && p.EndedAt == null)
                .Select(p => new { p.HostId, p.State }).ToListAsync(cancellationToken)).Where(p => !p.State.IsGood).Select(p => p.HostId).ToHashSet();
            var silences = hosts
                .Where(h => rule.Definition.Where.Includes(new ScopedHost(h.Id, h.GroupId, tags[h.Id].ToHashSet()), rules.Groups))
                .Select(h => new HostSilence(h.Id, rules.Of(rule, h.Id, h.GroupId), now - SeenAt(h.Id, h.LastSeenAt!.Value), open.Contains(h.Id)));
            foreach (var some in SilenceOrder.Verdicts([.. silences], links, now, mayOpen: !holds).Chunk(AtOnce))
            {
                await ledger.TakeAsync(some, cancellationToken);
            }
        }

        _guard.RoundIsGood(now);
    }

    /// <summary>The row is written every few seconds; this node may know better.</summary>
    private DateTimeOffset SeenAt(int hostId, DateTimeOffset stored) =>
        latest.Host(hostId) is { } sighting && sighting.LastSeenAt > stored ? sighting.LastSeenAt : stored;
}
