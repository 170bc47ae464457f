using Microsoft.EntityFrameworkCore;
using Monitor.Domain.Access;
using Monitor.Domain.Tickets;
using Monitor.Tests.Problems;
using Monitor.Web.Access;
using Monitor.Web.Tickets;
using Monitor.Web.Tickets.Editing;
using Monitor.Web.Tickets.Portal;

namespace Monitor.Tests.Tickets.Portal;

public sealed class RatingDeskTests(ActingFloor floor) : IClassFixture<ActingFloor>
{
    private static readonly CancellationToken Never = CancellationToken.None;

    private RatingDesk Desk => new(floor.Contexts, floor.Journal, floor.Work, floor.Clock);

    [Fact]
    public async Task A_link_counts_once_and_the_answer_stands_on_the_ticket_and_in_the_audit()
    {
        var (me, number) = await SolvedAsync();
        var link = await LinkAsync(me, number);
        Assert.Equal(number, (await Desk.FindAsync(link, Never)).Question!.Number);
        Assert.Equal(number, (await Desk.FindAsync(link, Never)).Question!.Number);
        Assert.Null(await Desk.RateAsync(link, 4, "Quick <script>alert(1)</script>", "192.0.2.7", Never));
        Assert.Equal("This ticket has been rated already, and a link counts once. Thank you.", await Desk.RateAsync(link, 1, "", "", Never));
        Assert.Null((await Desk.FindAsync(link, Never)).Question);
        await using var db = floor.Db();
        var ticket = await db.Tickets.SingleAsync(t => t.Number == number);
        var row = await db.TicketRatings.SingleAsync(r => r.TicketId == ticket.Id);
        Assert.Equal((4, "Quick <script>alert(1)</script>", floor.Clock.GetUtcNow()), (row.Score!.Value, row.Comment, row.RatedAt!.Value));
        var entry = await db.TicketEntries.Where(e => e.TicketId == ticket.Id).OrderByDescending(e => e.Id).FirstAsync();
        Assert.Equal(("Rated 4 of 5: good.\nQuick <script>alert(1)</script>", me.UserId), (entry.Text, entry.UserId));
        var audit = await db.Audit.Where(a => a.Subject == "ticket" && a.SubjectId == $"{number}").OrderByDescending(a => a.Id).FirstAsync();
        Assert.Equal((me.UserId, "192.0.2.7"), (audit.UserId, audit.Address));
        Assert.DoesNotContain(link[^20..], audit.After!, StringComparison.Ordinal);
        Assert.False((await new PortalQueries(floor.Contexts, floor.Clock).FindAsync(me, number, Never))!.IsUnrated);
        Assert.Null((await Desk.AskAsync(me, number, Never)).Link);
    }

