using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Monitor.Domain.Access;
using Monitor.Domain.Tickets;
using Monitor.Domain.Tickets.Conversation;
using Monitor.Tests.Problems;
using Monitor.Web.Access;
using Monitor.Web.Tickets;
using Monitor.Web.Tickets.Conversation;
using Monitor.Web.Tickets.Editing;
using Monitor.Web.Tickets.Relations;

namespace Monitor.Tests.Tickets;

public sealed class TicketRelationsTests(ActingFloor floor) : IClassFixture<ActingFloor>
{
    private static readonly CancellationToken Never = CancellationToken.None;

    private RelationDesk Relations => new(floor.Journal, floor.Work);

    private MergeDesk Merges => new(floor.Journal, floor.Work, floor.Consequences, Options.Create(new AttachmentOptions()));

    private SplitDesk Splits => new(floor.Journal, floor.Work, floor.Consequences);

    [Fact]
    public async Task Resolving_or_closing_a_parent_resolves_what_is_open_below_it_with_a_note()
    {
        var technician = await floor.PersonAsync(Roles.Technician);
        var numbers = new[] { await OpenAsync(technician), await OpenAsync(technician), await OpenAsync(technician), await OpenAsync(technician) };
        await ParentAsync(technician, numbers[1], numbers[0]);
        await ParentAsync(technician, numbers[2], numbers[1]);
        await ParentAsync(technician, numbers[3], numbers[0]);
        await floor.Desk.MoveAsync(technician, New(numbers[3]), TicketState.Closed, "", Never);
        Assert.True((await floor.Desk.MoveAsync(technician, New(numbers[0]), TicketState.Closed, "Core switch replaced", Never)).IsDone);
        Assert.Equal([TicketState.Closed, TicketState.Resolved, TicketState.Resolved, TicketState.Closed], await Task.WhenAll(numbers.Select(StateAsync)));
        Assert.Equal($"State: New → Resolved. Its parent #{numbers[0]} was closed.", (await FindAsync(technician, numbers[1])).Entries[^1].Text);
        Assert.Equal($"State: New → Resolved. Its parent #{numbers[1]} was resolved.", (await FindAsync(technician, numbers[2])).Entries[^1].Text);
        Assert.Equal([numbers[3], numbers[1]], (await FindAsync(technician, numbers[0])).Relations.Children.Select(c => c.Number));
    }

    [Fact]
    public async Task A_family_of_tickets_has_no_circle_also_when_two_are_tied_at_once()
    {
        var technician = await floor.PersonAsync(Roles.Technician);
        var (a, b) = (await OpenAsync(technician), await OpenAsync(technician));
        var both = await Task.WhenAll(
            Task.Run(() => Relations.SetParentAsync(technician, New(a), b, Never)), Task.Run(() => Relations.SetParentAsync(technician, New(b), a, Never)));
        Assert.Single(both, o => o.IsDone);
        var chain = new List<int> { await OpenAsync(technician) };
        for (var level = 2; level <= TicketFamily.DeepestLevel; level++)
        {
            chain.Add(await OpenAsync(technician));
            await ParentAsync(technician, chain[^1], chain[^2]);
        }

        Assert.Equal(TicketResult.Invalid, (await Relations.SetParentAsync(technician, New(await OpenAsync(technician)), chain[^1], Never)).Result);
        Assert.Equal(TicketResult.Invalid, (await Relations.SetParentAsync(technician, New(chain[0]), chain[^1], Never)).Result);
        Assert.Equal(TicketResult.Invalid, (await Relations.SetParentAsync(technician, New(a), 2_000_000_000, Never)).Result);
    }

