using Microsoft.EntityFrameworkCore;
using Monitor.Domain.Metrics;
using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Ledger;
using Monitor.Domain.Tickets;

namespace Monitor.Tests.Problems.Ledger;

public sealed class JoiningTests(ActingFloor floor) : IClassFixture<ActingFloor>
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Problems_that_begin_together_on_a_host_share_a_ticket_and_a_notice_and_the_last_end_resolves_it()
    {
        var host = await floor.HostAsync("join-1");
        await floor.SayAsync(host, VerdictKind.Fired, labels: "mount=\"/\"");
        floor.Clock.Advance(Minute);
        await floor.SayAsync(host, VerdictKind.Fired, labels: "mount=\"/var\"");
        await using var db = floor.Db();
        var ticket = await db.Tickets.AsNoTracking().SingleAsync(t => t.HostId == host.Id);
        Assert.Equal(2, await db.Problems.CountAsync(p => p.TicketId == ticket.Id));
        Assert.Equal(["Began", $"(Began: joined ticket #{ticket.Number})"], await floor.NoticesAsync(host));
        Assert.True(await db.TicketEntries.AnyAsync(e => e.TicketId == ticket.Id && e.Text.StartsWith("join-1: Disk usage of /var")));

        await floor.SayAsync(host, VerdictKind.Ended, labels: "mount=\"/\"");
        Assert.Equal(TicketState.New, (await db.Tickets.AsNoTracking().SingleAsync(t => t.Id == ticket.Id)).State);
        await floor.SayAsync(host, VerdictKind.Ended, labels: "mount=\"/var\"");
        Assert.Equal(TicketState.Resolved, (await db.Tickets.AsNoTracking().SingleAsync(t => t.Id == ticket.Id)).State);
        Assert.Equal(["Ended", $"(Ended: joined ticket #{ticket.Number})"], (await floor.NoticesAsync(host)).Skip(2));
    }

    [Fact]
    public async Task What_begins_later_than_two_minutes_gets_a_ticket_of_its_own()
    {
        var host = await floor.HostAsync("join-2");
        await floor.SayAsync(host, VerdictKind.Fired, labels: "mount=\"/\"");
        floor.Clock.Advance(2 * Minute + TimeSpan.FromSeconds(1));
        await floor.SayAsync(host, VerdictKind.Fired, labels: "mount=\"/var\"");
        Assert.Equal(["Began", "Began"], await floor.NoticesAsync(host));
    }

    [Fact]
    public async Task What_is_worse_than_people_were_told_joins_the_ticket_and_is_told_all_the_same()
    {
        var host = await floor.HostAsync("join-3");
        await floor.SayAsync(host, VerdictKind.Fired, severity: Severity.Warning);
        await floor.SayAsync(host, VerdictKind.Fired, labels: "mount=\"/var\"", severity: Severity.Critical);
        Assert.Equal(["Began", "Began"], await floor.NoticesAsync(host));
    }

    [Theory]
    [InlineData("rack", true)]
    [InlineData("os", false)]
    public async Task Hosts_that_share_a_tag_share_a_ticket_unless_half_the_fleet_has_it(string key, bool isShared)
    {
        var (one, other) = (await floor.HostAsync($"join-{key}-1"), await floor.HostAsync($"join-{key}-2"));
        await floor.TagAsync(one, key, "r1");
        await floor.TagAsync(other, key, "r1");
        await floor.SayAsync(one, VerdictKind.Fired);
        await floor.SayAsync(other, VerdictKind.Fired);
        Assert.Equal(isShared, (await floor.ProblemAsync(one)).TicketId == (await floor.ProblemAsync(other)).TicketId);
    }

    [Fact]
    public async Task The_host_in_front_leads_the_ticket_also_when_its_problem_comes_second()
    {
        var (gateway, behind) = (await floor.HostAsync("join-gw"), await floor.HostAsync("join-4"));
        await floor.LinkAsync(gateway, behind);
        await floor.SayAsync(behind, VerdictKind.Fired, "host-silent");
        await floor.SayAsync(gateway, VerdictKind.Fired, "host-silent");
        await using var db = floor.Db();
        var ticket = await db.Tickets.SingleAsync(t => t.HostId == gateway.Id);
        Assert.StartsWith("join-gw: ", ticket.Title, StringComparison.Ordinal);
        Assert.Equal(2, await db.Problems.CountAsync(p => p.TicketId == ticket.Id));
    }

    [Fact]
    public async Task Attack_24_Where_people_see_a_part_of_the_hosts_no_ticket_reaches_across_the_parts()
    {
        await using var db = floor.Db();
        var group = new HostGroup { Name = "apart", ParentId = HostGroup.FleetId };
        db.HostGroups.Add(group);
        await db.SaveChangesAsync();
        var (one, other) = (await floor.HostAsync("join-5"), await floor.HostAsync("join-6"));
        await db.Hosts.Where(h => h.Id == other.Id).ExecuteUpdateAsync(set => set.SetProperty(h => h.GroupId, group.Id));
        await floor.TagAsync(one, "room", "r2");
        await floor.TagAsync(other, "room", "r2");
        var person = await floor.PersonAsync(Domain.Access.Roles.Technician);
        db.UserScopes.Add(new Domain.Access.UserScope { UserId = person.UserId!.Value, GroupId = group.Id });
        await db.SaveChangesAsync();
        await floor.SayAsync(one, VerdictKind.Fired);
        await floor.SayAsync(other, VerdictKind.Fired);
        Assert.Equal(["Began", "Began"], await floor.NoticesAsync(one, other));
        await db.UserScopes.ExecuteDeleteAsync();
    }
}
