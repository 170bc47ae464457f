using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Monitor.Data;
using Monitor.Domain.Detection;

namespace Monitor.Web.Detection;

/// <summary>
/// How many marks of single series a host may still show today (UTC): the first ones are shown, the others are kept and held back. What was shown before a restart
/// counts. For one thread.
/// </summary>
internal sealed class MarkBudget(IDbContextFactory<MonitorDb> contexts, IOptions<DetectionOptions> options, TimeProvider time)
{
    private readonly Dictionary<int, HashSet<(int SeriesId, DateTimeOffset BeganAt)>> _shown = [];
    private DateTime _day;
    private bool _isLoaded;

    /// <summary>Once after the start: the marks of today.</summary>
    public async ValueTask LoadAsync(CancellationToken cancellationToken)
    {
        if (_isLoaded)
        {
            return;
        }

        _day = time.GetUtcNow().UtcDateTime.Date;
        var from = new DateTimeOffset(_day, TimeSpan.Zero);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var shown = db.Anomalies.AsNoTracking().Where(a => a.BeganAt >= from && a.Subject == AnomalySubject.Series && a.Hold == null && a.SeriesId != null)
            .Select(a => new { a.HostId, SeriesId = a.SeriesId!.Value, a.BeganAt });
        await foreach (var mark in shown.AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            Shown(mark.HostId).Add((mark.SeriesId, mark.BeganAt));
        }

        _isLoaded = true;
    }

    /// <summary>True when this one may be shown, also where it was before.</summary>
    public bool Take(int hostId, int seriesId, DateTimeOffset beganAt)
    {
        var day = beganAt.UtcDateTime.Date;
        if (day > _day)
        {
            _shown.Clear();
            _day = day;
        }

        if (day < _day)
        {
            // Of a day that is over, found again after a restart.
            return true;
        }

        var shown = Shown(hostId);
        return shown.Contains((seriesId, beganAt)) || (shown.Count < options.Value.AlarmsPerHostAndDay && shown.Add((seriesId, beganAt)));
    }

    private HashSet<(int SeriesId, DateTimeOffset BeganAt)> Shown(int hostId) => _shown.TryGetValue(hostId, out var shown) ? shown : _shown[hostId] = [];
}