    [Fact]
    public async Task Two_tickets_are_linked_once_seen_from_both_sides_and_unlinked_from_either()
    {
        var technician = await floor.PersonAsync(Roles.Technician);
        var (a, b) = (await OpenAsync(technician), await OpenAsync(technician));
        Assert.True((await Relations.LinkAsync(technician, New(a), b, TicketLinkKind.Duplicate, Never)).IsDone);
        Assert.True((await Relations.LinkAsync(technician, New(b), a, TicketLinkKind.Duplicate, Never)).IsDone);
        var (of, to) = ((await FindAsync(technician, a)).Relations.Links.Single(), (await FindAsync(technician, b)).Relations.Links.Single());
        Assert.Equal((b, TicketLinkKind.Duplicate, true, a, false), (of.Other.Number, of.Kind, of.IsFrom, to.Other.Number, to.IsFrom));
        Assert.Equal(TicketResult.Invalid, (await Relations.LinkAsync(technician, New(a), a, TicketLinkKind.Related, Never)).Result);
        Assert.True((await Relations.UnlinkAsync(technician, New(b), a, TicketLinkKind.Duplicate, Never)).IsDone);
        Assert.Empty((await FindAsync(technician, a)).Relations.Links);
    }

    [Fact]
    public async Task Merging_takes_conversation_files_watchers_links_children_hosts_and_problems_along_and_leaves_a_pointer()
    {
        var (technician, person) = (await floor.PersonAsync(Roles.Technician), await floor.PersonAsync(Roles.EndUser));
        var (from, into, child, other) = (await OpenAsync(person), await OpenAsync(person), await OpenAsync(technician), await OpenAsync(technician));
        var host = await floor.HostAsync("merge-" + from);
        await floor.Desk.CommentAsync(person, New(from), "It smells", false, Never);
        await floor.Desk.CommentAsync(technician, New(from), "Burnt", true, Never);
        await ParentAsync(technician, child, from);
        await Relations.LinkAsync(technician, New(from), other, TicketLinkKind.Related, Never);
        await new WatcherDesk(floor.Journal, floor.Work).WatchAsync(technician, New(from), technician.UserId!.Value, true, Never);
        await floor.Ledger.OpenAsync(await floor.BreachAsync(host), Never);
        await using (var db = floor.Db())
        {
            var ticket = await db.Tickets.SingleAsync(t => t.Number == from);
            ticket.HostId = host.Id;
            await db.Problems.Where(p => p.HostId == host.Id).ExecuteUpdateAsync(set => set.SetProperty(p => p.TicketId, ticket.Id));
            db.Attachments.Add(new Attachment { TicketId = ticket.Id, Name = "photo.png", ContentType = "image/png", Sha256 = [1], Size = 1, CreatedAt = ticket.CreatedAt });
            await db.SaveChangesAsync();
        }

        var command = New(from);
        Assert.True((await Merges.MergeAsync(technician, command, into, Never)).IsDone);
        Assert.True((await Merges.MergeAsync(technician, command, into, Never)).IsDone);
        var (left, kept) = (await FindAsync(technician, from), await FindAsync(technician, into));
        Assert.Equal((TicketState.Closed, into), (left.Line.State, left.Relations.MergedInto));
        Assert.Equal($"State: New → Closed. Merged into #{into}, where it goes on.", left.Entries[^1].Text);
        Assert.Equal(["It smells", "Burnt"], kept.Entries.Where(e => e.Kind == TicketEntryKind.Comment).Select(e => e.Text));
        Assert.Equal([true], kept.Entries.Where(e => e.Text == "Burnt").Select(e => e.IsInternal));
        Assert.Single(kept.Entries, e => e.Text.StartsWith($"Merged #{from} into this ticket: Printer. 2 comments came along.", StringComparison.Ordinal));
        Assert.Equal((child, other, from), (kept.Relations.Children.Single().Number, kept.Relations.Links.Single().Other.Number, kept.Relations.Merged.Single().Number));
        Assert.Equal([technician.UserId!.Value], kept.Watchers.Select(w => w.UserId));
        Assert.Equal(host.Id, kept.Line.HostId);
        await using var after = floor.Db();
        var id = await after.Tickets.Where(t => t.Number == into).Select(t => t.Id).SingleAsync();
        Assert.Equal(1, await after.Attachments.CountAsync(a => a.TicketId == id));
        Assert.Equal(id, await after.Problems.Where(p => p.HostId == host.Id).Select(p => p.TicketId).SingleAsync());
    }

