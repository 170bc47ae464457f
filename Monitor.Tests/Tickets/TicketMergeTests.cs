using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Domain.Metrics;
using Monitor.Domain.Tickets;
using Monitor.Domain.Tickets.Conversation;
using Monitor.Tests.Problems;
using Monitor.Web.Access;
using Monitor.Web.Tickets;
using Monitor.Web.Tickets.Conversation;
using Monitor.Web.Tickets.Relations;

namespace Monitor.Tests.Tickets;

/// <summary>What a merge may not do that nobody could do one by one.</summary>
public sealed class TicketMergeTests(ActingFloor floor) : IClassFixture<ActingFloor>
{
    private static readonly CancellationToken Never = CancellationToken.None;

    private MergeDesk Merges => new(floor.Journal, floor.Work, floor.Consequences, Options.Create(new AttachmentOptions()));

    private RelationDesk Relations => new(floor.Journal, floor.Work);

    [Fact]
    public async Task Two_tickets_that_are_both_related_to_a_third_are_so_once_when_they_are_one_whoever_named_whom()
    {
        var technician = await floor.PersonAsync(Roles.Technician);
        var (from, into, other) = (await OpenAsync(technician), await OpenAsync(technician), await OpenAsync(technician));
        foreach (var kind in new[] { TicketLinkKind.Related, TicketLinkKind.Duplicate })
        {
            Assert.True((await Relations.LinkAsync(technician, New(from), other, kind, Never)).IsDone);
            Assert.True((await Relations.LinkAsync(technician, New(other), into, kind, Never)).IsDone);
        }

        Assert.True((await Relations.LinkAsync(technician, New(from), into, TicketLinkKind.Related, Never)).IsDone);
        Assert.True((await Merges.MergeAsync(technician, New(from), into, Never)).IsDone);
        var links = (await FindAsync(technician, into)).Relations.Links;
        Assert.Equal([(other, TicketLinkKind.Related), (other, TicketLinkKind.Duplicate)], links.OrderBy(l => l.Kind).Select(l => (l.Other.Number, l.Kind)));
    }

    [Theory]
    [InlineData("tags", 20)]
    [InlineData("hosts", 100)]
    [InlineData("watchers", 100)]
    [InlineData("files", 20)]
    [InlineData("links", 100)]
    public async Task A_merge_up_to_a_limit_is_made_and_one_beyond_it_is_refused_whole_with_the_limit(string what, int most)
    {
        var technician = await floor.PersonAsync(Roles.Technician);
        var (from, into) = (await OpenAsync(technician), await OpenAsync(technician));
        await using var db = floor.Db();
        var ids = await db.Tickets.Where(t => t.Number == from || t.Number == into).OrderBy(t => t.Number).Select(t => t.Id).ToListAsync();
        var rows = await PartsAsync(db, what, most + 1);
        db.AddRange(rows.Take(most).Select((make, i) => make(ids[i < 5 ? 0 : 1])));
        var beyond = rows[most](ids[0]);
        db.Add(beyond);
        await db.SaveChangesAsync();
        var refused = await Merges.MergeAsync(technician, New(from), into, Never);
        Assert.Equal((TicketResult.Invalid, $"Together they would have {most + 1} {what}, and a ticket has at most {most}. Take some away first."), (refused.Result, refused.Message));
        Assert.Equal(TicketState.New, (await FindAsync(technician, from)).Line.State);
        db.Remove(beyond);
        await db.SaveChangesAsync();
        var made = await Merges.MergeAsync(technician, New(from), into, Never);
        Assert.True(made.IsDone, made.Message);
    }

    [Fact]
    public async Task A_merge_makes_no_family_deeper_than_can_be_made_by_hand()
    {
        var technician = await floor.PersonAsync(Roles.Technician);
        var chain = new List<int> { await OpenAsync(technician) };
        for (var level = 2; level <= TicketFamily.DeepestLevel; level++)
        {
            chain.Add(await OpenAsync(technician));
            Assert.True((await Relations.SetParentAsync(technician, New(chain[^1]), chain[^2], Never)).IsDone);
        }

        var (from, child) = (await OpenAsync(technician), await OpenAsync(technician));
        Assert.True((await Relations.SetParentAsync(technician, New(child), from, Never)).IsDone);
        var refused = await Merges.MergeAsync(technician, New(from), chain[3], Never);
        Assert.Equal(TicketResult.Invalid, refused.Result);
        Assert.Contains("more than 4 levels", refused.Message, StringComparison.Ordinal);
        Assert.True((await Merges.MergeAsync(technician, New(from), chain[2], Never)).IsDone);

        // The one at the top goes into the one at the bottom, which takes its place: one level less.
        Assert.True((await Merges.MergeAsync(technician, New(chain[0]), chain[3], Never)).IsDone);
        var top = await FindAsync(technician, chain[3]);
        Assert.Equal((null, chain[1]), (top.Relations.Parent, top.Relations.Children.Single().Number));
    }

