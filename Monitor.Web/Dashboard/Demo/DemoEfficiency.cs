using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Efficiency;
using Monitor.Web.Efficiency.Refreshing;
using Monitor.Web.Efficiency.Sizing;
using Monitor.Web.Live;

namespace Monitor.Web.Dashboard.Demo;

/// <summary>
/// How efficient the generated hosts are: the month before the generated one directly, by the hour from the same curves, so that there is something to compare with; then what the jobs make
/// of both.
/// </summary>
internal sealed class DemoEfficiency(IDbContextFactory<MonitorDb> contexts, ReiRefresher refresher, SizeLook sizes, LiveFeed live, TimeProvider time)
{
    private const int FirstDay = 62;
    private const double BytesPerSecond = 125_000_000;

    private static readonly TimeSpan Step = TimeSpan.FromMinutes(6);

    /// <summary>Hours that are not sealed yet are not read.</summary>
    private static readonly TimeSpan MostBehind = TimeSpan.FromHours(8);

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Where in a host's row of numbers its resources are; of networks the busier direction.</summary>
    private static readonly (ResourceKind Resource, int Place)[] Places =
    [
        (ResourceKind.Cpu, Place("cpu.used_percent")), (ResourceKind.Memory, Place("memory.used_percent")), (ResourceKind.DiskSpace, Place("disk.used_percent")),
        (ResourceKind.DiskIo, Place("disk.utilisation_percent")), (ResourceKind.Network, Place("network.sent_bytes_per_second")),
    ];

    /// <summary>Before the generated month: the job that reads that takes it on.</summary>
    public async Task WritePastAsync(IReadOnlyList<DemoFleet.DemoMember> members, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var today = new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        foreach (var member in members)
        {
            var before = member.Profile with { Cpu = member.Profile.Cpu * member.Profile.CpuBefore };
            for (var back = DemoHistory.Length.Days; back <= FirstDay; back++)
            {
                // The day on which the generated month begins is as that month is.
                var (day, host) = (today.AddDays(-back), back > DemoHistory.Length.Days ? before : member.Profile);
                db.ReiDays.Add(new ReiDay { HostId = member.HostId, Day = DateOnly.FromDateTime(day.UtcDateTime), Use = Day(host, day, now).Bytes });
            }
        }

        await db.SaveChangesAsync(cancellationToken);
    }

    public async Task WriteAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        // The jobs may have looked already, when it was not there; one that still does is waited for.
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        while (await db.ReiProgress.AnyAsync(cancellationToken))
        {
            await db.Database.ExecuteSqlAsync($"DELETE FROM rei_progress WHERE id IN (SELECT id FROM rei_progress FOR UPDATE SKIP LOCKED)", cancellationToken);
            await Task.Delay(Pause, time, cancellationToken);
        }

        for (var through = (DateTimeOffset?)null; through is null || through < now - MostBehind; through = await ThroughAsync(db, cancellationToken))
        {
            if ((await refresher.RunAsync(cancellationToken)).Hours == 0)
            {
                await Task.Delay(Pause, time, cancellationToken);
            }
        }

        await sizes.RunAsync(cancellationToken);
        live.Publish(LiveFeed.Efficiency);
    }

    private static int Place(string metric) => DemoSignal.Names.ToList().FindIndex(n => n.Metric == metric);

    private static Task<DateTimeOffset?> ThroughAsync(MonitorDb db, CancellationToken cancellationToken) =>
        db.ReiProgress.Where(p => p.Id == ReiProgress.OfUse).Select(p => p.Through).SingleOrDefaultAsync(cancellationToken);

    private static DayUse Day(DemoHost host, DateTimeOffset day, DateTimeOffset now)
    {
        var use = new DayUse();
        for (var hour = 0; hour < 24; hour++)
        {
            var rows = new List<double[]>();
            for (var at = day.AddHours(hour); at < day.AddHours(hour + 1); at += Step)
            {
                rows.Add(DemoSignal.Usual(host, at, now));
            }

            foreach (var (resource, place) in Places)
            {
                var part = resource == ResourceKind.Network ? 100 / BytesPerSecond : 1;
                use[hour, resource] = new HourUse(part * rows.Average(r => r[place]), part * rows.Max(r => r[place]));
            }
        }

        return use;
    }
}