    [Fact]
    public async Task What_was_merged_is_never_changed_again_and_what_the_product_has_to_say_goes_on_the_other_one()
    {
        var technician = await floor.PersonAsync(Roles.Technician);
        var (from, into) = (await OpenAsync(technician), await OpenAsync(technician));
        await Merges.MergeAsync(technician, New(from), into, Never);
        var before = (await FindAsync(technician, from)).Version;
        Assert.Contains($"#{into}", (await floor.Desk.MoveAsync(technician, New(from), TicketState.Open, "", Never)).Message, StringComparison.Ordinal);
        Assert.Equal(TicketResult.Invalid, (await floor.Desk.CommentAsync(technician, New(from), "x", false, Never)).Result);
        Assert.Equal(TicketResult.Invalid, (await Merges.MergeAsync(technician, New(into), from, Never)).Result);
        Assert.Equal(TicketResult.Invalid, (await Merges.MergeAsync(technician, New(into), into, Never)).Result);
        await using var db = floor.Db();
        var id = await db.Tickets.Where(t => t.Number == from).Select(t => t.Id).SingleAsync();
        await floor.Reports.NoteAsync(db, id, "Disk full again.", null, Never);
        await db.SaveChangesAsync();
        Assert.Equal(before, (await FindAsync(technician, from)).Version);
        Assert.Equal("Disk full again.", (await FindAsync(technician, into)).Entries[^1].Text);
    }

