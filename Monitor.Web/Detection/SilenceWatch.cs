using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Rules;
using Monitor.Web.Problems;
using Monitor.Web.Store;

namespace Monitor.Web.Detection;

/// <summary>
/// Hosts that fell silent, by the server's clock. Our own stall is not their silence: after the start, and after a gap between two good rounds (this
/// process stood still, or the database was away), nobody is called silent until every agent has had time to send again.
/// </summary>
internal sealed class SilenceWatch(
    IDbContextFactory<MonitorDb> contexts, ProblemLedger ledger, LatestValues latest, TimeProvider time, ILogger<SilenceWatch> logger)
{
    public static readonly TimeSpan HoldAfterGap = TimeSpan.FromMinutes(2);
    public static readonly TimeSpan LongestGap = TimeSpan.FromSeconds(75);

    private (long Monotonic, DateTimeOffset Wall)? _lastGoodRound;
    private DateTimeOffset _heldUntil;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        HoldAfterOwnGap(now);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var rules = await RuleSet.ReadAsync(db, cancellationToken);
        var hosts = await db.Hosts.AsNoTracking().Where(h => h.RetiredAt == null && h.LastSeenAt != null)
            .Select(h => new { h.Id, h.GroupId, h.LastSeenAt }).ToListAsync(cancellationToken);
        foreach (var rule in rules.Rules.Where(r => r.Definition.IsSilence))
        {
            var open = (await db.Problems.AsNoTracking().Where(p => p.RuleId == rule.Id && p.EndedAt == null)
                .Select(p => p.Fingerprint).ToListAsync(cancellationToken)).ToHashSet();
            foreach (var host in hosts)
            {
                await JudgeAsync(rules.Of(rule, host.Id, host.GroupId), host.Id, SeenAt(host.Id, host.LastSeenAt!.Value), now, open, cancellationToken);
            }
        }

        _lastGoodRound = (time.GetTimestamp(), now);
    }

    private async Task JudgeAsync(
        EffectiveRule rule, int hostId, DateTimeOffset seenAt, DateTimeOffset now, HashSet<string> open, CancellationToken cancellationToken)
    {
        var fingerprint = Fingerprint.Of(hostId, rule.Rule.Key, "");
        var (silence, allowed) = (now - seenAt, rule.ForDuration.Value);
        if (silence <= allowed)
        {
            if (open.Contains(fingerprint))
            {
                await ledger.EndAsync(fingerprint, now, $"{ProblemSentence.Ended("", "", null)}.", null, cancellationToken);
            }
        }
        else if (rule.IsJudged && now >= _heldUntil && !open.Contains(fingerprint))
        {
            await ledger.OpenAsync(new Breach
            {
                HostId = hostId,
                RuleId = rule.Rule.Id,
                RuleKey = rule.Rule.Key,
                Metric = "",
                Severity = rule.Rule.Definition.Mildest.Severity,
                Value = Math.Floor(silence.TotalSeconds),
                Limit = allowed.TotalSeconds,
                BeganAt = seenAt,
                FiringAt = now,
                Summary = ProblemSentence.Silent(silence),
                IsHostWish = rule.IsHostWish,
            }, cancellationToken);
        }
    }

    /// <summary>The row is written every few seconds; this node may know better.</summary>
    private DateTimeOffset SeenAt(int hostId, DateTimeOffset stored) =>
        latest.Host(hostId) is { } sighting && sighting.LastSeenAt > stored ? sighting.LastSeenAt : stored;

    private void HoldAfterOwnGap(DateTimeOffset now)
    {
        // Both clocks: the monotonic one stands still while the machine sleeps, the wall clock may be set back.
        if (_lastGoodRound is { } last && time.GetElapsedTime(last.Monotonic) <= LongestGap && now - last.Wall <= LongestGap)
        {
            return;
        }

        _heldUntil = now + HoldAfterGap;
        logger.LogInformation("No host is called silent before {HeldUntil}: this server has just started or stood still", _heldUntil);
        _lastGoodRound = (time.GetTimestamp(), now);
    }
}
