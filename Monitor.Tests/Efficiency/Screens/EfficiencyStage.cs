using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Efficiency;
using Monitor.Domain.Metrics;
using Monitor.Tests.Support;

namespace Monitor.Tests.Efficiency.Screens;

/// <summary>Hosts in a group of their own with two months of hours: many that are well sized, one that is idle and was not a month before, and one that is starved, with a proposal.</summary>
internal sealed record EfficiencyStage(int GroupId, string Group, IReadOnlyList<int> Well, int Idle, int Starved)
{
    private const int Days = 62;

    public const string Proposal = "4 instead of 2 vCPUs are needed: the 99th percentile is 97 %, above 70 %";

    public static async Task<EfficiencyStage> CreateAsync(TestApplication application, int wellSized)
    {
        var now = TimeProvider.System.GetUtcNow();
        await using var db = application.Database.CreateDb();
        var group = new HostGroup { Name = $"stage {Guid.NewGuid():N}"[..20], ParentId = HostGroup.FleetId };
        db.HostGroups.Add(group);
        await db.SaveChangesAsync();
        var hosts = Enumerable.Range(0, wellSized + 2).Select(i => new Host { Key = Guid.NewGuid(), Name = $"{group.Name}-{i:00}", GroupId = group.Id, CreatedAt = now }).ToList();
        db.Hosts.AddRange(hosts);
        await db.SaveChangesAsync();
        var (idle, starved) = (hosts[0].Id, hosts[1].Id);
        foreach (var host in hosts)
        {
            AddHours(db, host.Id, now, day => host.Id == starved ? (97, 97) : host.Id == idle && day < 31 ? (3, 10) : (45, 70));
        }

        await db.SaveChangesAsync();
        await ReadThroughAsync(db, now);
        db.HostSizes.Add(new HostSize { HostId = starved, LookedAt = now, Month = -30, Proposals = [new SizeProposal(SizeAction.Vcpu, 2, 4, 49, 70, -30, Proposal)] });
        await db.SaveChangesAsync();
        return new EfficiencyStage(group.Id, group.Name, [.. hosts.Skip(2).Select(h => h.Id)], idle, starved);
    }

    /// <param name="use">CPU and memory in percent, so many days back.</param>
    public static void AddHours(MonitorDb db, int hostId, DateTimeOffset now, Func<int, (double Cpu, double Memory)> use)
    {
        for (var day = 0; day <= Days; day++)
        {
            var (hours, (cpu, memory)) = (new DayUse(), use(day));
            for (var hour = 0; hour < 24; hour++)
            {
                (hours[hour, ResourceKind.Cpu], hours[hour, ResourceKind.Memory]) = (new HourUse(cpu, cpu), new HourUse(memory, memory));
                (hours[hour, ResourceKind.DiskSpace], hours[hour, ResourceKind.Network]) = (new HourUse(50, 50), new HourUse(5, 10));
            }

            db.ReiDays.Add(new ReiDay { HostId = hostId, Day = DateOnly.FromDateTime(now.UtcDateTime).AddDays(-day), Use = hours.Bytes });
        }
    }

    /// <summary>As if the jobs had been there, so that they change nothing meanwhile; where they were already, that stays.</summary>
    public static Task ReadThroughAsync(MonitorDb db, DateTimeOffset now) => db.Database.ExecuteSqlAsync(
        $"INSERT INTO rei_progress (id, through) VALUES (1, date_trunc('hour', {now})), (2, {now}) ON CONFLICT (id) DO UPDATE SET through = coalesce(rei_progress.through, excluded.through)");
}
