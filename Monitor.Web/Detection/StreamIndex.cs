using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Problems.Judging;
using Monitor.Web.Store;

namespace Monitor.Web.Detection;

/// <summary>
/// Which rules look at which place of which stream. All hosts are compiled again, each at its next tick, when the rules were read again; from what was read
/// then, with no query of their own. Where each rule stands lives on; the ledger knows best what is open.
/// </summary>
internal sealed class StreamIndex(IDbContextFactory<MonitorDb> contexts, SeriesCatalog catalog, PendingReplay replay, LastWeekLoader lastWeek)
{
    private readonly Dictionary<int, HostPlan> _hosts = [];
    private readonly Dictionary<int, StreamPlan> _streams = [];
    private readonly Dictionary<int, JudgeFacts> _builtBy = [];
    private HashSet<int> _stale = [];
    private JudgeFacts _facts = JudgeFacts.None;

    /// <summary>Reads rules, hosts and open problems. Hosts silent since the last time are dropped.</summary>
    public async Task RefreshAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        _facts = (await JudgeFacts.ReadAsync(db, cancellationToken)).WithStampOf(_facts);
        foreach (var id in _stale)
        {
            Drop(id);
        }

        _stale = [.. _hosts.Keys];
        await lastWeek.LoadAsync(_hosts.Values, now, cancellationToken);
    }

    /// <summary>The plan of a stream that sent something before.</summary>
    public StreamPlan? Find(int streamId) => _streams.GetValueOrDefault(streamId);

    public ValueTask<StreamPlan> GetAsync(int streamId, int hostId, int length, DateTimeOffset firstTick, CancellationToken cancellationToken) =>
        _streams.TryGetValue(streamId, out var stream) && length <= stream.KnownLength && !_stale.Contains(hostId)
            ? ValueTask.FromResult(stream)
            : Unchanged(streamId, hostId, length) is { } same
            ? ValueTask.FromResult(same)
            : new ValueTask<StreamPlan>(BuildAsync(streamId, hostId, length, firstTick, cancellationToken));

    /// <summary>Nearly always nothing has changed, and the plan stays.</summary>
    private StreamPlan? Unchanged(int streamId, int hostId, int length)
    {
        if (!_streams.TryGetValue(streamId, out var stream) || length > stream.KnownLength || !_hosts.TryGetValue(hostId, out var plan)
            || !_builtBy.TryGetValue(hostId, out var by) || !by.SaysTheSameAs(_facts, hostId) || !plan.Agrees(_facts.OpenOn(hostId))
            || catalog.StreamsOf(hostId).Any(s => plan.Stream(s.Id) is not { } known || known.KnownLength < s.Width))
        {
            return null;
        }

        _builtBy[hostId] = _facts;
        _stale.Remove(hostId);
        return stream;
    }

    private async Task<StreamPlan> BuildAsync(int streamId, int hostId, int length, DateTimeOffset firstTick, CancellationToken cancellationToken)
    {
        if (!_facts.Knows(hostId))
        {
            await using var db = await contexts.CreateDbContextAsync(cancellationToken);
            await _facts.LearnAsync(db, hostId, cancellationToken);
        }

        var before = _hosts.GetValueOrDefault(hostId);
        var series = catalog.StreamsOf(hostId).SelectMany(s => s.Series).Select(s => new PlannedSeries(s.StreamId, s.Ordinal, s.Metric, s.Labels)).ToList();

        // What was opened since the facts were read is not in them: only a host that is stale, or new, follows them.
        var open = before is null || _stale.Contains(hostId) ? _facts.OpenOn(hostId) : null;
        var plan = new HostPlan(hostId, _facts.RulesOf(hostId), series, before, open);
        if (before is null)
        {
            await lastWeek.LoadAsync([plan], firstTick, cancellationToken);
            await replay.RunAsync(plan, firstTick, cancellationToken);
        }

        Keep(plan);
        if (!_streams.TryGetValue(streamId, out var stream) || stream.KnownLength < length)
        {
            // The catalog may learn of a series after its first value.
            stream = _streams[streamId] = StreamPlan.Longer(stream, streamId, hostId, length);
        }

        return stream;
    }

    private void Keep(HostPlan plan)
    {
        _hosts[plan.HostId] = plan;
        _builtBy[plan.HostId] = _facts;
        _stale.Remove(plan.HostId);
        foreach (var stream in plan.Streams)
        {
            _streams[stream.StreamId] = stream;
        }
    }

    private void Drop(int hostId)
    {
        _builtBy.Remove(hostId);
        if (_hosts.Remove(hostId, out var plan))
        {
            foreach (var stream in plan.Streams)
            {
                _streams.Remove(stream.StreamId);
            }
        }
    }
}
