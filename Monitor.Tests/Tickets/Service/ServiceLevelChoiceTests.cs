using Microsoft.EntityFrameworkCore;
using Monitor.Domain.Access;
using Monitor.Domain.Metrics;
using Monitor.Domain.Tickets;
using Monitor.Domain.Tickets.Catalog;
using Monitor.Domain.Tickets.Service;
using Monitor.Tests.Problems;
using Monitor.Web.Access;
using Monitor.Web.Tickets;
using Monitor.Web.Tickets.Service.Admin;

namespace Monitor.Tests.Tickets.Service;

/// <summary>Which level is a ticket's, by what stands in the database about it.</summary>
public sealed class ServiceLevelChoiceTests(ActingFloor floor) : IClassFixture<ActingFloor>
{
    private static readonly CancellationToken Never = CancellationToken.None;

    [Fact]
    public async Task A_level_holds_by_priority_category_team_of_the_requester_and_group_of_the_host_and_what_is_below_them()
    {
        var stage = await SlaStage.SetAsync(floor, "");
        var (category, below, group, host) = await TreesAsync();
        var byCategory = await LevelAsync(stage, w => w with { CategoryId = category });
        var byGroup = await LevelAsync(stage, w => w with { HostGroupId = group });
        var byPriority = await LevelAsync(stage, w => w with { RequesterTeamId = stage.Customers.Id, Priority = TicketPriority.Urgent });
        Assert.True((await stage.Policies.MoveAsync(stage.Admin, byPriority, up: true, Never)).IsDone);
        Assert.True((await stage.Policies.MoveAsync(stage.Admin, byPriority, up: true, Never)).IsDone);
        Assert.True((await stage.Policies.MoveAsync(stage.Admin, byPriority, up: true, Never)).IsDone);

        Assert.Equal(stage.PolicyId, await LevelOfAsync(stage));
        await stage.PrioritisesAsync(TicketPriority.Urgent);
        Assert.Equal(byPriority, await LevelOfAsync(stage));
        await stage.PrioritisesAsync(TicketPriority.Low);
        Assert.Equal(stage.PolicyId, await LevelOfAsync(stage));

        Assert.Equal(byGroup, await ReportedAsync(t => t.HostId = host));
        Assert.Equal(byCategory, await ReportedAsync(t => (t.HostId, t.CategoryId) = (host, below)));
        Assert.Null(await ReportedAsync(t => t.Priority = TicketPriority.Low));
    }

    private static async Task<int> LevelAsync(SlaStage stage, Func<PolicyWish, PolicyWish> change)
    {
        var saved = await stage.Policies.SaveAsync(stage.Admin, null, null, change(stage.Wish with { Name = $"level {Guid.NewGuid():N}", RequesterTeamId = null }), Never);
        Assert.True(saved.IsDone, string.Join(' ', saved.Messages));
        return saved.Id;
    }

    private static async Task<int> LevelOfAsync(SlaStage stage) => (await stage.ClockAsync(SlaClock.Resolution))!.PolicyId;

    /// <summary>The level of a ticket that nobody asked for, once it is of a host or a category.</summary>
    private async Task<int?> ReportedAsync(Action<Ticket> change)
    {
        await using var db = floor.Db();
        var ticket = new Ticket { Title = "Disk full", CreatedAt = floor.Clock.GetUtcNow(), UpdatedAt = floor.Clock.GetUtcNow() };
        db.Tickets.Add(ticket);
        await db.SaveChangesAsync();
        change(ticket);
        var entry = floor.Journal.Entry(ticket, Actor.System, TicketEntryKind.Change, "Sorted.", null);
        await floor.Consequences.ApplyAsync(db, ticket, new TicketChange(Actor.System, ticket.State, entry), Never);
        await db.SaveChangesAsync();
        return await db.SlaTimers.Where(t => t.TicketId == ticket.Id && t.Clock == SlaClock.Resolution).Select(t => (int?)t.PolicyId).SingleOrDefaultAsync();
    }

    private async Task<(int Category, int Below, int Group, int Host)> TreesAsync()
    {
        await using var db = floor.Db();
        var (category, group) = (new TicketCategory { Name = "Network" }, new HostGroup { Name = $"site {Guid.NewGuid():N}", ParentId = HostGroup.FleetId });
        db.AddRange(category, group);
        await db.SaveChangesAsync();
        var (below, inner) = (new TicketCategory { Name = "Printers", ParentId = category.Id }, new HostGroup { Name = "floor 2", ParentId = group.Id });
        db.AddRange(below, inner);
        await db.SaveChangesAsync();
        var host = new Host { Key = Guid.NewGuid(), Name = $"h-{Guid.NewGuid():N}", GroupId = inner.Id, CreatedAt = floor.Clock.GetUtcNow() };
        db.Hosts.Add(host);
        await db.SaveChangesAsync();
        return (category.Id, below.Id, group.Id, host.Id);
    }
}
