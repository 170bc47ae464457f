using Microsoft.EntityFrameworkCore;
using Monitor.Domain.Access;
using Monitor.Domain.Tickets;
using Monitor.Domain.Tickets.Knowledge;
using Monitor.Tests.Problems;
using Monitor.Web.Access;
using Monitor.Web.Tickets;
using Monitor.Web.Tickets.Knowledge;

namespace Monitor.Tests.Tickets.Knowledge;

public sealed class KnowledgeDeskTests(ActingFloor floor) : IClassFixture<ActingFloor>
{
    private static readonly CancellationToken Never = CancellationToken.None;

    private KnowledgeDesk Desk => new(floor.Contexts, new AuditLog(floor.Clock), floor.Clock);

    private KnowledgeQueries Queries => new(floor.Contexts);

    [Theory]
    [InlineData(Roles.EndUser, "public")]
    [InlineData(Roles.Viewer, "public internal")]
    [InlineData(Roles.Technician, "public internal draft archived")]
    [InlineData(Roles.Lead, "public internal draft archived")]
    [InlineData(Roles.Admin, "public internal draft archived")]
    public async Task Attack_24_Who_reads_and_writes_articles_is_decided_at_the_desk_by_role(string role, string readable)
    {
        var (reader, writer) = (await floor.PersonAsync(role), await floor.PersonAsync(Roles.Technician));
        var word = $"w{Guid.NewGuid():N}";
        var articles = new Dictionary<string, int>
        {
            ["public"] = await WriteAsync(writer, Form(word, isPublic: true)),
            ["internal"] = await WriteAsync(writer, Form(word)),
            ["draft"] = await WriteAsync(writer, Form(word, ArticleState.Draft, isPublic: true)),
            ["archived"] = await WriteAsync(writer, Form(word, ArticleState.Archived, isPublic: true)),
        };
        var (found, listed) = (new List<string>(), new List<int>());
        foreach (var (name, id) in articles)
        {
            if (await Queries.FindAsync(reader, id, Never) is not null)
            {
                found.Add(name);
                Assert.True((await Desk.HelpedAsync(reader, id, Never)).IsDone);
            }
            else
            {
                Assert.Equal(TicketResult.NotFound, (await Desk.HelpedAsync(reader, id, Never)).Result);
            }
        }

        foreach (var state in Enum.GetValues<ArticleState>())
        {
            listed.AddRange((await Queries.ListAsync(reader, word, state, 1, Never)).Rows.Select(r => r.Id));
        }

        Assert.Equal(readable, string.Join(' ', found));
        Assert.Equal(found.Select(f => articles[f]).Order(), listed.Order());
        if (!Roles.PermissionsOf(role).Contains(Permissions.TicketsWork))
        {
            await Assert.ThrowsAsync<AccessRefusedException>(() => Desk.CreateAsync(reader, Form(word), Never));
            await Assert.ThrowsAsync<AccessRefusedException>(() => Desk.ChangeAsync(reader, articles["public"], floor.Clock.GetUtcNow(), Form(word), Never));
        }
    }

