using Microsoft.EntityFrameworkCore;
using Monitor.Domain.Metrics;
using Monitor.Domain.Problems.Ledger;
using Monitor.Domain.Tickets;

namespace Monitor.Tests.Problems.Ledger;

/// <summary>A service that somebody looks at from elsewhere, and the hosts that it runs on.</summary>
public sealed class ServiceNoticeTests(ActingFloor floor) : IClassFixture<ActingFloor>
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task A_service_whose_host_is_down_joins_its_ticket_and_is_told_when_it_stays_away_after_the_host_is_back()
    {
        var (probe, host) = (await floor.HostAsync("svc-probe"), await floor.HostAsync("svc-host"));
        await ServiceAsync("shop", host);
        await floor.SayAsync(host, VerdictKind.Fired, "host-silent");
        floor.Clock.Advance(10 * Minute);
        await floor.SayAsync(probe, VerdictKind.Fired, labels: "service=\"shop\"");
        Assert.StartsWith("(Began: svc-host, which the service shop needs, is down since", Assert.Single(await floor.NoticesAsync(probe)), StringComparison.Ordinal);
        Assert.Equal((await floor.ProblemAsync(host)).TicketId, (await floor.ProblemAsync(probe)).TicketId);

        // Watching goes on: what is another service's, or nobody's, is told.
        await floor.SayAsync(probe, VerdictKind.Fired, labels: "mount=\"/\"");
        Assert.Equal("Began", (await floor.NoticesAsync(probe))[^1]);

        await floor.SayAsync(host, VerdictKind.Ended, "host-silent");
        await floor.SweepAsync(Minute);
        await floor.SweepAsync(2 * Minute);
        Assert.Equal("Began", (await floor.NoticesAsync(probe))[^1]);
        Assert.Equal(3, (await floor.NoticesAsync(probe)).Count);
        await using var db = floor.Db();
        Assert.NotEqual(TicketState.Resolved, (await db.Tickets.SingleAsync(t => t.HostId == host.Id)).State);
    }

    [Fact]
    public async Task A_service_that_one_host_still_runs_is_told()
    {
        var (probe, one, other) = (await floor.HostAsync("svc-probe-2"), await floor.HostAsync("svc-one"), await floor.HostAsync("svc-other"));
        await ServiceAsync("mail", one, other);
        await floor.SayAsync(one, VerdictKind.Fired, "host-silent");
        floor.Clock.Advance(10 * Minute);
        await floor.SayAsync(probe, VerdictKind.Fired, labels: "service=\"mail\"");
        Assert.Equal(["Began"], await floor.NoticesAsync(probe));

        // A host that is retired runs nothing: the other one is all that there is.
        await using var db = floor.Db();
        await db.Hosts.Where(h => h.Id == other.Id).ExecuteUpdateAsync(set => set.SetProperty(h => h.RetiredAt, floor.Clock.GetUtcNow()));
        floor.Clock.Advance(10 * Minute);
        await floor.SayAsync(probe, VerdictKind.Fired, labels: "service=\"mail\",path=\"/in\"");
        Assert.StartsWith("(Began: svc-one, which the service mail needs, is down", (await floor.NoticesAsync(probe))[^1], StringComparison.Ordinal);
    }

    private async Task ServiceAsync(string name, params Host[] hosts)
    {
        await using var db = floor.Db();
        var service = new Service { Name = name, CreatedAt = floor.Clock.GetUtcNow() };
        db.Services.Add(service);
        await db.SaveChangesAsync();
        db.ServiceLinks.AddRange(hosts.Select(h => new ServiceLink { ServiceId = service.Id, Kind = ServiceLinkKind.RunsOn, HostId = h.Id }));
        await db.SaveChangesAsync();
    }
}