    [Fact]
    public async Task Of_many_answers_at_once_by_one_link_or_by_several_one_counts()
    {
        var (me, number) = await SolvedAsync();
        var links = new[] { await LinkAsync(me, number), await LinkAsync(me, number) };
        var said = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => Desk.RateAsync(links[i % 2], 1 + (i % 5), "", "", Never))));
        Assert.Single(said, s => s is null);
        await using var db = floor.Db();
        Assert.Equal(1, await db.TicketRatings.CountAsync(r => r.RatedAt != null && db.Tickets.Any(t => t.Id == r.TicketId && t.Number == number)));
    }

    [Fact]
    public async Task A_link_ends_after_two_weeks_and_only_its_hash_is_kept()
    {
        var (me, number) = await SolvedAsync();
        var link = await LinkAsync(me, number);
        await using (var db = floor.Db())
        {
            var secret = link[(link.LastIndexOf('_') + 1)..];
            var row = await db.TicketRatings.OrderByDescending(r => r.Id).FirstAsync();
            Assert.True(Secret.TryParse(link, Secret.RatingPrefix, out var parsed) && parsed.Matches(row.SecretHash));
            Assert.DoesNotContain(secret, System.Text.Json.JsonSerializer.Serialize(row), StringComparison.Ordinal);
        }

        floor.Clock.Advance(TicketRating.ValidFor);
        Assert.StartsWith("This link is not complete, or too old.", await Desk.RateAsync(link, 5, "", "", Never), StringComparison.Ordinal);
        Assert.Null((await Desk.FindAsync(link, Never)).Question);
    }

    [Fact]
    public async Task Attack_27_A_link_that_is_wrong_in_any_part_says_nothing_about_any_ticket()
    {
        var (me, number) = await SolvedAsync();
        var link = await LinkAsync(me, number);
        var (id, secret) = (link.Split('_')[1], link.Split('_', 3)[2]);
        string[] wrong =
        [
            "", "x", $"mkr_{id}", $"mkr_{id}_{Secret.NewText()}", $"mkr_0_{secret}", $"mki_{id}_{secret}", $"mkr_{id}_{secret}x", $"mkr_{id}_{secret[..^1]}",
            $"mkr_-{id}_{secret}", new string('x', 100_000), $"mkr_{id}_' OR 1=1 --{secret}", $"mkr_{id}_\0{secret}",
        ];
        var answers = new HashSet<string>();
        foreach (var one in wrong)
        {
            var (question, problem) = await Desk.FindAsync(one, Never);
            Assert.Null(question);
            answers.Add(problem);
            answers.Add((await Desk.RateAsync(one, 5, "", "", Never))!);
        }

        Assert.Single(answers);
        foreach (var score in new[] { 0, 6, -1, int.MaxValue })
        {
            Assert.NotNull(await Desk.RateAsync(link, score, "", "", Never));
        }

        Assert.NotNull(await Desk.RateAsync(link, 5, new string('x', 1_000_000), "", Never));
        Assert.Null(await Desk.RateAsync(link, 5, "", "", Never));
    }

    [Fact]
    public async Task A_ticket_that_is_open_again_is_not_rated_and_is_asked_about_anew_when_it_is_solved()
    {
        var (me, number) = await SolvedAsync();
        var link = await LinkAsync(me, number);
        await Desk.RateAsync(link, 2, "", "", Never);
        var again = await SolvedAsync();
        var early = await LinkAsync(again.Me, again.Number);
        floor.Clock.Advance(TimeSpan.FromMinutes(1));
        foreach (var (who, ticket) in new[] { (me, number), again })
        {
            Assert.True((await floor.Desk.MoveAsync(who, New(ticket), TicketState.Open, "", Never)).IsDone);
            Assert.Null((await Desk.AskAsync(who, ticket, Never)).Link);
        }

        Assert.Equal("This ticket is open again. You are asked anew when it is solved.", await Desk.RateAsync(early, 5, "", "", Never));
        var anna = await floor.PersonAsync(Roles.Technician);
        await floor.Desk.MoveAsync(anna, New(number), TicketState.Resolved, "", Never);
        Assert.Null(await Desk.RateAsync(await LinkAsync(me, number), 5, "", "", Never));
        await using var db = floor.Db();
        Assert.Equal(2, await db.TicketRatings.CountAsync(r => r.RatedAt != null && db.Tickets.Any(t => t.Id == r.TicketId && t.Number == number)));
    }

    [Fact]
    public async Task Asking_again_and_again_keeps_a_few_links_and_the_newest_counts()
    {
        var (me, number) = await SolvedAsync();
        var links = new List<string>();
        for (var i = 0; i < RatingDesk.MostUnanswered + 3; i++)
        {
            links.Add(await LinkAsync(me, number));
        }

        await using var db = floor.Db();
        Assert.Equal(RatingDesk.MostUnanswered, await db.TicketRatings.CountAsync(r => db.Tickets.Any(t => t.Id == r.TicketId && t.Number == number)));
        Assert.NotNull(await Desk.RateAsync(links[0], 5, "", "", Never));
        Assert.Null(await Desk.RateAsync(links[^1], 5, "", "", Never));
    }

    [Fact]
    public async Task Nobody_but_the_requester_gets_a_link_and_a_disabled_one_answers_no_more()
    {
        var (me, number) = await SolvedAsync();
        foreach (var role in Roles.All)
        {
            var (link, problem) = await Desk.AskAsync(await floor.PersonAsync(role), number, Never);
            Assert.Equal(((string?)null, TicketOutcome.NotFound.Message), (link, problem));
        }

        var own = await LinkAsync(me, number);
        await using var db = floor.Db();
        await db.Users.Where(u => u.Id == me.UserId).ExecuteUpdateAsync(s => s.SetProperty(u => u.DisabledAt, floor.Clock.GetUtcNow()));
        Assert.NotNull(await Desk.RateAsync(own, 5, "", "", Never));
        Assert.False(await db.TicketRatings.AnyAsync(r => r.RatedAt != null && db.Tickets.Any(t => t.Id == r.TicketId && t.Number == number)));
    }

    [Fact]
    public async Task Where_a_ticket_gets_another_requester_the_link_of_the_one_before_tells_and_counts_no_more()
    {
        var (me, number) = await SolvedAsync();
        var (link, other, anna) = (await LinkAsync(me, number), await floor.PersonAsync(Roles.EndUser), await floor.PersonAsync(Roles.Technician));
        var edits = new TicketEditDesk(floor.Journal, floor.Work);
        Assert.True((await edits.EditAsync(anna, New(number), new TicketEdit { Kind = TicketKind.Request }, Never)).IsDone);
        Assert.NotNull((await Desk.FindAsync(link, Never)).Question);
        Assert.True((await edits.EditAsync(anna, New(number), new TicketEdit { RequesterUserId = new SetTo<int?>(other.UserId) }, Never)).IsDone);
        Assert.Null((await Desk.FindAsync(link, Never)).Question);
        Assert.StartsWith("This link is not complete", await Desk.RateAsync(link, 1, "", "", Never), StringComparison.Ordinal);
        Assert.Null(await Desk.RateAsync(await LinkAsync(other, number), 5, "", "", Never));
    }

    private async Task<(Actor Me, int Number)> SolvedAsync()
    {
        var me = await floor.PersonAsync(Roles.EndUser);
        var number = (await floor.Desk.OpenAsync(me, new NewTicket("To be rated", "", null, null, Guid.NewGuid()), Never)).Number;
        await floor.Desk.MoveAsync(await floor.PersonAsync(Roles.Technician), New(number), TicketState.Resolved, "", Never);
        return (me, number);
    }

    private async Task<string> LinkAsync(Actor me, int number) => (await Desk.AskAsync(me, number, Never)).Link![TicketRating.Path.Length..];

    private static TicketCommand New(int number) => new(number, Guid.NewGuid());
}