    [Fact]
    public async Task Fault_51_The_second_writer_of_an_article_is_told_who_was_first_and_overwrites_nothing_and_each_change_is_in_the_audit()
    {
        var (anna, bert) = (await floor.PersonAsync(Roles.Technician), await floor.PersonAsync(Roles.Lead));
        var id = await WriteAsync(anna, Form("First"));
        var seen = (await Queries.FindAsync(bert, id, Never))!.UpdatedAt;
        Assert.True((await Desk.ChangeAsync(anna, id, seen, Form("Anna's"), Never)).IsDone);
        var second = await Desk.ChangeAsync(bert, id, seen, Form("Bert's"), Never);
        Assert.Equal(TicketResult.Conflict, second.Result);
        Assert.Contains(anna.Name, second.Message, StringComparison.Ordinal);
        var now = (await Queries.FindAsync(bert, id, Never))!;
        Assert.Equal("Anna's", now.Title);
        Assert.True((await Desk.ChangeAsync(bert, id, now.UpdatedAt, Form("Both"), Never)).IsDone);
        await using var db = floor.Db();
        var audit = await db.Audit.Where(a => a.Subject == "article" && a.SubjectId == $"{id}").OrderBy(a => a.Id).ToListAsync();
        Assert.Equal([("article.created", anna.UserId), ("article.changed", anna.UserId), ("article.changed", bert.UserId)], audit.Select(a => (a.Act, a.UserId)));
        Assert.Contains("Anna's", audit[2].Before!.Replace("\\u0027", "'", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("Both", audit[2].After!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_many_who_save_the_same_version_at_once_one_is_saved()
    {
        var anna = await floor.PersonAsync(Roles.Technician);
        var id = await WriteAsync(anna, Form("Begin"));
        var seen = (await Queries.FindAsync(anna, id, Never))!.UpdatedAt;
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => Task.Run(() => Desk.ChangeAsync(anna, id, seen, Form($"Text {i}"), Never))));
        Assert.Single(outcomes, o => o.IsDone);
        await using var db = floor.Db();
        Assert.Equal(1, await db.Audit.CountAsync(a => a.Act == "article.changed" && a.SubjectId == $"{id}"));
    }

    [Fact]
    public async Task That_it_helped_counts_once_for_each_person_and_is_no_conflict_for_whoever_edits()
    {
        var (writer, reader, other) = (await floor.PersonAsync(Roles.Technician), await floor.PersonAsync(Roles.EndUser), await floor.PersonAsync(Roles.EndUser));
        var id = await WriteAsync(writer, Form("Helps", isPublic: true));
        var seen = (await Queries.FindAsync(writer, id, Never))!.UpdatedAt;
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Desk.HelpedAsync(reader, id, Never))));
        await Desk.HelpedAsync(other, id, Never);
        Assert.Equal(2, (await Queries.FindAsync(reader, id, Never))!.HelpedCount);
        Assert.True((await Desk.ChangeAsync(writer, id, seen, Form("Helps more", isPublic: true), Never)).IsDone);
        Assert.Equal(2, (await Queries.FindAsync(reader, id, Never))!.HelpedCount);
    }

    [Fact]
    public async Task An_article_made_from_a_ticket_is_one_internal_draft_with_the_question_and_the_public_answer_that_solved_it()
    {
        var (user, anna) = (await floor.PersonAsync(Roles.EndUser), await floor.PersonAsync(Roles.Technician));
        var number = (await floor.Desk.OpenAsync(user, new NewTicket("Printer prints blanks", "Since <b>Monday</b>.", null, null, Guid.NewGuid()), Never)).Number;
        await SayAsync(anna, number, "Have you tried turning it off?", false);
        await SayAsync(anna, number, "Replace the cartridge.", false);
        await SayAsync(anna, number, "He never listens.", true);
        await SayAsync(user, number, "That helped", false);
        await floor.Desk.MoveAsync(anna, New(number), TicketState.Resolved, "", Never);
        floor.Clock.Advance(TimeSpan.FromMinutes(1));
        await SayAsync(anna, number, "You are welcome", false);
        var made = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(() => Desk.FromTicketAsync(anna, number, Never))));
        Assert.Single(made.Select(m => m.Id).Distinct());
        Assert.All(made, m => Assert.True(m.IsDone));
        var article = (await Queries.FindAsync(anna, made[0].Id, Never))!;
        Assert.Equal(("Printer prints blanks", ArticleState.Draft, false, number), (article.Title, article.State, article.IsPublic, article.TicketNumber!.Value));
        Assert.Equal("## Question\n\nSince <b>Monday</b>.\n\n## Answer\n\nReplace the cartridge.\n", article.Text);
        Assert.Null(await Queries.FindAsync(user, article.Id, Never));
        Assert.Equal(((int?)article.Id, (int?)null), (await Queries.OfTicketAsync(anna, number, Never), await Queries.OfTicketAsync(user, number, Never)));
    }

    [Fact]
    public async Task Attack_24_A_draft_from_a_ticket_is_read_and_changed_by_its_author_and_by_those_who_see_the_ticket_until_it_is_published()
    {
        var (user, anna, near, far) = (await floor.PersonAsync(Roles.EndUser), await floor.PersonAsync(Roles.Technician), await floor.PersonAsync(Roles.Technician), await floor.PersonAsync(Roles.Technician));
        var title = $"My password {Guid.NewGuid():N}";
        var number = (await floor.Desk.OpenAsync(user, new NewTicket(title, "It is plum.", null, null, Guid.NewGuid()), Never)).Number;
        await using var db = floor.Db();
        var (desk, other) = (new Team { Name = $"desk {Guid.NewGuid():N}" }, new Team { Name = $"other {Guid.NewGuid():N}" });
        db.Teams.AddRange(desk, other);
        await db.SaveChangesAsync();
        await db.Tickets.Where(t => t.Number == number).ExecuteUpdateAsync(set => set.SetProperty(t => t.TeamId, desk.Id));
        var id = (await Desk.FromTicketAsync(anna, number, Never)).Id;
        (near, far, anna) = (near with { TeamIds = [desk.Id] }, far with { TeamIds = [other.Id] }, anna with { TeamIds = [other.Id] });
        var seen = (await Queries.FindAsync(anna, id, Never))!.UpdatedAt;
        Assert.NotNull(await Queries.FindAsync(near, id, Never));
        Assert.Null(await Queries.FindAsync(far, id, Never));
        Assert.Empty((await Queries.ListAsync(far, title, ArticleState.Draft, 1, Never)).Rows);
        Assert.Single((await Queries.ListAsync(near, title, ArticleState.Draft, 1, Never)).Rows);
        Assert.Equal(TicketResult.NotFound, (await Desk.ChangeAsync(far, id, seen, Form("x"), Never)).Result);
        Assert.Equal(TicketResult.NotFound, (await Desk.HelpedAsync(far, id, Never)).Result);
        Assert.True((await Desk.ChangeAsync(near, id, seen, Form("In general words"), Never)).IsDone);
        Assert.Equal("In general words", (await Queries.FindAsync(far, id, Never))!.Title);
    }

    [Fact]
    public async Task Of_the_longest_question_and_answer_a_draft_has_the_beginnings_and_whole_letters()
    {
        var (asked, said) = (string.Concat(Enumerable.Repeat("🖨", 10_000)), new string('a', TicketEntry.TextLength));
        var text = ArticleDraft.Of(asked, said);
        Assert.InRange(text.Length, Article.TextLength - 100, Article.TextLength);
        Assert.Equal(text, System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(text)));
        Assert.Contains("aaa…", text, StringComparison.Ordinal);
        Assert.Contains($"{said}\n", ArticleDraft.Of("Short", said), StringComparison.Ordinal);
        Assert.True((await Desk.CreateAsync(await floor.PersonAsync(Roles.Technician), new ArticleForm("Long", text, ArticleState.Draft, false, null), Never)).IsDone);
    }

    [Fact]
    public void What_a_writer_did_not_touch_becomes_what_the_first_one_saved_and_what_was_touched_stays()
    {
        var began = new ArticleForm("Title", "Text", ArticleState.Published, true, 1);
        var theirs = began with { Text = "Theirs", State = ArticleState.Draft, IsPublic = false, CategoryId = null };
        Assert.Equal(theirs with { Title = "Mine" }, (began with { Title = "Mine" }).Onto(theirs, began));
        var mine = new ArticleForm("M", "M", ArticleState.Archived, false, 2);
        Assert.Equal(mine, mine.Onto(began with { Title = "Theirs" }, began));
    }

    [Fact]
    public async Task A_reader_does_not_learn_from_which_ticket_of_somebody_else_an_article_was_made()
    {
        var (user, other, anna) = (await floor.PersonAsync(Roles.EndUser), await floor.PersonAsync(Roles.EndUser), await floor.PersonAsync(Roles.Technician));
        var number = (await floor.Desk.OpenAsync(user, new NewTicket("Mine", "", null, null, Guid.NewGuid()), Never)).Number;
        var id = (await Desk.FromTicketAsync(anna, number, Never)).Id;
        var seen = (await Queries.FindAsync(anna, id, Never))!.UpdatedAt;
        await Desk.ChangeAsync(anna, id, seen, Form("For all", isPublic: true), Never);
        Assert.Equal(number, (await Queries.FindAsync(user, id, Never))!.TicketNumber);
        Assert.Null((await Queries.FindAsync(other, id, Never))!.TicketNumber);
    }

    [Fact]
    public async Task Articles_are_found_by_words_and_with_a_slip_and_listed_by_pages()
    {
        var writer = await floor.PersonAsync(Roles.Technician);
        var word = $"kvortex{Guid.NewGuid():N}"[..16];
        var id = await WriteAsync(writer, new ArticleForm($"Calibrating the {word}", "Turn the screws until the needles agree.", ArticleState.Published, true, null));
        foreach (var text in new[] { word, $"{word[..6]}x{word[7..]}", $"\"needles agree\" {word}" })
        {
            Assert.Equal([id], (await Queries.ListAsync(writer, text, ArticleState.Published, 1, Never)).Rows.Select(r => r.Id));
        }

        foreach (var hostile in new[] { "'; DROP TABLE articles; --", "a & | ! (", "\0\u0001", new string('x', 5000), "%_\\" })
        {
            await Queries.ListAsync(writer, hostile, ArticleState.Published, 1, Never);
        }

        var many = $"m{Guid.NewGuid():N}";
        for (var i = 0; i < KnowledgeQueries.PageSize + 2; i++)
        {
            await WriteAsync(writer, Form($"{many} {i}"));
        }

        var (first, second) = (await Queries.ListAsync(writer, many, ArticleState.Published, 1, Never), await Queries.ListAsync(writer, many, ArticleState.Published, 2, Never));
        Assert.Equal((KnowledgeQueries.PageSize, 2, KnowledgeQueries.PageSize + 2), (first.Rows.Count, second.Rows.Count, first.Total));
        Assert.Empty(first.Rows.Select(r => r.Id).Intersect(second.Rows.Select(r => r.Id)));
    }

    [Fact]
    public async Task An_article_without_title_or_text_or_of_a_megabyte_or_of_no_category_is_refused_in_words()
    {
        var writer = await floor.PersonAsync(Roles.Technician);
        ArticleForm[] bad =
        [
            Form(" \t\n "), Form(new string('x', 1_000_000)), new("T", "", ArticleState.Draft, false, null), new("T", new string('x', Article.TextLength + 1), ArticleState.Draft, false, null),
            new("T", "t", (ArticleState)99, false, null), new("T", "t", ArticleState.Draft, false, 2_000_000_000),
        ];
        foreach (var form in bad)
        {
            var outcome = await Desk.CreateAsync(writer, form, Never);
            Assert.Equal(TicketResult.Invalid, outcome.Result);
            Assert.EndsWith(".", outcome.Message, StringComparison.Ordinal);
        }
    }

    private async Task<int> WriteAsync(Actor actor, ArticleForm form) => (await Desk.CreateAsync(actor, form, Never)).Id;

    private Task<TicketOutcome> SayAsync(Actor actor, int number, string text, bool isInternal) => floor.Desk.CommentAsync(actor, New(number), text, isInternal, Never);

    private static ArticleForm Form(string title, ArticleState state = ArticleState.Published, bool isPublic = false) => new(title, "Some text.", state, isPublic, null);

    private static TicketCommand New(int number) => new(number, Guid.NewGuid());
}