    [Fact]
    public async Task Attack_24_A_merge_shows_nobody_the_words_of_another_requester()
    {
        var (technician, mine, theirs) = (await floor.PersonAsync(Roles.Technician), await floor.PersonAsync(Roles.EndUser), await floor.PersonAsync(Roles.EndUser));
        var (from, into) = (await OpenAsync(mine), await OpenAsync(theirs));
        await floor.Desk.CommentAsync(mine, New(from), "My salary is wrong", false, Never);
        await Merges.MergeAsync(technician, New(from), into, Never);
        Assert.DoesNotContain((await FindAsync(theirs, into)).Entries, e => e.Text.Contains("salary", StringComparison.Ordinal) || e.Text.Contains($"#{from}", StringComparison.Ordinal));
        Assert.Contains((await FindAsync(mine, from)).Entries, e => e.Text == "My salary is wrong");
        Assert.Contains((await FindAsync(technician, into)).Entries, e => e.IsInternal && e.Text.Contains("goes on reading it there", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Attack_24_What_Monitor_opened_is_not_shown_to_the_requester_of_the_ticket_it_is_merged_into()
    {
        var (technician, person) = (await floor.PersonAsync(Roles.Technician), await floor.PersonAsync(Roles.EndUser));
        var (from, own, into) = (await OpenAsync(Actor.System, "Backup of payroll"), await OpenAsync(Actor.System), await OpenAsync(person));
        await floor.Desk.CommentAsync(technician, New(from), "The vault key is under the mat", false, Never);
        Assert.True((await Merges.MergeAsync(technician, New(from), into, Never)).IsDone);
        Assert.Single((await FindAsync(person, into)).Entries);
        Assert.Contains((await FindAsync(technician, into)).Entries, e => e.IsInternal && e.Text.Contains("its conversation stays there", StringComparison.Ordinal));
        var second = await OpenAsync(Actor.System);
        await floor.Desk.CommentAsync(technician, New(second), "Both are Monitor's", false, Never);
        Assert.True((await Merges.MergeAsync(technician, New(second), own, Never)).IsDone);
        Assert.Contains((await FindAsync(technician, own)).Entries, e => e.Text == "Both are Monitor's");
    }

    [Fact]
    public async Task Merging_resolves_neither_the_children_nor_a_ticket_below_into_which_it_is_merged()
    {
        var technician = await floor.PersonAsync(Roles.Technician);
        var (from, into, child) = (await OpenAsync(technician), await OpenAsync(technician), await OpenAsync(technician));
        await ParentAsync(technician, into, from);
        await ParentAsync(technician, child, from);
        Assert.True((await Merges.MergeAsync(technician, New(from), into, Never)).IsDone);
        Assert.Equal([TicketState.Closed, TicketState.New, TicketState.New], await Task.WhenAll(new[] { from, into, child }.Select(StateAsync)));
        Assert.Equal([child], (await FindAsync(technician, into)).Relations.Children.Select(c => c.Number));
    }

    [Fact]
    public async Task Two_merges_that_cross_end_with_one_of_them()
    {
        var technician = await floor.PersonAsync(Roles.Technician);
        var (a, b) = (await OpenAsync(technician), await OpenAsync(technician));
        var both = await Task.WhenAll(
            Task.Run(() => Merges.MergeAsync(technician, New(a), b, Never)), Task.Run(() => Merges.MergeAsync(technician, New(b), a, Never)));
        Assert.Single(both, o => o.IsDone);
        Assert.Single(await Task.WhenAll(StateAsync(a), StateAsync(b)), s => s == TicketState.Closed);
    }

    [Fact]
    public async Task Chosen_comments_become_a_ticket_of_their_own_that_both_name()
    {
        var (technician, person) = (await floor.PersonAsync(Roles.Technician), await floor.PersonAsync(Roles.EndUser));
        var number = await OpenAsync(person);
        await floor.Desk.CommentAsync(person, New(number), "Also, the lamp", false, Never);
        await floor.Desk.CommentAsync(person, New(number), "Toner is fine", false, Never);
        var entries = (await FindAsync(technician, number)).Entries;
        Assert.Equal(TicketResult.Invalid, (await Splits.SplitAsync(technician, New(number), [entries[0].Id], "Lamp", Never)).Result);
        Assert.Equal(TicketResult.Invalid, (await Splits.SplitAsync(technician, New(number), [], "Lamp", Never)).Result);
        var outcome = await Splits.SplitAsync(technician, New(number), [entries[1].Id], "Lamp", Never);
        var (left, made) = (await FindAsync(technician, number), await FindAsync(person, outcome.Made!.Value));
        Assert.Equal(["Toner is fine"], left.Entries.Where(e => e.Kind == TicketEntryKind.Comment).Select(e => e.Text));
        Assert.Equal(("Lamp", person.UserId), (made.Line.Title, made.RequesterUserId));
        Assert.Equal("Also, the lamp", made.Entries.Single(e => e.Kind == TicketEntryKind.Comment).Text);
        Assert.Equal((TicketLinkKind.Split, made.Line.Number), (left.Relations.Links.Single().Kind, left.Relations.Links.Single().Other.Number));
    }

    [Fact]
    public async Task Older_tickets_that_say_something_alike_are_found_also_with_a_slip_and_only_those_that_one_sees()
    {
        var (technician, mine, theirs) = (await floor.PersonAsync(Roles.Technician), await floor.PersonAsync(Roles.EndUser), await floor.PersonAsync(Roles.EndUser));
        var (old, foreign) = (await OpenAsync(mine, "Projector in Zanzibar flickers"), await OpenAsync(theirs, "Zanzibar projector has no picture"));
        var related = new RelatedTickets(floor.Contexts);
        Assert.Equal([old, foreign], (await related.FindAsync(technician, "the projectors of Zanzibar flicker", null, 10, Never)).Select(t => t.Number));
        Assert.Equal([old], (await related.FindAsync(mine, "the projectors of Zanzibar flicker", null, 10, Never)).Select(t => t.Number));
        Assert.Equal([old], (await related.FindAsync(mine, "projektor in Zanzibr flikers", null, 10, Never)).Select(t => t.Number));
        Assert.Empty(await related.FindAsync(technician, "'); DROP TABLE tickets; -- & | ! <->", null, 10, Never));
        Assert.Empty(await related.FindAsync(mine, "projector Zanzibar", old, 10, Never));
    }

    private static TicketCommand New(int number) => new(number, Guid.NewGuid());

    private async Task<int> OpenAsync(Actor actor, string title = "Printer") =>
        (await floor.Desk.OpenAsync(actor, new NewTicket(title, "", null, null, Guid.NewGuid()), Never)).Number;

    private async Task ParentAsync(Actor actor, int child, int parent)
    {
        var outcome = await Relations.SetParentAsync(actor, New(child), parent, Never);
        Assert.True(outcome.IsDone, outcome.Message);
    }

    private async Task<TicketState> StateAsync(int number)
    {
        await using var db = floor.Db();
        return await db.Tickets.Where(t => t.Number == number).Select(t => t.State).SingleAsync();
    }

    private async Task<TicketDetail> FindAsync(Actor actor, int number) => (await new TicketQueries(floor.Contexts, floor.Clock).FindAsync(actor, number, Never))!;
}
