using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Monitor.Domain.Efficiency;
using Monitor.Domain.Forecasting;
using Monitor.Domain.Metrics;
using Monitor.Tests.Support;
using Monitor.Web.Store;

namespace Monitor.Tests.Efficiency.Screens;

/// <summary>A group of its own with a host that is too large, one that is busy and one that nobody uses, with two weeks of use, their proposals and a disk that fills, all in the database.</summary>
internal sealed record SizesStage(int GroupId, string GroupName, int LargeId, string LargeName, int BusyId, int IdleId, int FillingId)
{
    public static async Task<SizesStage> CreateAsync(TestApplication application, string name)
    {
        await LookedAsync(application);
        await using var db = application.Database.CreateDb();
        var now = TimeProvider.System.GetUtcNow();
        var group = new HostGroup { Name = $"sizes {name} {Guid.NewGuid():N}", ParentId = HostGroup.FleetId };
        db.HostGroups.Add(group);
        await db.SaveChangesAsync();
        var suffix = Guid.NewGuid().ToString("N")[..6];
        Host[] hosts = [.. new[] { $"{name} large {suffix}", $"busy {suffix}", $"idle {suffix}" }.Select(n => new Host { Key = Guid.NewGuid(), Name = n, GroupId = group.Id, CreatedAt = now })];
        db.Hosts.AddRange(hosts);
        await db.SaveChangesAsync();
        foreach (var (host, cpu, memory) in new[] { (hosts[0], 30.0, 40.0), (hosts[1], 60, 70), (hosts[2], 1, 20) })
        {
            db.HostInventories.Add(new HostInventory { HostId = host.Id, CpuCount = 4, MemoryBytes = (long)(16 * RightSize.Gigabyte), UpdatedAt = now });
            db.ReiDays.AddRange(Enumerable.Range(0, 16).Select(back => new ReiDay { HostId = host.Id, Day = DateOnly.FromDateTime(now.UtcDateTime).AddDays(-back), Use = Use(cpu, memory) }));
        }

        db.HostSizes.AddRange(
            new HostSize
            {
                HostId = hosts[0].Id, LookedAt = now, Month = 30, Before = "2 instead of 4 vCPUs are safe", Exceeded = 0,
                Proposals = [new SizeProposal(SizeAction.Vcpu, 4, 2, 60, 70, 30, "2 instead of 4 vCPUs are safe: the 99th percentile stays at 60 %, below 70 % for 30 days")],
            },
            new HostSize { HostId = hosts[1].Id, LookedAt = now, Exceeded = 0.05, Before = "3 instead of 4 vCPUs are safe" },
            new HostSize
            {
                HostId = hosts[2].Id, LookedAt = now, Month = 124,
                Proposals = [new SizeProposal(SizeAction.SwitchOff, 4, 0, 0, 0, 124, "Could be switched off: 99 % of 30 days used less than 1 % of the CPU, and next to nothing came over the network")],
            });
        await db.SaveChangesAsync();
        var disk = (await application.Services.GetRequiredService<SeriesCatalog>().RegisterAsync(
            hosts[0].Id, "agent", [new SeriesName("disk.used_percent", LabelSet.Canonical([KeyValuePair.Create("mount", "/")]))], CancellationToken.None)).Stream.Series[0].Id;
        db.LimitOutlooks.Add(new LimitOutlook
        {
            SeriesId = disk, LookedAt = now, Limit = 100, PerDay = 5, Reason = CapacityReason.Growing, EarliestAt = now.AddDays(4), ExpectedAt = now.AddDays(5), LatestAt = now.AddDays(7),
        });
        await db.SaveChangesAsync();
        return new SizesStage(group.Id, group.Name, hosts[0].Id, hosts[0].Name, hosts[1].Id, hosts[2].Id, disk);
    }

    /// <summary>The application's own first look comes before what a test writes: it writes over what is there.</summary>
    public static async Task LookedAsync(TestApplication application)
    {
        await using var db = application.Database.CreateDb();
        await Eventually.TrueAsync(async () => await db.ReiProgress.CountAsync(p => p.Through != null) == 2);
    }

    private static byte[] Use(double cpu, double memory)
    {
        var day = new DayUse();
        for (var hour = 0; hour < 24; hour++)
        {
            day[hour, ResourceKind.Cpu] = new HourUse(cpu, cpu);
            day[hour, ResourceKind.Memory] = new HourUse(memory, memory);
        }

        return day.Bytes;
    }
}
