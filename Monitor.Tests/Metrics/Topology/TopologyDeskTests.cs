using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Domain.Metrics;
using Monitor.Tests.Problems;
using Monitor.Web.Access;
using Monitor.Web.Hosting;
using Monitor.Web.Metrics;
using Monitor.Web.Metrics.Services;
using Monitor.Web.Metrics.Topology;
using Monitor.Web.RootCause;

namespace Monitor.Tests.Metrics.Topology;

public sealed class TopologyDeskTests(ActingFloor floor) : IClassFixture<ActingFloor>
{
    private static readonly CancellationToken Never = CancellationToken.None;

    private TopologyDesk Desk => new(floor.Contexts, new AuditLog(floor.Clock), floor.Live, floor.Clock);

    private TopologyReader Reader => new(floor.Contexts);

    [Fact]
    public async Task A_file_is_taken_in_one_go_with_one_audit_row_exported_again_and_twice_changes_nothing()
    {
        var run = Guid.NewGuid().ToString("N")[..8];
        var (child, parent) = (await floor.HostAsync($"tc-{run}"), await floor.HostAsync($"tp-{run}"));
        var lead = await floor.PersonAsync(Roles.Lead);
        var yaml = $"""
            monitor-topology: 1
            hosts:
              - host: {child.Name}
                behind: [{parent.Name}, nobody-{run}]
            services:
              - service: a-{run}
                runs-on: [{child.Name}]
                depends-on: [{parent.Name}]
                calls: [b-{run}]
              - service: b-{run}
                calls: [a-{run}]
            """;
        var shown = (await Desk.PreviewAsync(lead, yaml, removesOthers: false, Never))!;
        Assert.Equal(($"nobody-{run}", 7), (Assert.Single(shown.UnknownHosts).Text, shown.Changes.Count));
        await using var db = floor.Db();
        Assert.False(await db.HostLinks.AnyAsync(l => l.ChildId == child.Id));

        var (outcome, _) = await Desk.ApplyAsync(lead, yaml, removesOthers: false, shown.Stamp, Never);
        Assert.True(outcome.IsDone, outcome.Message);
        Assert.Equal(parent.Id, (await db.HostLinks.SingleAsync(l => l.ChildId == child.Id)).ParentId);
        var service = await db.Services.SingleAsync(s => s.Name == "a-" + run);
        Assert.Equal(
            [ServiceLinkKind.RunsOn, ServiceLinkKind.DependsOn, ServiceLinkKind.Calls],
            await db.ServiceLinks.Where(l => l.ServiceId == service.Id).OrderBy(l => l.Id).Select(l => l.Kind).ToListAsync());
        Assert.Contains("stands behind", (await db.Audit.SingleAsync(a => a.UserId == lead.UserId && a.Act == "topology.imported")).After!, StringComparison.Ordinal);
        Assert.False(await db.Hosts.AnyAsync(h => h.Name == "nobody-" + run));

        Assert.Empty((await Desk.PreviewAsync(lead, yaml, removesOthers: false, Never))!.Changes);
        Assert.Empty((await Desk.PreviewAsync(lead, await Reader.ExportAsync(lead, Never), removesOthers: true, Never))!.Changes);
        Assert.True((await Desk.ApplyAsync(lead, yaml, removesOthers: false, null, Never)).Outcome.IsDone);
        Assert.Equal(1, await db.Audit.CountAsync(a => a.UserId == lead.UserId && a.Act == "topology.imported"));

        // The wider link, and the form of somebody who looked before, which is told so.
        var wider = yaml.Replace("depends-on", "calls-not", StringComparison.Ordinal);
        Assert.Equal(HostResult.Invalid, (await Desk.ApplyAsync(lead, wider, removesOthers: false, null, Never)).Outcome.Result);
        var version = (await new ServiceReader(floor.Contexts).FindAsync(lead, service.Id, Never))!.Service.RowVersion;
        var moved = $"monitor-topology: 1\nservices:\n  - service: a-{run}\n    runs-on: [{parent.Name}]\n";
        Assert.Equal(HostResult.Conflict, (await Desk.ApplyAsync(lead, moved, removesOthers: false, shown.Stamp, Never)).Outcome.Result);
        Assert.True((await Desk.ApplyAsync(lead, moved, removesOthers: false, null, Never)).Outcome.IsDone);
        var form = new ServiceDesk(floor.Contexts, new AuditLog(floor.Clock), floor.Live, floor.Clock);
        Assert.Equal(HostResult.Conflict, (await form.ChangeAsync(lead, service.Id, version, new ServiceWish("a-" + run, "", [], []), Never)).Result);
    }

