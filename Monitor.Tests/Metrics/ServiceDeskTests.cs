using Microsoft.EntityFrameworkCore;
using Monitor.Domain.Access;
using Monitor.Domain.Metrics;
using Monitor.Tests.Problems;
using Monitor.Web.Access;
using Monitor.Web.Metrics;
using Monitor.Web.Metrics.Services;

namespace Monitor.Tests.Metrics;

public sealed class ServiceDeskTests(ActingFloor floor) : IClassFixture<ActingFloor>
{
    private static readonly CancellationToken Never = CancellationToken.None;

    private ServiceDesk Desk => new(floor.Contexts, new AuditLog(floor.Clock), floor.Live, floor.Clock);

    private ServiceReader Reader => new(floor.Contexts);

    [Fact]
    public async Task A_lead_makes_a_service_changes_what_it_runs_on_and_calls_and_deletes_it()
    {
        var (lead, one, other) = (await floor.PersonAsync(Roles.Lead), await floor.HostAsync("svc-1"), await floor.HostAsync("svc-2"));
        var database = await Desk.CreateAsync(lead, new ServiceWish("orders-db", "", [other.Id], []), Never);
        var shop = await Desk.CreateAsync(lead, new ServiceWish(" shop ", "label.target~https://shop*", [one.Id], [database.Id]), Never);
        Assert.True(shop.IsDone, shop.Message);
        var line = (await Reader.FindAsync(lead, shop.Id, Never))!;
        Assert.Equal(("shop", "svc-1", "orders-db"), (line.Service.Name, line.Hosts.Single().Name, line.Calls.Single().Name));

        var wish = new ServiceWish("shop", "", [one.Id, other.Id], []);
        Assert.True((await Desk.ChangeAsync(lead, shop.Id, line.Service.RowVersion, wish, Never)).IsDone);
        Assert.Equal(HostResult.Conflict, (await Desk.ChangeAsync(lead, shop.Id, line.Service.RowVersion, wish with { Name = "late" }, Never)).Result);
        line = (await Reader.FindAsync(lead, shop.Id, Never))!;
        Assert.Equal(("", "svc-1 svc-2", 0), (line.Service.Matchers, string.Join(' ', line.Hosts.Select(h => h.Name)), line.Calls.Count));
        var links = new HostLinkDesk(floor.Contexts, new AuditLog(floor.Clock), floor.Live);
        Assert.Equal(["orders-db", "shop"], (await links.ReadAsync(lead, other.Id, Never))!.Services.Select(s => s.Name));

        Assert.True((await Desk.DeleteAsync(lead, shop.Id, Never)).IsDone);
        Assert.Equal(HostResult.NotFound, (await Desk.DeleteAsync(lead, shop.Id, Never)).Result);
        await using var db = floor.Db();
        Assert.False(await db.ServiceLinks.AnyAsync(l => l.ServiceId == shop.Id));
        Assert.Equal(
            ["service.created", "service.created", "service.changed", "service.deleted"],
            await db.Audit.Where(a => a.UserId == lead.UserId).OrderBy(a => a.Id).Select(a => a.Act).ToListAsync());
    }

    [Fact]
    public async Task Nonsense_is_refused_with_a_sentence_and_two_at_once_make_one()
    {
        var lead = await floor.PersonAsync(Roles.Lead);
        Assert.Contains("1 to 100 characters", (await Desk.CreateAsync(lead, new ServiceWish(" ", "", [], []), Never)).Message, StringComparison.Ordinal);
        Assert.Contains("no matcher", (await Desk.CreateAsync(lead, new ServiceWish("mail", "mail", [], []), Never)).Message, StringComparison.Ordinal);
        Assert.Contains("not there any more", (await Desk.CreateAsync(lead, new ServiceWish("mail", "", [999_999], []), Never)).Message, StringComparison.Ordinal);
        Assert.Contains("at most 50", (await Desk.CreateAsync(lead, new ServiceWish("mail", "", [.. Enumerable.Range(1, 51)], []), Never)).Message, StringComparison.Ordinal);
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Task.Run(() => Desk.CreateAsync(lead, new ServiceWish("mail", "", [], []), Never))));
        var made = Assert.Single(outcomes, o => o.IsDone);
        Assert.All(outcomes.Where(o => !o.IsDone), o => Assert.Contains("of this name", o.Message, StringComparison.Ordinal));
        var line = (await Reader.FindAsync(lead, made.Id, Never))!;
        Assert.Contains("call itself", (await Desk.ChangeAsync(lead, made.Id, line.Service.RowVersion, new ServiceWish("mail", "", [], [made.Id]), Never)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Attack_24_Who_may_not_link_hosts_or_sees_a_part_of_them_changes_no_service_and_sees_only_those_on_his_hosts()
    {
        var (mine, theirs, lead) = (await floor.HostAsync("svc-mine"), await floor.HostAsync("svc-theirs"), await floor.PersonAsync(Roles.Lead));
        await using var db = floor.Db();
        var group = new HostGroup { Name = Guid.NewGuid().ToString(), ParentId = HostGroup.FleetId };
        db.HostGroups.Add(group);
        await db.SaveChangesAsync();
        await db.Hosts.Where(h => h.Id == mine.Id).ExecuteUpdateAsync(s => s.SetProperty(h => h.GroupId, group.Id));
        var both = await Desk.CreateAsync(lead, new ServiceWish("both", "", [mine.Id, theirs.Id], []), Never);
        var foreign = await Desk.CreateAsync(lead, new ServiceWish("foreign", "", [theirs.Id], []), Never);

        var limited = await floor.PersonAsync(Roles.Lead) with { GroupIds = [group.Id] };
        foreach (var actor in new[] { limited, await floor.PersonAsync(Roles.Technician) })
        {
            Assert.Equal(HostResult.Refused, (await Desk.CreateAsync(actor, new ServiceWish("new", "host~*", [mine.Id], []), Never)).Result);
            Assert.Equal(HostResult.Refused, (await Desk.ChangeAsync(actor, both.Id, 0, new ServiceWish("both", "host~*", [mine.Id], []), Never)).Result);
            Assert.Equal(HostResult.Refused, (await Desk.DeleteAsync(actor, both.Id, Never)).Result);
        }

        var (lines, total) = await Reader.ListAsync(limited, 1, Never);
        Assert.Equal(("both", "svc-mine", 1), (Assert.Single(lines).Service.Name, Assert.Single(lines[0].Hosts).Name, total));
        Assert.Null(await Reader.FindAsync(limited, foreign.Id, Never));
    }
}
