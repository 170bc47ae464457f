using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Judging;
using Monitor.Domain.Problems.Rules;
using Monitor.Web.Problems;

namespace Monitor.Web.Detection;

/// <summary>
/// Which rules look at which place of which stream, built from the tables when a stream is first seen, grows, or the rules change. Trackers live on
/// through a rebuild; where the ledger has an open problem they start as firing, and where it has none (any more) they do not.
/// </summary>
internal sealed class StreamIndex(IDbContextFactory<MonitorDb> contexts, PendingReplay replay)
{
    private readonly Dictionary<int, JudgedStream> _streams = [];
    private HashSet<int> _stale = [];
    private RuleSet _rules = RuleSet.Empty;

    /// <summary>Reads the rules again and forgets the index; each stream is built again at its next tick. Streams silent since the last time are dropped.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        _rules = await RuleSet.ReadAsync(db, cancellationToken);
        foreach (var id in _streams.Where(s => _stale.Contains(s.Key)).Select(s => s.Key).ToList())
        {
            _streams.Remove(id);
        }

        _stale = [.. _streams.Keys];
    }

    public ValueTask<JudgedStream> GetAsync(int streamId, int hostId, int length, DateTimeOffset firstTick, CancellationToken cancellationToken) =>
        _streams.TryGetValue(streamId, out var stream) && length <= stream.KnownLength && !_stale.Contains(streamId)
            ? ValueTask.FromResult(stream)
            : new ValueTask<JudgedStream>(BuildAsync(streamId, hostId, length, firstTick, cancellationToken));

    private async Task<JudgedStream> BuildAsync(int streamId, int hostId, int length, DateTimeOffset firstTick, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var host = await db.Hosts.AsNoTracking().Where(h => h.Id == hostId).Select(h => new { h.GroupId, h.RetiredAt })
            .SingleOrDefaultAsync(cancellationToken);
        var series = await db.Series.AsNoTracking().Where(s => s.StreamId == streamId).OrderBy(s => s.Ordinal).ToListAsync(cancellationToken);
        var open = await db.Problems.AsNoTracking().Where(p => p.HostId == hostId && p.EndedAt == null)
            .ToDictionaryAsync(p => p.Fingerprint, p => p.BeganAt, cancellationToken);
        var before = _streams.GetValueOrDefault(streamId);
        var watches = new List<WatchedSeries>();
        foreach (var rule in host is null || host.RetiredAt is not null ? [] : _rules.Rules)
        {
            var effective = _rules.Of(rule, hostId, host!.GroupId);
            if (!effective.IsJudged || !rule.Definition.First.IsOfSamples)
            {
                continue;
            }

            foreach (var one in series.Where(s => s.Metric == rule.Definition.First.Metric))
            {
                var fingerprint = Fingerprint.Of(hostId, rule.Key, one.Labels);
                watches.Add(new WatchedSeries
                {
                    Ordinal = one.Ordinal,
                    Labels = one.Labels,
                    Rule = effective,
                    Threshold = Threshold.Of(effective),
                    Fingerprint = fingerprint,
                    Tracker = Tracker(before, fingerprint, open),
                });
            }
        }

        var stream = new JudgedStream
        {
            HostId = hostId,
            KnownLength = Math.Max(length, series.Count == 0 ? 0 : series[^1].Ordinal + 1),
            Watches = [.. watches],
        };
        if (before is null)
        {
            await replay.RunAsync(streamId, stream, firstTick, cancellationToken);
        }

        _streams[streamId] = stream;
        _stale.Remove(streamId);
        return stream;
    }

    private static BreachTracker Tracker(JudgedStream? before, string fingerprint, Dictionary<string, DateTimeOffset> open)
    {
        var tracker = before is null ? null : Array.Find(before.Watches, w => w.Fingerprint == fingerprint)?.Tracker;
        tracker ??= new BreachTracker();
        var fires = tracker.Phase is ProblemPhase.Firing or ProblemPhase.Clearing;
        if (open.TryGetValue(fingerprint, out var beganAt))
        {
            if (!fires)
            {
                tracker.Restore(beganAt);
            }
        }
        else if (fires)
        {
            tracker.Reset();
        }

        return tracker;
    }
}