    [Fact]
    public async Task Two_files_and_a_hand_at_once_close_no_circle_and_a_service_that_both_files_name_is_made_once()
    {
        var run = Guid.NewGuid().ToString("N")[..8];
        var (a, b, c) = (await floor.HostAsync("ra-" + run), await floor.HostAsync("rb-" + run), await floor.HostAsync("rc-" + run));
        var lead = await floor.PersonAsync(Roles.Lead);
        string Behind(string child, string parent) => $"monitor-topology: 1\nhosts:\n  - host: {child}\n    behind: [{parent}]\nservices:\n  - service: s-{run}\n    runs-on: [{child}]\n";
        var links = new HostLinkDesk(floor.Contexts, new AuditLog(floor.Clock), floor.Live);
        var outcomes = await Task.WhenAll(
            Task.Run(async () => (await Desk.ApplyAsync(lead, Behind(a.Name, b.Name), removesOthers: false, null, Never)).Outcome),
            Task.Run(async () => (await Desk.ApplyAsync(lead, Behind(b.Name, c.Name), removesOthers: false, null, Never)).Outcome),
            Task.Run(() => links.LinkAsync(lead, c.Id, a.Id, Never)));
        Assert.Contains("circle", Assert.Single(outcomes, o => !o.IsDone).Message, StringComparison.Ordinal);
        await using var db = floor.Db();
        Assert.Equal(2, await db.HostLinks.CountAsync(l => l.ChildId == a.Id || l.ChildId == b.Id || l.ChildId == c.Id));
        Assert.Equal(1, await db.Services.CountAsync(s => s.Name == "s-" + run));
    }

    [Fact]
    public async Task A_service_that_goes_takes_the_calls_to_it_along()
    {
        var run = Guid.NewGuid().ToString("N")[..8];
        var lead = await floor.PersonAsync(Roles.Lead);
        var both = $"monitor-topology: 1\nservices:\n  - service: stays-{run}\n    calls: [goes-{run}]\n  - service: goes-{run}\n    calls: [stays-{run}]\n";
        Assert.True((await Desk.ApplyAsync(lead, both, removesOthers: false, null, Never)).Outcome.IsDone);
        var (outcome, _) = await Desk.ApplyAsync(lead, $"monitor-topology: 1\nservices:\n  - service: stays-{run}\n", removesOthers: true, null, Never);
        Assert.True(outcome.IsDone, outcome.Message);
        await using var db = floor.Db();
        Assert.Equal("stays-" + run, (await db.Services.SingleAsync()).Name);
        Assert.False(await db.ServiceLinks.AnyAsync());
    }

    [Fact]
    public async Task A_file_that_waits_too_long_for_the_links_of_somebody_else_is_told_so_as_is_a_link_by_hand()
    {
        var (a, b, lead) = (await floor.HostAsync("wait-a"), await floor.HostAsync("wait-b"), await floor.PersonAsync(Roles.Lead));
        await using var other = floor.Db();
        await using var held = await other.Database.BeginTransactionAsync();
        await other.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({HostLinkDesk.LinkLock})");
        await using var hurried = new Databases(floor.Database.ConnectionString, floor.Database.OwnerConnectionString, longestQuery: TimeSpan.FromMilliseconds(300));
        var contexts = new HurriedContexts(hurried);
        var desk = new TopologyDesk(contexts, new AuditLog(floor.Clock), floor.Live, floor.Clock);
        var (outcome, _) = await desk.ApplyAsync(lead, "monitor-topology: 1", removesOthers: false, null, Never);
        Assert.Equal((HostResult.Conflict, HostLinkDesk.Busy.Message), (outcome.Result, outcome.Message));
        Assert.Equal(HostLinkDesk.Busy, await new HostLinkDesk(contexts, new AuditLog(floor.Clock), floor.Live).LinkAsync(lead, a.Id, b.Id, Never));
    }

