using Microsoft.EntityFrameworkCore;
using Monitor.Domain.Access;
using Monitor.Domain.Tickets;
using Monitor.Tests.Problems;
using Monitor.Web.Access;
using Monitor.Web.Tickets;
using Monitor.Web.Tickets.Views;

namespace Monitor.Tests.Tickets.Views;

public sealed class TicketSearchTests(ActingFloor floor) : IClassFixture<ActingFloor>
{
    private static readonly CancellationToken Never = CancellationToken.None;

    private TicketWordList Words => new(floor.Contexts);

    private TicketLists Lists => new(floor.Contexts, floor.Clock);

    [Fact]
    public async Task Words_are_found_in_titles_descriptions_and_comments_with_the_title_first()
    {
        var (person, technician) = (await floor.PersonAsync(Roles.EndUser), await floor.PersonAsync(Roles.Technician));
        var inComment = await OpenAsync(person, "Something else", "Nothing to see");
        await floor.Desk.CommentAsync(technician, new TicketCommand(inComment, Guid.NewGuid()), "The zeppelin has landed on the roof", false, Never);
        var inText = await OpenAsync(person, "Noise above", "A zeppelin hovers over the office");
        var inTitle = await OpenAsync(person, "Zeppelins everywhere", "Please help");
        var found = await Lists.SearchAsync(technician, new TicketFilter { Text = "zeppelin" }, 10, Never);
        Assert.Equal([inTitle, inText, inComment], found.Select(f => f.Number));
        Assert.Contains(found[1].Snippet, p => p is { IsMatch: true, Text: "zeppelin" });
        Assert.Contains(found[2].Snippet, p => p is { IsMatch: true, Text: "zeppelin" });
    }

    [Fact]
    public async Task A_ticket_that_is_called_by_its_number_comes_first()
    {
        var person = await floor.PersonAsync(Roles.EndUser);
        var number = await OpenAsync(person, "Called by its number", "");
        await OpenAsync(person, $"Something about {number}", "");
        Assert.Equal(number, (await Lists.SearchAsync(person, new TicketFilter { Text = $"#{number}" }, 10, Never))[0].Number);
        Assert.Equal(number, (await Lists.SearchAsync(person, new TicketFilter { Text = $"{number}" }, 10, Never))[0].Number);
    }

    [Theory]
    [InlineData("telescop")]
    [InlineData("telescpoe")]
    [InlineData("telesscope")]
    [InlineData("tele")]
    [InlineData("telescope fcous")]
    [InlineData("Telescpe")]
    [InlineData("tellescop")]
    public async Task A_word_that_is_mistyped_or_half_typed_finds_titles_that_resemble_it(string typed)
    {
        var person = await floor.PersonAsync(Roles.EndUser);
        var number = await OpenAsync(person, "The telescope is out of focus", "");
        await OpenAsync(person, "A microscope in the focus group", "");
        await Words.ReadAsync(Never);
        var found = Assert.Single(await Lists.SearchAsync(person, new TicketFilter { Text = typed }, 10, Never));
        Assert.Equal(number, found.Number);
    }

