using Monitor.Domain.Access;
using Monitor.Domain.Tickets;
using Monitor.Domain.Tickets.Knowledge;
using Monitor.Tests.Problems;
using Monitor.Web.Access;
using Monitor.Web.Tickets;
using Monitor.Web.Tickets.Knowledge;
using Monitor.Web.Tickets.Portal;

namespace Monitor.Tests.Tickets.Portal;

/// <summary>What an end user reads, is offered, and may reopen.</summary>
public sealed class PortalDeskTests(ActingFloor floor) : IClassFixture<ActingFloor>
{
    private static readonly CancellationToken Never = CancellationToken.None;

    private PortalQueries Queries => new(floor.Contexts, floor.Clock);

    private SuggestionQueries Suggestions => new(floor.Contexts);

    [Theory]
    [InlineData(Roles.EndUser)]
    [InlineData(Roles.Viewer)]
    [InlineData(Roles.Admin)]
    public async Task Attack_24_The_portal_shows_the_own_tickets_and_nobody_elses_whatever_the_role(string role)
    {
        var (me, other) = (await floor.PersonAsync(role), await floor.PersonAsync(Roles.EndUser));
        var word = $"w{Guid.NewGuid():N}";
        var mine = await OpenAsync(me, $"Mine {word}");
        var theirs = await OpenAsync(other, $"Theirs {word}");
        foreach (var text in new[] { null, word, $"{theirs}", $"#{theirs}" })
        {
            var rows = (await Queries.ListAsync(me, PortalShow.All, text, 1, Never)).Rows;
            Assert.DoesNotContain(rows, r => r.Number == theirs);
        }

        Assert.Equal(mine, Assert.Single((await Queries.ListAsync(me, PortalShow.All, word, 1, Never)).Rows).Number);
        Assert.Null(await Queries.FindAsync(me, theirs, Never));
        Assert.Equal("Received", (await Queries.FindAsync(me, mine, Never))!.Word);
        await floor.Desk.CommentAsync(await floor.PersonAsync(Roles.Technician), New(mine), "Try it again", false, Never);
        Assert.Equal("Answered", (await Queries.FindAsync(me, mine, Never))!.Word);
    }

    [Fact]
    public async Task Attack_24_27_A_ticket_of_somebody_else_answers_as_one_that_does_not_exist_to_every_command_of_the_portal()
    {
        var (me, other) = (await floor.PersonAsync(Roles.EndUser), await floor.PersonAsync(Roles.EndUser));
        var theirs = await SolvedAsync(other, "Theirs");
        var ratings = new RatingDesk(floor.Contexts, floor.Journal, floor.Work, floor.Clock);
        foreach (var number in new[] { theirs, 2_000_000_000 })
        {
            Assert.Equal(TicketResult.NotFound, (await floor.Desk.CommentAsync(me, New(number), "x", false, Never)).Result);
            Assert.Equal(TicketResult.NotFound, (await floor.Desk.MoveAsync(me, New(number), TicketState.Open, "", Never)).Result);
            Assert.Equal(((string?)null, TicketOutcome.NotFound.Message), await ratings.AskAsync(me, number, Never));
            Assert.Equal(TicketResult.Invalid, (await floor.Desk.OpenAsync(me, Wish("Follows") with { FollowsNumber = number }, Never)).Result);
        }
    }

    [Fact]
    public async Task Own_tickets_are_told_apart_by_state_and_come_by_pages_the_latest_first()
    {
        var me = await floor.PersonAsync(Roles.EndUser);
        var solved = await SolvedAsync(me, "Solved");
        var open = new List<int>();
        for (var i = 0; i < PortalQueries.PageSize + 1; i++)
        {
            floor.Clock.Advance(TimeSpan.FromSeconds(1));
            open.Add(await OpenAsync(me, $"Open {i}"));
        }

        open.Reverse();
        var (first, second) = (await Queries.ListAsync(me, PortalShow.Open, null, 1, Never), await Queries.ListAsync(me, PortalShow.Open, "  ", 2, Never));
        Assert.Equal(open, first.Rows.Concat(second.Rows).Select(r => r.Number));
        Assert.Equal((PortalQueries.PageSize, open.Count), (first.Rows.Count, first.Total));
        var done = Assert.Single((await Queries.ListAsync(me, PortalShow.Solved, null, 1, Never)).Rows);
        Assert.Equal((solved, true), (done.Number, done.IsUnrated));
        Assert.Equal(open.Count + 1, (await Queries.ListAsync(me, PortalShow.All, null, 1, Never)).Total);
        Assert.Empty((await Queries.ListAsync(me, PortalShow.All, null, int.MaxValue, Never)).Rows);
    }

