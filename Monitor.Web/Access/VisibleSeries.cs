using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Metrics;

namespace Monitor.Web.Access;

/// <summary>A series with its host, as a list shows it.</summary>
public sealed class SeriesLine
{
    public int SeriesId { get; init; }

    public int HostId { get; init; }

    public required string Host { get; init; }

    public required string Metric { get; init; }

    public required string Labels { get; init; }
}

/// <summary>The series of the hosts that somebody may see: every query on series begins with it.</summary>
internal static class VisibleSeries
{
    public static IQueryable<SeriesLine> Of(MonitorDb db, Actor actor) =>
        from series in db.Series
        join stream in db.Streams on series.StreamId equals stream.Id
        join host in db.Hosts.VisibleHosts(actor, db) on stream.HostId equals host.Id
        select new SeriesLine { SeriesId = series.Id, HostId = host.Id, Host = host.Name, Metric = series.Metric, Labels = series.Labels };

    /// <summary>Whether the host or the series that is named, if one is, is there for the reader.</summary>
    public static async Task<bool> AreThereAsync(MonitorDb db, Actor actor, int? hostId, int? seriesId, CancellationToken cancellationToken) =>
        (hostId is null || await db.Hosts.VisibleHosts(actor, db).AnyAsync(h => h.Id == hostId, cancellationToken))
        && (seriesId is null || await Of(db, actor).AnyAsync(s => s.SeriesId == seriesId, cancellationToken));
}