    [Fact]
    public async Task Of_very_common_words_the_newest_are_ranked_and_a_number_is_still_found()
    {
        var technician = await floor.PersonAsync(Roles.Technician);
        var oldest = await OpenAsync(technician, "Ubiquitous and old", "");
        await using var db = floor.Db();
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO tickets (title, description, state, priority, created_at, updated_at, touched)
            SELECT 'Ubiquitous', '', 'New', 'Medium', now(), now(), true FROM generate_series(1, 260)
            """);
        var newest = await db.Tickets.MaxAsync(t => t.Number);
        var found = await Lists.SearchAsync(technician, new TicketFilter { Text = "ubiquitous" }, 500, Never);
        Assert.Equal(Enumerable.Range(0, 250).Select(i => newest - i), found.Select(f => f.Number));
        Assert.Equal(oldest, (await Lists.SearchAsync(technician, new TicketFilter { Text = $"{oldest}" }, 500, Never))[0].Number);
    }

    [Fact]
    public async Task Words_of_titles_are_taken_in_once_however_many_servers_read_them()
    {
        var person = await floor.PersonAsync(Roles.EndUser);
        var first = await OpenAsync(person, "Xylophone 4711 x-ray naïve C:\\Temp\\abc123", "");
        await OpenAsync(person, "Another xylophone", "");
        await Task.WhenAll(Words.ReadAsync(Never), Words.ReadAsync(Never), Words.ReadAsync(Never));
        var words = Words;
        await words.ReadAsync(Never);
        await OpenAsync(person, "Marimba", "");
        await words.ReadAsync(Never);
        await using var db = floor.Db();
        var id = await db.Tickets.Where(t => t.Number == first).Select(t => t.Id).SingleAsync();
        Assert.Equal(id, (await db.TicketWords.SingleAsync(w => w.Word == "xylophone")).TicketId);
        Assert.Equal(["marimba", "naïve"], await db.TicketWords.Where(w => w.Word == "naïve" || w.Word == "marimba").OrderBy(w => w.Word).Select(w => w.Word).ToListAsync());
        Assert.False(await db.TicketWords.AnyAsync(w => w.Word.Contains("4711") || w.Word.Contains("123") || w.Word.Length < 4));
    }

    [Fact]
    public async Task Attack_24_An_internal_note_is_found_by_those_who_may_read_it_and_not_by_the_requester()
    {
        var (person, technician) = (await floor.PersonAsync(Roles.EndUser), await floor.PersonAsync(Roles.Technician));
        var number = await OpenAsync(person, "Slow machine", "");
        await floor.Desk.CommentAsync(technician, new TicketCommand(number, Guid.NewGuid()), "Suspicion of embezzlement", true, Never);
        Assert.Equal(number, Assert.Single(await Lists.SearchAsync(technician, new TicketFilter { Text = "embezzlement" }, 10, Never)).Number);
        Assert.Empty(await Lists.SearchAsync(person, new TicketFilter { Text = "embezzlement" }, 10, Never));
    }

    [Fact]
    public async Task Words_go_together_with_the_other_filters_and_with_a_sort_of_ones_own()
    {
        var person = await floor.PersonAsync(Roles.EndUser);
        var (b, a) = (await OpenAsync(person, "Harpsichord b", ""), await OpenAsync(person, "Harpsichord a", ""));
        var technician = await floor.PersonAsync(Roles.Technician);
        await floor.Desk.MoveAsync(technician, new TicketCommand(a, Guid.NewGuid()), TicketState.Closed, "", Never);
        Assert.Equal([a, b], await NumbersAsync("text=harpsichord&sort=title&state=all"));
        Assert.Equal([b, a], await NumbersAsync("text=harpsichord&sort=-title&state=all"));
        Assert.Equal([b], await NumbersAsync("text=harpsichord"));

        async Task<IEnumerable<int>> NumbersAsync(string address) =>
            (await Lists.PageAsync(technician, TicketListAddress.OfScreen(address), 10, Never)).Rows.Select(r => r.Number);
    }

    [Theory]
    [InlineData("the and of")]
    [InlineData("'; DROP TABLE tickets; --")]
    [InlineData("!!! & | ( <-> :*")]
    [InlineData("\"unclosed")]
    [InlineData("%_\\")]
    [InlineData("-")]
    public async Task Attack_02_Words_that_want_to_be_a_query_are_words(string words)
    {
        var technician = await floor.PersonAsync(Roles.Technician);
        await OpenAsync(technician, "Ordinary ticket", "with ordinary words");
        Assert.NotNull(await Lists.SearchAsync(technician, new TicketFilter { Text = words }, 10, Never));
        Assert.NotEmpty((await Lists.PageAsync(technician, new TicketListQuery(), 10, Never)).Rows);
    }

    private async Task<int> OpenAsync(Actor actor, string title, string text) =>
        (await floor.Desk.OpenAsync(actor, new NewTicket(title, text, TicketPriority.Medium, null, Guid.NewGuid()), Never)).Number;
}
