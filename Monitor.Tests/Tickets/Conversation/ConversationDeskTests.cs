using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Monitor.Domain.Access;
using Monitor.Domain.Metrics;
using Monitor.Domain.Notifications;
using Monitor.Tests.Support;
using Monitor.Web.Tickets;
using Monitor.Web.Tickets.Conversation;

namespace Monitor.Tests.Tickets.Conversation;

[Collection(Suite.Name)]
public sealed class ConversationDeskTests(TestApplication application)
{
    private static readonly CancellationToken Never = CancellationToken.None;

    [Fact]
    public async Task Who_is_named_with_an_at_gets_a_row_and_is_told_if_he_may_see_the_ticket()
    {
        var talk = await Talk.BeginAsync(application);
        await using var db = application.Database.CreateDb();
        var elsewhere = new HostGroup { Name = "elsewhere " + Guid.NewGuid(), ParentId = HostGroup.FleetId };
        db.HostGroups.Add(elsewhere);
        await db.SaveChangesAsync();
        var (writer, colleague) = (await application.CreateUserAsync(Roles.Technician), await application.CreateUserAsync(Roles.Lead));
        var (outside, stranger) = (await application.CreateUserAsync(Roles.Technician, groups: [elsewhere.Id]), await application.CreateUserAsync(Roles.EndUser));
        var text = $"@{colleague.Name.ToUpperInvariant()}, @{outside.Name} @{stranger.Name} `@{writer.Name}` @nobody @{talk.Requester.Name}";
        Assert.True((await talk.SayAsync(writer, text, isInternal: true)).IsDone);
        Assert.Equal([colleague.Id], await NamedAsync(talk));
        Assert.True((await talk.SayAsync(writer, text)).IsDone);
        Assert.Equal(new[] { colleague.Id, talk.Requester.Id }.Order(), (await NamedAsync(talk)).Order());
        var entry = (await talk.EntriesAsync())[^1];
        Assert.Equal(2, await db.TicketMentions.CountAsync(m => m.EntryId == entry.Id));

        Assert.True((await talk.SayAsync(talk.Requester, $"@{colleague.Name} please")).IsDone);
        Assert.Empty(await NamedAsync(talk));
    }

    [Fact]
    public async Task Suggestions_are_people_who_may_see_the_ticket_and_only_for_those_who_work_on_tickets()
    {
        var talk = await Talk.BeginAsync(application);
        var (writer, lead) = (await application.CreateUserAsync(Roles.Technician), await application.CreateUserAsync(Roles.Lead));
        Assert.Contains(await talk.Desk.SuggestAsync(Talk.As(writer), talk.Number, lead.Name[..^1], false, Never), p => p.UserId == lead.Id);
        Assert.Equal([talk.Requester.Id], (await talk.Desk.SuggestAsync(Talk.As(writer), talk.Number, talk.Requester.Name, false, Never)).Select(p => p.UserId));
        Assert.Empty(await talk.Desk.SuggestAsync(Talk.As(writer), talk.Number, talk.Requester.Name, true, Never));
        Assert.Empty(await talk.Desk.SuggestAsync(Talk.As(writer), talk.Number, "%", false, Never));
        Assert.Empty(await talk.Desk.SuggestAsync(Talk.As(talk.Requester), talk.Number, lead.Name, false, Never));
        Assert.InRange((await talk.Desk.SuggestAsync(Talk.As(writer), talk.Number, "", false, Never)).Count, 1, 8);
    }

    [Fact]
    public async Task Own_words_are_changed_and_what_they_were_is_kept_for_the_desk()
    {
        var talk = await Talk.BeginAsync(application);
        var (writer, lead) = (await application.CreateUserAsync(Roles.Technician), await application.CreateUserAsync(Roles.Lead));
        Assert.True((await talk.SayAsync(writer, "The password is plum")).IsDone);
        var entry = (await talk.EntriesAsync())[^1];
        Assert.Equal(TicketResult.Refused, (await talk.Desk.EditAsync(Talk.As(lead), talk.New(), entry.Id, "x", null, Never)).Result);
        Assert.Equal(TicketResult.Refused, (await talk.Desk.EditAsync(Talk.As(talk.Requester), talk.New(), entry.Id, "x", null, Never)).Result);
        Assert.Equal(TicketResult.Invalid, (await talk.Desk.EditAsync(Talk.As(writer), talk.New(), entry.Id, "  ", null, Never)).Result);
        var command = talk.New();
        Assert.True((await talk.Desk.EditAsync(Talk.As(writer), command, entry.Id, "Ask me for the password", null, Never)).IsDone);
        Assert.True((await talk.Desk.EditAsync(Talk.As(writer), command, entry.Id, "Ask me for the password", null, Never)).IsDone);
        Assert.Equal(TicketResult.Conflict, (await talk.Desk.EditAsync(Talk.As(writer), talk.New(), entry.Id, "From an old screen", null, Never)).Result);

        var entries = await talk.EntriesAsync();
        Assert.Equal(["Ask me for the password", "Changed an answer."], entries.Skip(1).Select(e => e.Text));
        Assert.NotNull(entries[1].EditedAt);
        Assert.Equal(["The password is plum"], (await talk.Get<ConversationQueries>().EarlierAsync(Talk.As(lead), talk.Number, entry.Id, Never)).Select(v => v.Text));
        Assert.Empty(await talk.Get<ConversationQueries>().EarlierAsync(Talk.As(talk.Requester), talk.Number, entry.Id, Never));
        await using var db = application.Database.CreateDb();
        var audit = await db.Audit.Where(a => a.Subject == "ticket" && a.SubjectId == $"{talk.Number}").OrderBy(a => a.Id).LastAsync();
        Assert.Contains("plum", audit.Before);
        Assert.Contains("Ask me", audit.After);
    }