    [Fact]
    public async Task Attack_24_Of_those_who_watch_a_merged_ticket_go_along_who_may_see_the_other_one()
    {
        var (technician, lead) = (await floor.PersonAsync(Roles.Technician), await floor.PersonAsync(Roles.Lead));
        var (inside, outside, own) = (await floor.PersonAsync(Roles.Technician), await floor.PersonAsync(Roles.Technician), await floor.PersonAsync(Roles.EndUser));
        await using var db = floor.Db();
        var groups = new[] { "in", "out" }.Select(n => new HostGroup { Name = n + Guid.NewGuid(), ParentId = HostGroup.FleetId }).ToArray();
        db.HostGroups.AddRange(groups);
        await db.SaveChangesAsync();
        db.UserScopes.AddRange(
            new UserScope { UserId = inside.UserId!.Value, GroupId = groups[0].Id }, new UserScope { UserId = outside.UserId!.Value, GroupId = groups[1].Id });
        var host = new Host { Name = "watched", Key = Guid.NewGuid(), GroupId = groups[0].Id, CreatedAt = floor.Clock.GetUtcNow() };
        db.Hosts.Add(host);
        await db.SaveChangesAsync();
        var (from, into) = (await OpenAsync(own), await OpenAsync(technician));
        var ticket = await db.Tickets.SingleAsync(t => t.Number == from);
        ticket.HostId = host.Id;
        db.TicketWatchers.AddRange(new[] { lead, inside, outside, own }.Select(p => new TicketWatcher { TicketId = ticket.Id, UserId = p.UserId!.Value }));
        await db.SaveChangesAsync();
        Assert.True((await Merges.MergeAsync(technician, New(from), into, Never)).IsDone);
        Assert.Equal(new[] { lead.UserId!.Value, inside.UserId!.Value }.Order(), (await FindAsync(technician, into)).Watchers.Select(w => w.UserId).Order());
    }

    /// <summary>Rows that hang on a ticket, one more than it may have.</summary>
    private async Task<List<Func<int, object>>> PartsAsync(MonitorDb db, string what, int count)
    {
        var run = Guid.NewGuid().ToString("N");
        switch (what)
        {
            case "tags":
                return [.. Enumerable.Range(0, count).Select(i => (Func<int, object>)(id => new TicketTag { TicketId = id, Tag = $"t{i}" }))];
            case "files":
                return [.. Enumerable.Range(0, count).Select(i => (Func<int, object>)(id =>
                    new Attachment { TicketId = id, Name = $"{i}.png", ContentType = "image/png", Sha256 = [1], Size = 1, CreatedAt = floor.Clock.GetUtcNow() }))];
            case "hosts":
                var hosts = Enumerable.Range(0, count).Select(i =>
                    new Host { Name = $"h{i}-{run}", Key = Guid.NewGuid(), GroupId = HostGroup.FleetId, CreatedAt = floor.Clock.GetUtcNow() }).ToList();
                db.Hosts.AddRange(hosts);
                await db.SaveChangesAsync();
                return [.. hosts.Select(h => (Func<int, object>)(id => new TicketHost { TicketId = id, HostId = h.Id }))];
            case "links":
                var others = Enumerable.Range(0, count).Select(i => new Ticket { Title = "other", CreatedAt = floor.Clock.GetUtcNow() }).ToList();
                db.Tickets.AddRange(others);
                await db.SaveChangesAsync();
                return [.. others.Select(o => (Func<int, object>)(id => new TicketLink { TicketId = id, OtherId = o.Id, Kind = TicketLinkKind.Related }))];
            default:
                var people = Enumerable.Range(0, count).Select(i => new MonitorUser
                {
                    UserName = $"w{i}-{run}", NormalizedUserName = $"W{i}-{run}".ToUpperInvariant(), Role = Roles.Viewer, CreatedAt = floor.Clock.GetUtcNow(),
                }).ToList();
                db.Users.AddRange(people);
                await db.SaveChangesAsync();
                return [.. people.Select(p => (Func<int, object>)(id => new TicketWatcher { TicketId = id, UserId = p.Id }))];
        }
    }

    private static TicketCommand New(int number) => new(number, Guid.NewGuid());

    private async Task<int> OpenAsync(Actor actor) => (await floor.Desk.OpenAsync(actor, new NewTicket("Printer", "", null, null, Guid.NewGuid()), Never)).Number;

    private async Task<TicketDetail> FindAsync(Actor actor, int number) => (await new TicketQueries(floor.Contexts, floor.Clock).FindAsync(actor, number, Never))!;
}
