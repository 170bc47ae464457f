using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Detection;
using Monitor.Domain.Detection.Hosts;

namespace Monitor.Web.Detection.Hosts;

/// <summary>
/// Trains the models of hosts, each about once a day and a new one as soon as it has history enough, as many as fit in the time of a run. One server trains a host at a time; one that
/// dies has done nothing.
/// </summary>
public sealed class HostTrainer(IDbContextFactory<MonitorDb> contexts, HostHistories histories, DetectionFactsReader settings, TimeProvider time)
{
    public static readonly TimeSpan Every = TimeSpan.FromDays(1);

    /// <summary>A host without history enough is looked at again after this.</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromHours(6);

    private static readonly TimeSpan LongestRun = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<int, DateTimeOffset> _notYet = new();

    /// <summary>How many models were made, and what went wrong with others.</summary>
    public async Task<(int Trained, IReadOnlyList<Exception> Failures)> RunAsync(CancellationToken cancellationToken)
    {
        var (began, trained, failures) = (time.GetTimestamp(), 0, new List<Exception>());
        var facts = await settings.FreshAsync(cancellationToken);
        foreach (var hostId in await DueAsync(cancellationToken))
        {
            if (time.GetElapsedTime(began) > LongestRun)
            {
                break;
            }

            if (facts.PresetOf(hostId) is null)
            {
                continue;
            }

            try
            {
                trained += await TrainAsync(hostId, facts, cancellationToken) ? 1 : 0;
            }
            catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
            {
                _notYet[hostId] = time.GetUtcNow() + LookAgain;
                failures.Add(new InvalidOperationException($"The model of host {hostId} could not be trained.", failure));
            }
        }

        return (trained, failures);
    }

    private async Task<List<int>> DueAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var (before, born, patience) = (now - Every, now - HostModel.LeastHistory, now - HostHistories.NotLearnedFor);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);

        // What was trained later than now was so by a clock that was ahead. While something lasts, its host keeps the model that found it, as long as it is not learned as usual.
        var due = await (
            from h in db.Hosts.AsNoTracking()
            where h.RetiredAt == null && h.CreatedAt < born
            join t in db.DetectorHosts on h.Id equals t.HostId into known
            from t in known.DefaultIfEmpty()
            where t == null || ((t.TrainedAt < before || t.TrainedAt > now)
                && !db.Anomalies.Any(a => a.HostId == h.Id && a.Subject == AnomalySubject.Host && a.EndedAt == null && a.BeganAt > patience))
            orderby t == null descending, t.TrainedAt, h.Id
            select h.Id).ToListAsync(cancellationToken);
        return due.FindAll(id => !_notYet.TryGetValue(id, out var until) || until <= now || until > now + LookAgain);
    }

    private async Task<bool> TrainAsync(int hostId, DetectionFacts facts, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var isMine = await db.Database.SqlQuery<bool>($"SELECT pg_try_advisory_xact_lock(hashtext('monitor.host-training'), {hostId}) AS \"Value\"").SingleAsync(cancellationToken);
        var now = time.GetUtcNow();
        if (!isMine || await db.DetectorHosts.AnyAsync(h => h.HostId == hostId && h.TrainedAt >= now - Every && h.TrainedAt <= now, cancellationToken))
        {
            return false;
        }

        if (await histories.ReadAsync(hostId, facts, now, cancellationToken) is not { } learned || HostModel.Train(learned.History) is not { } model)
        {
            _notYet[hostId] = now + LookAgain;
            return false;
        }

        var known = await db.DetectorHosts.SingleOrDefaultAsync(h => h.HostId == hostId, cancellationToken);
        known ??= db.DetectorHosts.Add(new TrainedHost { HostId = hostId, SeriesIds = [], Model = [] }).Entity;
        (known.TrainedAt, known.HistoryFrom, known.HistoryTo) = (now, learned.History.Start, learned.History.TimeOf(learned.History.Rows));
        (known.SeriesIds, known.Model, known.State) = ([.. learned.SeriesIds], model.ToBytes(), null);
        known.Through ??= known.HistoryTo;
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        _notYet.TryRemove(hostId, out _);
        return true;
    }
}
