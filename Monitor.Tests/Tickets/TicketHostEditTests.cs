using Microsoft.EntityFrameworkCore;
using Monitor.Domain.Access;
using Monitor.Domain.Metrics;
using Monitor.Tests.Problems;
using Monitor.Web.Access;
using Monitor.Web.Tickets;
using Monitor.Web.Tickets.Editing;

namespace Monitor.Tests.Tickets;

public sealed class TicketHostEditTests(ActingFloor floor) : IClassFixture<ActingFloor>
{
    private static readonly CancellationToken Never = CancellationToken.None;

    private TicketEditDesk Edits => new(floor.Journal, floor.Work);

    [Fact]
    public async Task Attack_24_Who_changes_the_hosts_of_a_ticket_leaves_those_that_he_does_not_see_and_the_requester_reads_of_none()
    {
        var (person, all, scoped) = (await floor.PersonAsync(Roles.EndUser), await floor.PersonAsync(Roles.Technician), await floor.PersonAsync(Roles.Technician));
        await using var db = floor.Db();
        var group = new HostGroup { Name = "scope " + Guid.NewGuid(), ParentId = HostGroup.FleetId };
        db.HostGroups.Add(group);
        await db.SaveChangesAsync();
        scoped = scoped with { GroupIds = [group.Id] };
        var (first, hidden, mine, also) = (await floor.HostAsync("far-1"), await floor.HostAsync("far-2"), await floor.HostAsync("near-1"), await floor.HostAsync("near-2"));
        await db.Hosts.Where(h => h.Id == mine.Id || h.Id == also.Id).ExecuteUpdateAsync(set => set.SetProperty(h => h.GroupId, group.Id));
        var number = await OpenAsync(person, w => w);
        await EditAsync(all, number, new TicketEdit { HostIds = [first.Id, hidden.Id, mine.Id] });
        await floor.Desk.AssignAsync(Actor.System, New(number), scoped.UserId, Never);
        await EditAsync(scoped, number, new TicketEdit { HostIds = [also.Id] });
        var ticket = await FindAsync(all, number);
        Assert.Equal((first.Id, "far-2, near-2"), (ticket.Line.HostId, string.Join(", ", ticket.MoreHosts.Select(h => h.Name))));
        Assert.Equal("Hosts: near-1 → near-2.", ticket.Entries[^1].Text);
        await EditAsync(scoped, number, new TicketEdit { HostIds = [first.Id, mine.Id, also.Id] });
        Assert.Equal((first.Id, 3), ((await FindAsync(all, number)).Line.HostId, (await FindAsync(all, number)).MoreHosts.Count));
        Assert.Equal(TicketResult.Invalid, (await Edits.EditAsync(scoped, New(number), new TicketEdit { HostIds = [hidden.Id, mine.Id] }, Never)).Result);
        Assert.DoesNotContain((await FindAsync(person, number)).Entries, e => e.Text.Contains("Hosts", StringComparison.Ordinal));
    }

    private static NewTicket Wish() => new("Printer", "", null, null, Guid.NewGuid());

    private static TicketCommand New(int number) => new(number, Guid.NewGuid());

    private async Task EditAsync(Actor actor, int number, TicketEdit edit)
    {
        var outcome = await Edits.EditAsync(actor, New(number), edit, Never);
        Assert.True(outcome.IsDone, outcome.Message);
    }

    private async Task<int> OpenAsync(Actor actor, Func<NewTicket, NewTicket> change)
    {
        var outcome = await floor.Desk.OpenAsync(actor, change(Wish()), Never);
        Assert.True(outcome.IsDone, outcome.Message);
        return outcome.Number;
    }

    private async Task<TicketDetail> FindAsync(Actor actor, int number) => (await new TicketQueries(floor.Contexts, floor.Clock).FindAsync(actor, number, Never))!;
}
