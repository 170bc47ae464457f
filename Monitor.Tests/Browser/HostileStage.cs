using Microsoft.EntityFrameworkCore;
using Monitor.Domain.Efficiency;
using Monitor.Domain.Metrics;
using Monitor.Domain.Tickets;
using Monitor.Domain.Wire;
using Monitor.Tests.Efficiency.Screens;
using Monitor.Tests.Intake;
using Monitor.Tests.Support;

namespace Monitor.Tests.Browser;

/// <summary>A host, its group, a service, a size and a ticket whose every text wants to be markup.</summary>
internal sealed class HostileStage : IDisposable
{
    public const string Polyglot = "\"'><img src=x onerror=alert(1)><svg onload=alert(2)></script><script>alert(3)</script>{{7*7}}${7*7}javascript:alert(4)";

    /// <summary>What it would have become.</summary>
    public const string Markup = "img[src=x], svg[onload]";

    private HostileStage(BusyHost host, int groupId, int ticket) => (Host, GroupId, Ticket) = (host, groupId, ticket);

    public static string Metric { get; } = "custom." + Polyglot[..60];

    public BusyHost Host { get; }

    public int GroupId { get; }

    /// <summary>The ticket's number.</summary>
    public int Ticket { get; }

    public static async Task<HostileStage> CreateAsync(TestApplication application)
    {
        var host = await BusyHost.CreateAsync(application, [.. BusyHost.Usual, TestAgent.Series("disk.used_percent", ("mount", Polyglot)), TestAgent.Series(Metric)]);
        await host.PostAsync(
            batch => batch with
            {
                Top = [new WireTop(batch.Sent, [new WireProcess(1, Polyglot[..80], 12, 1000)])],
                Events = [new WireEvent(batch.Sent, Polyglot[..80], Polyglot)],
                States = [new WireState(Polyglot[..80], Polyglot, batch.Sent)],
                Inventory = new WireInventory(Polyglot, Polyglot, Polyglot, 4, 1000, [Polyglot[..40]], "0.1.0"),
            },
            10, 20, 30, 1000, 2000, 40, 50);
        await SizesStage.LookedAsync(application);
        await using var db = await TestAgent.OpenAsync(application);
        var group = await db.HostGroups.FirstOrDefaultAsync(g => g.Name == Polyglot.Substring(0, 60)) ?? new HostGroup { Name = Polyglot[..60], ParentId = HostGroup.FleetId };
        db.HostGroups.Update(group);
        await db.SaveChangesAsync();
        await db.Hosts.Where(h => h.Id == host.Id).ExecuteUpdateAsync(set => set.SetProperty(h => h.Name, Polyglot).SetProperty(h => h.GroupId, group.Id));
        EfficiencyStage.AddHours(db, host.Id, TimeProvider.System.GetUtcNow(), _ => (97, 10));
        var opened = new Ticket { Title = Polyglot, Description = Polyglot, HostId = host.Id };
        db.Tickets.Add(opened);
        if (!await db.Services.AnyAsync(s => s.Name == Polyglot.Substring(0, Service.NameLength)))
        {
            db.Services.Add(new Service { Name = Polyglot[..Service.NameLength], Matchers = $"label.x={Polyglot}" });
        }

        await db.HostSizes.Where(s => s.HostId == host.Id).ExecuteDeleteAsync();
        db.HostSizes.Add(new HostSize { HostId = host.Id, LookedAt = TimeProvider.System.GetUtcNow(), Month = 1, Proposals = [new SizeProposal(SizeAction.Merge, 4, 0, 1, 70, 1, Polyglot) { Where = Polyglot }] });
        await db.SaveChangesAsync();
        db.TicketEntries.Add(new TicketEntry { TicketId = opened.Id, Kind = TicketEntryKind.Comment, Text = Polyglot });
        await db.SaveChangesAsync();
        await EfficiencyStage.ReadThroughAsync(db, TimeProvider.System.GetUtcNow());
        return new HostileStage(host, group.Id, opened.Number);
    }

    public void Dispose() => Host.Dispose();
}