    [Fact]
    public async Task Attack_24_Who_sees_a_part_of_the_hosts_exports_that_part_and_imports_nothing()
    {
        var run = Guid.NewGuid().ToString("N")[..8];
        var (mine, theirs) = (await floor.HostAsync("xm-" + run), await floor.HostAsync("xt-" + run));
        await using var db = floor.Db();
        var group = new HostGroup { Name = run, ParentId = HostGroup.FleetId };
        db.HostGroups.Add(group);
        await db.SaveChangesAsync();
        await db.Hosts.Where(h => h.Id == mine.Id).ExecuteUpdateAsync(s => s.SetProperty(h => h.GroupId, group.Id));
        var lead = await floor.PersonAsync(Roles.Lead);
        var yaml = $"monitor-topology: 1\nhosts:\n  - host: {mine.Name}\n    behind: [{theirs.Name}]\nservices:\n  - service: m-{run}\n    runs-on: [{mine.Name}, {theirs.Name}]\n    calls: [t-{run}]\n  - service: t-{run}\n    runs-on: [{theirs.Name}]\n";
        Assert.True((await Desk.ApplyAsync(lead, yaml, removesOthers: false, null, Never)).Outcome.IsDone);

        var limited = await floor.PersonAsync(Roles.Lead) with { GroupIds = [group.Id] };
        var seen = await Reader.ExportAsync(limited, Never);
        Assert.Contains($"service: \"m-{run}\"\n    runs-on: [\"{mine.Name}\"]\n", seen, StringComparison.Ordinal);
        Assert.DoesNotContain("xt-", seen, StringComparison.Ordinal);
        Assert.DoesNotContain("t-" + run + "\"", seen.Replace("xm-" + run, "", StringComparison.Ordinal), StringComparison.Ordinal);
        foreach (var actor in new[] { limited, await floor.PersonAsync(Roles.Technician) })
        {
            Assert.Null(await Desk.PreviewAsync(actor, yaml, removesOthers: true, Never));
            Assert.Equal(HostResult.Refused, (await Desk.ApplyAsync(actor, "monitor-topology: 1", removesOthers: true, null, Never)).Outcome.Result);
        }

        Assert.True(await db.Services.AnyAsync(s => s.Name == "t-" + run));
    }

    [Fact]
    public async Task A_service_is_put_on_a_host_from_the_hosts_side_and_taken_off_again()
    {
        var (host, lead) = (await floor.HostAsync("side"), await floor.PersonAsync(Roles.Lead));
        var services = new ServiceDesk(floor.Contexts, new AuditLog(floor.Clock), floor.Live, floor.Clock);
        var links = new HostLinkDesk(floor.Contexts, new AuditLog(floor.Clock), floor.Live);
        var made = await services.CreateAsync(lead, new ServiceWish("side-" + Guid.NewGuid().ToString("N")[..8], "", [], []), Never);
        Assert.True((await services.LinkHostAsync(lead, made.Id, host.Id, ServiceLinkKind.DependsOn, Never)).IsDone);
        Assert.Equal((0, made.Id), ((await links.ReadAsync(lead, host.Id, Never))!.Services.Count, (await links.ReadAsync(lead, host.Id, Never))!.Needing.Single().Id));
        Assert.True((await services.LinkHostAsync(lead, made.Id, host.Id, ServiceLinkKind.RunsOn, Never)).IsDone);
        Assert.Equal((1, 0), ((await links.ReadAsync(lead, host.Id, Never))!.Services.Count, (await links.ReadAsync(lead, host.Id, Never))!.Needing.Count));
        Assert.True((await services.LinkHostAsync(lead, made.Id, host.Id, null, Never)).IsDone);
        Assert.Empty((await links.ReadAsync(lead, host.Id, Never))!.Services);
        Assert.Equal(HostResult.Refused, (await services.LinkHostAsync(await floor.PersonAsync(Roles.Technician), made.Id, host.Id, ServiceLinkKind.RunsOn, Never)).Result);
        Assert.Contains("each host once", (await services.CreateAsync(lead, new ServiceWish("twice", "", [host.Id], []) { NeededIds = [host.Id] }, Never)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Causes_are_looked_for_on_a_host_that_a_service_depends_on_too()
    {
        var (host, storage, lead) = (await floor.HostAsync("needs"), await floor.HostAsync("needed"), await floor.PersonAsync(Roles.Lead));
        var services = new ServiceDesk(floor.Contexts, new AuditLog(floor.Clock), floor.Live, floor.Clock);
        var wish = new ServiceWish("needs-" + Guid.NewGuid().ToString("N")[..8], "", [host.Id], []) { NeededIds = [storage.Id] };
        Assert.True((await services.CreateAsync(lead, wish, Never)).IsDone);
        await using var db = floor.Db();
        var (hosts, leans) = await CauseNeighbours.ReadAsync(db, host.Id, Never);
        Assert.Equal(storage.Id, Assert.Single(hosts).HostId);
        Assert.Equal((host.Id, storage.Id), Assert.Single(leans));
        Assert.Empty((await CauseNeighbours.ReadAsync(db, storage.Id, Never)).Hosts);
    }

    private sealed class HurriedContexts(Databases databases) : IDbContextFactory<MonitorDb>
    {
        public MonitorDb CreateDbContext() => new(new DbContextOptionsBuilder<MonitorDb>().UseNpgsql(databases.Ui).Options);
    }
}