    [Fact]
    public async Task A_requester_reopens_within_the_allowed_time_and_afterwards_opens_one_that_follows()
    {
        var (me, anna) = (await floor.PersonAsync(Roles.EndUser), await floor.PersonAsync(Roles.Technician));
        var (number, closed) = (await SolvedAsync(me, "Comes back"), await SolvedAsync(me, "Closed"));
        await floor.Desk.MoveAsync(me, New(closed), TicketState.Closed, "", Never);
        floor.Clock.Advance(TicketMoves.ReopenWindow);
        Assert.True((await floor.Desk.MoveAsync(me, New(closed), TicketState.Open, "Still broken", Never)).IsDone);
        floor.Clock.Advance(TimeSpan.FromSeconds(1));
        var late = await floor.Desk.MoveAsync(me, New(number), TicketState.Open, "", Never);
        Assert.Equal(TicketResult.Invalid, late.Result);
        Assert.Equal("This ticket was solved more than 14 days ago. Open a new ticket that follows it.", late.Message);
        var next = await floor.Desk.OpenAsync(me, Wish("Again") with { FollowsNumber = number }, Never);
        Assert.Equal(number, Assert.Single((await new TicketQueries(floor.Contexts, floor.Clock).FindAsync(anna, next.Number, Never))!.Relations.Links).Other.Number);
        Assert.True((await floor.Desk.MoveAsync(anna, New(number), TicketState.Open, "", Never)).IsDone);
    }

    [Fact]
    public async Task While_typing_own_solved_tickets_and_articles_for_the_reader_are_offered_and_nothing_of_others()
    {
        var (me, other, anna) = (await floor.PersonAsync(Roles.EndUser), await floor.PersonAsync(Roles.EndUser), await floor.PersonAsync(Roles.Technician));
        var word = $"zq{string.Concat(Guid.NewGuid().ToByteArray().Take(8).Select(b => (char)('g' + (b % 16))))}um";
        var (mine, theirs) = (await SolvedAsync(me, $"The {word} is stuck"), await SolvedAsync(other, $"The {word} is stuck too"));
        await OpenAsync(me, $"The {word} is stuck and open");
        var desk = new KnowledgeDesk(floor.Contexts, new AuditLog(floor.Clock), floor.Clock);
        var answer = (await desk.CreateAsync(anna, new ArticleForm($"When a {word} is stuck", "Pull.", ArticleState.Published, true, null), Never)).Id;
        var secret = (await desk.CreateAsync(anna, new ArticleForm($"{word} for us", "Push.", ArticleState.Published, false, null), Never)).Id;
        await desk.CreateAsync(anna, new ArticleForm($"{word} not yet", "Push.", ArticleState.Draft, true, null), Never);

        // Whole words, one that is not finished yet, one with a slip.
        foreach (var text in new[] { $"My {word} is stuck", word[..^2], $"the {word[..3]}x{word[4..]} is stuck" })
        {
            Assert.Equal([$"/knowledge/{answer}", $"/tickets/{mine}"], (await Suggestions.FindAsync(me, text, Never)).Select(s => s.Address));
        }

        Assert.Equal(
            new[] { $"/knowledge/{answer}", $"/knowledge/{secret}", $"/tickets/{mine}", $"/tickets/{theirs}" }.Order(),
            (await Suggestions.FindAsync(anna, word, Never)).Select(s => s.Address).Order());
    }

    [Fact]
    public async Task Suggestions_are_few_and_hostile_texts_are_only_words()
    {
        var (me, anna) = (await floor.PersonAsync(Roles.EndUser), await floor.PersonAsync(Roles.Technician));
        var desk = new KnowledgeDesk(floor.Contexts, new AuditLog(floor.Clock), floor.Clock);
        for (var i = 0; i < 12; i++)
        {
            await desk.CreateAsync(anna, new ArticleForm($"Crowded place {i}", "x", ArticleState.Published, true, null), Never);
            await SolvedAsync(me, $"Crowded place ticket {i}");
        }

        var found = await Suggestions.FindAsync(me, "crowded place", Never);
        Assert.Equal((4, 3), (found.Count(s => s.IsArticle), found.Count(s => !s.IsArticle)));
        Assert.Empty(await Suggestions.FindAsync(me, "cro", Never));
        foreach (var text in new[] { "", "!!!! ::: &&", "'; DROP TABLE tickets; --", "a & (b | !c:*", "\0\u202E\u0001 xx", new string('w', 1_000_000), "the and of it" })
        {
            await Suggestions.FindAsync(me, text, Never);
        }
    }

    private async Task<int> OpenAsync(Actor actor, string title) => (await floor.Desk.OpenAsync(actor, Wish(title), Never)).Number;

    private async Task<int> SolvedAsync(Actor actor, string title)
    {
        var number = await OpenAsync(actor, title);
        Assert.True((await floor.Desk.MoveAsync(await floor.PersonAsync(Roles.Technician), New(number), TicketState.Resolved, "", Never)).IsDone);
        return number;
    }

    private static NewTicket Wish(string title) => new(title, "", null, null, Guid.NewGuid());

    private static TicketCommand New(int number) => new(number, Guid.NewGuid());
}
