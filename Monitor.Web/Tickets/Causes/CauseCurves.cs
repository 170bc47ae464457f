using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Domain.RootCause;
using Monitor.Web.Access;
using Monitor.Web.Store;

namespace Monitor.Web.Tickets.Causes;

/// <summary>
/// Reads the curves of all series that speak for the causes of one ticket, at once, and only those of hosts that the person may see. By the minute, so that they are there longer than samples are.
/// </summary>
public sealed class CauseCurves(IDbContextFactory<MonitorDb> contexts, SeriesCatalog catalog, SeriesReader reader, TimeProvider time)
{
    private const int MostSeries = 24;
    private const int MostPoints = 60;
    private static readonly TimeSpan Around = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(6);

    public async Task<CauseCurveSet> ReadAsync(Actor actor, TicketCauses causes, CancellationToken cancellationToken)
    {
        actor.Demand(Permissions.TicketsRead);
        var evidence = causes.Lines.SelectMany(l => l.Evidence).Where(e => e is { Kind: "series", HostId: not null, Series: not null, From: not null, To: not null }).ToList();
        if (evidence.Count == 0 || !actor.May(Permissions.HostsRead))
        {
            return CauseCurveSet.Empty;
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var ids = evidence.Select(e => e.HostId!.Value).Distinct().ToArray();
        var visible = await db.Hosts.VisibleHosts(actor, db).Where(h => ids.Contains(h.Id)).Select(h => h.Id).ToListAsync(cancellationToken);
        var keys = evidence.Where(e => visible.Contains(e.HostId!.Value)).Select(e => (e.HostId!.Value, e.Series!)).Distinct().Take(MostSeries).ToList();
        return keys.Count == 0 ? CauseCurveSet.Empty : await ReadAsync(keys, evidence.Min(e => e.From!.Value), evidence.Max(e => e.To!.Value), causes.BeganAt, cancellationToken);
    }

    private async Task<CauseCurveSet> ReadAsync(List<(int HostId, string Series)> keys, DateTimeOffset from, DateTimeOffset to, DateTimeOffset began, CancellationToken cancellationToken)
    {
        // Whole minutes, of which there is a tier; what is shown ends where the newest whole one does.
        var start = Floor(from - Around);
        var end = Floor(to + Around) < Floor(time.GetUtcNow()) ? Floor(to + Around) : Floor(time.GetUtcNow());
        var length = end - start < Minute ? Minute : end - start > Longest ? Longest : end - start;
        var step = Minute * Math.Max(1, Math.Ceiling(length / (MostPoints * Minute)));
        var known = keys.Select(k => (Key: k, Series: Find(k.HostId, k.Series))).ToList();
        var entries = known.Select(k => k.Series).OfType<SeriesEntry>().DistinctBy(s => s.Id).ToList();
        var rows = entries.Count == 0 ? [] : await reader.ReadStepsAsync(entries, new TimeRange(start, start + length), step, cancellationToken);
        var values = entries.Zip(rows).ToDictionary(p => p.First.Id, p => p.Second.Select(r => r.Count == 0 ? double.NaN : r.Mean).ToArray());
        var place = (began - start) / length;
        return new CauseCurveSet(start, start + length, known.ToDictionary(
            k => k.Key, k => new CauseCurve(k.Series is null ? [] : values[k.Series.Id], place is > 0 and < 1 ? place : null)));
    }

    private SeriesEntry? Find(int hostId, string series)
    {
        var brace = series.IndexOf('{', StringComparison.Ordinal);
        return brace < 0 ? catalog.FindSeries(hostId, series) : catalog.FindSeries(hostId, series[..brace], series[(brace + 1)..].TrimEnd('}'));
    }

    private static DateTimeOffset Floor(DateTimeOffset at) => new(at.UtcTicks - (at.UtcTicks % Minute.Ticks), TimeSpan.Zero);
}

/// <summary>The values of one series in equal steps, NaN where there are none, and where in them the problem began, 0 to 1.</summary>
public sealed record CauseCurve(IReadOnlyList<double> Values, double? Mark)
{
    private const int Fewest = 2;

    /// <summary>Nothing of it is kept any more.</summary>
    public bool IsGone => Values.Count(double.IsFinite) < Fewest;

    public double Maximum => Values.Where(double.IsFinite).DefaultIfEmpty(0).Max();

    /// <summary>From 0 where that leaves half of the height to the curve; a disk that is rather full is shown by what changes of it.</summary>
    public double Minimum => Values.Where(double.IsFinite).DefaultIfEmpty(0).Min() is var least && least >= 0 && least <= Maximum / 2 ? 0 : least;
}

/// <summary>The curves of one card by host and series; those of hosts out of sight are not there.</summary>
public sealed record CauseCurveSet(DateTimeOffset From, DateTimeOffset To, IReadOnlyDictionary<(int HostId, string Series), CauseCurve> Curves)
{
    public static CauseCurveSet Empty { get; } = new(default, default, new Dictionary<(int, string), CauseCurve>());

    public CauseCurve? Of(FindingEvidence evidence) =>
        evidence is { Kind: "series", HostId: { } host, Series: { } series } ? Curves.GetValueOrDefault((host, series)) : null;
}
