using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Problems.Suppression;
using Monitor.Web.Live;

namespace Monitor.Web.Problems.Suppression;

/// <summary>
/// What keeps people from being told, in memory: read again when something changed here, and every minute for what another node changed. Whoever decides
/// within a transaction and cannot wait for that reads <see cref="SuppressionReading"/> himself.
/// </summary>
public sealed class Suppressions(IDbContextFactory<MonitorDb> contexts, LiveFeed live, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan RefreshAfter = TimeSpan.FromMinutes(1);

    private readonly LiveFeed.Subscription _changes = live.Subscribe(LiveFeed.Suppression, LiveFeed.Hosts, LiveFeed.Problems, LiveFeed.Tickets);
    private readonly SemaphoreSlim _reading = new(1, 1);
    private SuppressionSet _set = SuppressionSet.Empty;
    private long? _readAt;

    /// <summary>The set as it is known; reads it first when it is due. Throws when the database is away and nothing was ever read.</summary>
    public async ValueTask<SuppressionSet> GetAsync(CancellationToken cancellationToken)
    {
        await _reading.WaitAsync(cancellationToken);
        try
        {
            if (_changes.TakeChange() || _readAt is not { } at || time.GetElapsedTime(at) > RefreshAfter)
            {
                _readAt = null;
                await using var db = await contexts.CreateDbContextAsync(cancellationToken);
                _set = await SuppressionReading.ReadAsync(db, time.GetUtcNow(), cancellationToken);
                _readAt = time.GetTimestamp();
            }

            return _set;
        }
        finally
        {
            _reading.Release();
        }
    }

    public void Dispose()
    {
        _changes.Dispose();
        _reading.Dispose();
    }
}