    [Fact]
    public async Task Attack_28_fifty_clicks_on_send_write_one_entry_with_one_file_and_end_the_draft()
    {
        var talk = await Talk.BeginAsync(application);
        var writer = Talk.As(await application.CreateUserAsync(Roles.Technician));
        var (drafts, command) = (talk.Get<DraftDesk>(), talk.New());
        await drafts.SaveAsync(writer, talk.Number, "Once", true, Never);
        Assert.Equal(("Once", true), await DraftAsync());
        Assert.Null(await drafts.FindAsync(Talk.As(talk.Requester), talk.Number, Never));
        var reply = new NewReply { Text = "Once", SpentMinutes = 5, EndsDraft = true, Files = [new NewFile("a.txt", "hello"u8.ToArray())] };
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => talk.Desk.ReplyAsync(writer, command, reply, Never))));
        Assert.All(outcomes, o => Assert.True(o.IsDone, o.Message));
        Assert.Equal(5, Assert.Single(await talk.EntriesAsync(), e => e.Text == "Once").SpentMinutes);
        Assert.Single((await talk.Get<AttachmentDesk>().ListAsync(writer, talk.Number, Never))!);
        Assert.Null(await drafts.FindAsync(writer, talk.Number, Never));
        Assert.True(await talk.Desk.IsDoneAsync(command.Key, Never));

        async Task<(string, bool)?> DraftAsync() => await drafts.FindAsync(writer, talk.Number, Never) is { } draft ? (draft.Text, draft.IsInternal) : null;
    }

    [Fact]
    public async Task A_draft_is_bounded_ends_when_it_is_emptied_and_is_kept_on_no_ticket_that_one_does_not_see()
    {
        var (talk, foreign) = (await Talk.BeginAsync(application), await Talk.BeginAsync(application));
        var (me, drafts) = (Talk.As(talk.Requester), talk.Get<DraftDesk>());
        await drafts.SaveAsync(me, talk.Number, new string('x', 30_000) + "\0", false, Never);
        Assert.Equal(20_000, (await drafts.FindAsync(me, talk.Number, Never))!.Text.Length);
        await drafts.SaveAsync(me, talk.Number, " ", false, Never);
        Assert.Null(await drafts.FindAsync(me, talk.Number, Never));
        await drafts.SaveAsync(me, foreign.Number, "x", false, Never);
        await using var db = application.Database.CreateDb();
        Assert.False(await db.TicketDrafts.AnyAsync(d => d.UserId == me.UserId));
    }

    [Fact]
    public async Task A_requester_notes_no_time_and_writes_no_notes()
    {
        var talk = await Talk.BeginAsync(application);
        var me = Talk.As(talk.Requester);
        Assert.Equal(TicketResult.Refused, (await talk.Desk.ReplyAsync(me, talk.New(), new NewReply { Text = "x", SpentMinutes = 5 }, Never)).Result);
        Assert.Equal(TicketResult.Refused, (await talk.SayAsync(talk.Requester, "x", isInternal: true)).Result);
        var technician = Talk.As(await application.CreateUserAsync(Roles.Technician));
        Assert.Equal(TicketResult.Invalid, (await talk.Desk.ReplyAsync(technician, talk.New(), new NewReply { Text = "x", SpentMinutes = -1 }, Never)).Result);
        Assert.Equal(TicketResult.Invalid, (await talk.Desk.ReplyAsync(technician, talk.New(), new NewReply { Text = "x", SpentMinutes = 1441 }, Never)).Result);
        Assert.Single(await talk.EntriesAsync());
    }

    [Fact]
    public async Task What_others_wrote_is_unread_until_it_was_looked_at_and_notes_are_no_news_for_a_requester()
    {
        var talk = await Talk.BeginAsync(application);
        var (writer, marks, queries) = (await application.CreateUserAsync(Roles.Technician), talk.Get<ReadMarks>(), talk.Get<ConversationQueries>());
        var me = Talk.As(talk.Requester);
        Assert.Empty(await marks.UnreadAsync(me, [talk.Number], Never));
        Assert.Equal([talk.Number], await marks.UnreadAsync(Talk.As(writer), [talk.Number], Never));
        Assert.True((await talk.SayAsync(writer, "note", isInternal: true)).IsDone);
        Assert.Empty(await marks.UnreadAsync(me, [talk.Number], Never));
        Assert.True((await talk.SayAsync(writer, "answer")).IsDone);
        Assert.Equal([talk.Number], await marks.UnreadAsync(me, [talk.Number], Never));
        var part = (await queries.ReadAsync(me, talk.Number, 100, Never))!;
        Assert.Equal(0, part.ReadEntryId);
        await marks.MarkAsync(me, talk.Number, part.Lines[^1].Id, Never);
        await marks.MarkAsync(me, talk.Number, 1, Never);
        Assert.Empty(await marks.UnreadAsync(me, [talk.Number], Never));
        Assert.Equal(part.Lines[^1].Id, (await queries.ReadAsync(me, talk.Number, 1, Never))!.ReadEntryId);
        Assert.Null(await queries.ReadAsync(Talk.As(await application.CreateUserAsync(Roles.EndUser)), talk.Number, 100, Never));
    }

    [Fact]
    public async Task A_canned_answer_is_filled_in_for_the_ticket_and_kept_by_administrators_alone()
    {
        var talk = await Talk.BeginAsync(application, "A {agent.name} <b>title</b>");
        var (admin, technician) = (Talk.As(await application.CreateUserAsync(Roles.Admin)), Talk.As(await application.CreateUserAsync(Roles.Technician)));
        var (desk, name) = (talk.Get<CannedAnswerDesk>(), "Hello " + Guid.NewGuid());
        await Assert.ThrowsAsync<Web.Access.AccessRefusedException>(() => desk.SaveAsync(technician, 0, name, "x", null, null, Never));
        await Assert.ThrowsAsync<Web.Access.AccessRefusedException>(() => desk.ListAsync(Talk.As(talk.Requester), null, 10, Never));
        Assert.NotNull(await desk.SaveAsync(admin, 0, " ", "x", null, null, Never));
        Assert.Null(await desk.SaveAsync(admin, 0, name, "#{ticket.number} {ticket.title} {requester.name} {agent.name} {host.name} {{7*7}}", null, null, Never));
        var answer = (await desk.ListAsync(technician, null, 500, Never)).Single(a => a.Name == name);
        Assert.Equal(
            $"#{talk.Number} A {{agent.name}} <b>title</b> Test EndUser Test Technician {{host.name}} {{{{7*7}}}}", await desk.FillAsync(technician, answer.Id, talk.Number, Never));
        Assert.Null(await desk.FillAsync(technician, answer.Id, 2_000_000_000, Never));

        await using var db = application.Database.CreateDb();
        var team = new Team { Name = "Team " + Guid.NewGuid() };
        db.Teams.Add(team);
        await db.SaveChangesAsync();
        Assert.Null(await desk.SaveAsync(admin, answer.Id, name, "Changed", team.Id, null, Never));
        Assert.DoesNotContain(await desk.ListAsync(technician, null, 500, Never), a => a.Id == answer.Id);
        db.TeamMembers.Add(new TeamMember { TeamId = team.Id, UserId = technician.UserId!.Value });
        await db.SaveChangesAsync();
        Assert.Contains(await desk.ListAsync(technician, null, 500, Never), a => a.Id == answer.Id && a.Text == "Changed");
        await desk.DeleteAsync(admin, answer.Id, Never);
        Assert.Equal(
            ["answer.created", "answer.changed", "answer.deleted"],
            await db.Audit.Where(a => a.Subject == "answer" && a.SubjectId == $"{answer.Id}").OrderBy(a => a.Id).Select(a => a.Act).ToListAsync());
    }

    [Fact]
    public async Task Fault_51_Who_saves_a_canned_answer_second_is_told_and_replaces_it_only_knowingly()
    {
        var talk = await Talk.BeginAsync(application, "Two write one answer");
        var (admin, desk, name) = (Talk.As(await application.CreateUserAsync(Roles.Admin)), talk.Get<CannedAnswerDesk>(), "Both " + Guid.NewGuid());
        async Task<CannedAnswerLine> NowAsync() => (await desk.ListAsync(admin, null, 500, Never)).Single(a => a.Name == name);
        Assert.Null(await desk.SaveAsync(admin, 0, name, "Begin", null, null, Never));
        var seen = await NowAsync();
        Assert.Null(await desk.SaveAsync(admin, seen.Id, name, "First", null, seen, Never));
        Assert.Contains("Somebody else changed it", await desk.SaveAsync(admin, seen.Id, name, "Second", null, seen, Never), StringComparison.Ordinal);
        Assert.Equal("First", (await NowAsync()).Text);
        Assert.Null(await desk.SaveAsync(admin, seen.Id, name, "Second", null, await NowAsync(), Never));
        Assert.Equal("Second", (await NowAsync()).Text);
    }

    private async Task<IReadOnlyList<int>> NamedAsync(Talk talk)
    {
        await using var db = application.Database.CreateDb();
        var row = await db.OutboxMessages.Where(m => m.Key == $"ticket/{talk.Number}" && m.Kind == TicketDesk.Changed).OrderBy(m => m.Id).LastAsync();
        return JsonSerializer.Deserialize<TicketNews>(row.Payload)!.Named;
    }
}
