using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Monitor.Data;
using Monitor.Domain.Efficiency;
using Monitor.Web.Efficiency.Settings;
using Monitor.Web.Hosting;
using Monitor.Web.Store;

namespace Monitor.Web.Efficiency.Refreshing;

/// <summary>What a round did.</summary>
/// <param name="Told">Hosts whose index was written as series.</param>
public sealed record ReiReport(int Hosts, int Hours, int Told);

/// <summary>
/// Reads the use of all hosts out of roll-ups, only the hours that have come since; at first those of a month. One server at a time, by the row that says how far it is;
/// hours, series and that row are one round, and whatever ends it in the middle is done again with the same effect. A day is read once more when it is two days old, for what came late.
/// </summary>
public sealed class ReiRefresher(
    Databases databases, IDbContextFactory<MonitorDb> contexts, SeriesCatalog catalog, SealedHours hours, PlanReader plans, ReiTeller teller, IOptions<RetentionOptions> retention, TimeProvider time)
{
    private static readonly TimeSpan Past = TimeSpan.FromDays(31);
    private static readonly TimeSpan Step = TimeSpan.FromDays(8);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <summary>After an outage only the newest hour is written as series: what is over pages nobody.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromHours(2);

    public async Task<ReiReport> RunAsync(CancellationToken cancellationToken)
    {
        await catalog.LoadAsync(cancellationToken);
        var all = new ReiReport(0, 0, 0);
        while (await StepAsync(cancellationToken) is { } done)
        {
            all = new ReiReport(Math.Max(all.Hosts, done.Hosts), all.Hours + done.Hours, all.Told + done.Told);
        }

        return all;
    }

    /// <summary>Some days at most; null where there is nothing to do, or another server does it.</summary>
    private async Task<ReiReport?> StepAsync(CancellationToken cancellationToken)
    {
        var until = await hours.ThroughAsync(cancellationToken);
        await using var connection = await databases.Jobs.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var (isHeld, mark) = await ReiTables.ClaimAsync(connection, ReiProgress.OfUse, cancellationToken);

        // By a clock that was ahead hours were read before they were: all are read again.
        var through = mark > time.GetUtcNow() ? null : mark;
        var from = through is { } known && known > until - Past ? known : DayOf(until - Past);
        if (!isHeld || from >= until)
        {
            return null;
        }

        var to = until - from > Step ? DayOf(from + Step) : until;
        var plan = await plans.ReadAsync(cancellationToken);
        var groups = await HostsAsync(cancellationToken);
        var days = await ReiTables.ReadAsync(connection, DateOf(to - Day - Hour), DateOf(to), cancellationToken);
        var changed = new Dictionary<(int, DateOnly), DayUse>();
        await ReadAsync(groups, plan, new TimeRange(from, to), days, changed, connection, cancellationToken);
        if (through is not null && DayOf(to) > DayOf(from))
        {
            await ReadAsync(groups, plan, new TimeRange(DayOf(to) - (2 * Day), DayOf(to) - Day), days, changed, connection, cancellationToken);
            await ReiTables.DropBeforeAsync(connection, DateOf(to - retention.Value.Hour), cancellationToken);
        }

        await ReiTables.WriteAsync(connection, changed, cancellationToken);
        await ReiTables.MoveOnAsync(connection, ReiProgress.OfUse, to, cancellationToken);
        var told = to == until && time.GetUtcNow() - to < Fresh ? Readings(groups, plan, days, to) : [];
        await teller.TellAsync(told, to, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new ReiReport(groups.Count, (int)(to - from).TotalHours, told.Count);
    }

    private async Task ReadAsync(
        List<(int Id, int GroupId)> hosts, EfficiencyPlan plan, TimeRange range, Dictionary<(int, DateOnly), DayUse> days, Dictionary<(int, DateOnly), DayUse> changed,
        Npgsql.NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        foreach (var (key, day) in await ReiTables.ReadAsync(connection, DateOf(range.From), DateOf(range.To - Hour), cancellationToken))
        {
            days.TryAdd(key, day);
        }

        var use = await UseHours.ReadAsync(hours, catalog, hosts.ConvertAll(h => h.Id), range, cancellationToken);
        for (var h = 0; h < hosts.Count; h++)
        {
            var (id, groupId) = hosts[h];
            use.CopyTo(h, date => DayFor((id, date), days, changed), plan.Of(groupId).NetworkMegabits * 125_000);
        }
    }

    private static DayUse DayFor((int, DateOnly) key, Dictionary<(int, DateOnly), DayUse> days, Dictionary<(int, DateOnly), DayUse> changed)
    {
        if (!days.TryGetValue(key, out var day))
        {
            days[key] = day = new DayUse();
        }

        changed[key] = day;
        return day;
    }

    private static List<(int HostId, ReiReading Reading)> Readings(
        List<(int Id, int GroupId)> hosts, EfficiencyPlan plan, Dictionary<(int, DateOnly), DayUse> days, DateTimeOffset to)
    {
        var readings = new List<(int, ReiReading)>();
        foreach (var (id, groupId) in hosts)
        {
            // Of a host that told nothing in the last hour nothing new is said.
            if (days.TryGetValue((id, DateOf(to - Hour)), out var last) && Resources.All.Any(r => last[(to - Hour).Hour, r].IsKnown)
                && ReiOfDays.Read(plan.Of(groupId), date => days.GetValueOrDefault((id, date)), to, ReiWindow.Day) is { } reading)
            {
                readings.Add((id, reading));
            }
        }

        return readings;
    }

    private async Task<List<(int Id, int GroupId)>> HostsAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var hosts = await db.Hosts.AsNoTracking().Where(h => h.RetiredAt == null).OrderBy(h => h.Id).Select(h => new { h.Id, h.GroupId }).ToListAsync(cancellationToken);
        return hosts.ConvertAll(h => (h.Id, h.GroupId));
    }

    private static DateTimeOffset DayOf(DateTimeOffset at) => new(at.UtcDateTime.Date, TimeSpan.Zero);

    private static DateOnly DateOf(DateTimeOffset at) => DateOnly.FromDateTime(at.UtcDateTime);
}
