using Monitor.Domain.Detection;
using Monitor.Web.Hosting;
using Monitor.Web.Live;
using Npgsql;

namespace Monitor.Web.Detection;

/// <summary>
/// Anomalies on their way into the database, and how far they have come: many in one statement, each once. What cannot be written waits for the next round; beyond a bound
/// the oldest are lost and counted. For any thread.
/// </summary>
internal sealed class AnomalyBook(Databases databases, LiveFeed live, DetectionFigures figures, ILogger<AnomalyBook> logger) : IDisposable
{
    /// <summary>Of beginnings and of changes each.</summary>
    public const int Capacity = 20_000;

    private const int AtOnce = 1000;

    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly OrderedDictionary<AnomalyKey, Anomaly> _begun = [];
    private readonly OrderedDictionary<AnomalyKey, AnomalyChange> _changed = [];

    public bool IsEmpty
    {
        get
        {
            lock (_lock)
            {
                return _begun.Count + _changed.Count == 0;
            }
        }
    }

    public void Begin(Anomaly anomaly)
    {
        lock (_lock)
        {
            Bound(_begun, AnomalyKey.Of(anomaly));
            _begun.TryAdd(AnomalyKey.Of(anomaly), anomaly);
        }
    }

    public void Change(AnomalyChange change)
    {
        lock (_lock)
        {
            if (_begun.TryGetValue(change.Key, out var waiting))
            {
                change.ApplyTo(waiting);
            }

            // Also then: the one that waits may be on its way as it was before.
            Bound(_changed, change.Key);
            _changed[change.Key] = change;
        }
    }

    /// <summary>Writes everything that waits. False: something still does, and was said in the log.</summary>
    public async Task<bool> WriteAsync(CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            while (!IsEmpty)
            {
                await WriteSomeAsync(cancellationToken);
            }

            return true;
        }
        catch (Exception failure) when (failure is NpgsqlException or TimeoutException or IOException)
        {
            logger.LogError(failure, "Could not write down anomalies; {Count} wait for the next round", _begun.Count);
            return false;
        }
        finally
        {
            _writing.Release();
        }
    }

    public void Dispose() => _writing.Dispose();

    private async Task WriteSomeAsync(CancellationToken cancellationToken)
    {
        List<Anomaly> begun;
        List<AnomalyChange> changed;
        lock (_lock)
        {
            begun = [.. _begun.Values.Take(AtOnce)];
            changed = _begun.Count > AtOnce ? [] : [.. _changed.Values.Take(AtOnce)];
        }

        await using var connection = await databases.Jobs.OpenConnectionAsync(cancellationToken);
        var count = begun.Count == 0 ? 0 : await AddAsync(connection, begun, cancellationToken);
        Forget(_begun, begun, AnomalyKey.Of);
        count += changed.Count == 0 ? 0 : await AnomalyWriter.ChangeAsync(connection, changed, cancellationToken);
        Forget(_changed, changed, c => c.Key);
        if (count > 0)
        {
            live.Publish(LiveFeed.Anomalies);
        }
    }

    /// <summary>One that the database does not take, whatever the reason, holds up no other.</summary>
    private async Task<int> AddAsync(NpgsqlConnection connection, List<Anomaly> begun, CancellationToken cancellationToken)
    {
        try
        {
            return await AnomalyWriter.AddAsync(connection, begun, cancellationToken);
        }
        catch (PostgresException refused) when (refused.SqlState is ['2', '2' or '3', ..])
        {
            if (begun is [var one])
            {
                figures.AnomaliesLost(1);
                logger.LogError(refused, "The database does not take an anomaly of {Metric} on host {HostId}; it is lost", one.Metric, one.HostId);
                return 0;
            }

            var count = 0;
            foreach (var anomaly in begun)
            {
                count += await AddAsync(connection, [anomaly], cancellationToken);
            }

            return count;
        }
    }

    private void Bound<T>(OrderedDictionary<AnomalyKey, T> waiting, AnomalyKey next)
    {
        if (waiting.Count >= Capacity && !waiting.ContainsKey(next))
        {
            waiting.RemoveAt(0);
            figures.AnomaliesLost(1);
        }
    }

    /// <summary>What was written, but for what changed meanwhile.</summary>
    private void Forget<T>(OrderedDictionary<AnomalyKey, T> waiting, List<T> written, Func<T, AnomalyKey> keyOf)
        where T : class
    {
        lock (_lock)
        {
            foreach (var one in written)
            {
                if (waiting.TryGetValue(keyOf(one), out var latest) && ReferenceEquals(latest, one))
                {
                    waiting.Remove(keyOf(one));
                }
            }
        }
    }
}
