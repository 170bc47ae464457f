using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Monitor.Domain.Metrics;
using Monitor.Domain.Notifications;
using Monitor.Domain.Tickets;
using Monitor.Domain.Tickets.Automation;
using Monitor.Tests.Problems;
using Monitor.Web.Tickets;
using Monitor.Web.Tickets.Automation.Admin;
using Monitor.Web.Tickets.Editing;
using static Monitor.Tests.Tickets.Automation.AutomationStage;

namespace Monitor.Tests.Tickets.Automation;

public sealed class TriggerTests(ActingFloor floor) : IClassFixture<ActingFloor>
{
    private static readonly CancellationToken Never = CancellationToken.None;

    [Fact]
    public async Task A_trigger_acts_on_a_new_ticket_once_says_so_and_is_in_the_audit_by_its_name()
    {
        var stage = await SetAsync(floor);
        var (team, people) = await stage.TeamAsync(1);
        await stage.TriggerAsync("VPN", TicketEvent.Opened, [If(AutomationField.Words, "vpn"), If(AutomationField.Team, "none")],
            Do(AutomationDeed.SetPriority, "High"), Do(AutomationDeed.SetTeam, team.Id), Do(AutomationDeed.AddTag, "net"), Do(AutomationDeed.TellTeam), Do(AutomationDeed.Watch, people[0].UserId));
        var (number, other) = (await stage.OpenAsync("My VPN is down"), await stage.OpenAsync("Printer"));
        var ticket = await stage.TicketAsync(number);
        Assert.Equal((TicketPriority.High, team.Id), (ticket.Priority, ticket.TeamId));
        Assert.Equal(["net"], await stage.TagsAsync(number));
        Assert.Equal($"Priority: Medium → High. Team: none → {team.Name}. Tag added: net. Told the team. Technician watches.", Assert.Single(await stage.SaidAsync(number, "VPN")));
        Assert.Equal(["Opened", "Report"], (await stage.EntriesAsync(number)).Select(e => e.Kind.ToString()));
        Assert.Single(await stage.EntriesAsync(other));
        await using var db = floor.Db();
        var row = await db.Audit.SingleAsync(a => a.SubjectId == $"{number}" && a.ActorName == "Automation: VPN");
        Assert.Equal((null, TicketDesk.Changed), (row.UserId, row.Act));
        Assert.Contains("\"Priority\":\"Medium\"", row.Before!.Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);
        var news = (await NewsAsync(number)).Single(n => n.What == TicketNewsKind.Automated);
        Assert.Equal([people[0].UserId!.Value], news.Named);
        Assert.True(news.IsInternal);
    }

    [Fact]
    public async Task Triggers_act_in_their_order_and_a_later_one_sees_what_an_earlier_one_did()
    {
        var stage = await SetAsync(floor);
        await stage.TriggerAsync("Raise", TicketEvent.Opened, [], Do(AutomationDeed.SetPriority, "Urgent"));
        var mark = await stage.TriggerAsync("Mark", TicketEvent.Opened, [If(AutomationField.Priority, "High", AutomationTest.AtLeast)], Do(AutomationDeed.AddTag, "hot"));
        Assert.Equal(["hot"], await stage.TagsAsync(await stage.OpenAsync("One")));
        Assert.Null(await stage.Desk.MoveAsync(stage.Admin, mark.Id, up: true, Never));
        Assert.Empty(await stage.TagsAsync(await stage.OpenAsync("Two")));
    }

    [Fact]
    public async Task What_a_trigger_does_starts_no_trigger_and_each_acts_once_so_that_two_cannot_chase_each_other()
    {
        var stage = await SetAsync(floor);
        await stage.TriggerAsync("Down", TicketEvent.Changed, [If(AutomationField.Priority, "Urgent")], Do(AutomationDeed.SetPriority, "Low"));
        await stage.TriggerAsync("Up", TicketEvent.Changed, [If(AutomationField.Priority, "Low")], Do(AutomationDeed.SetPriority, "Urgent"));
        var number = await stage.OpenAsync("Chase");
        Assert.True((await floor.Desk.PrioritiseAsync(stage.Technician, On(number), TicketPriority.Urgent, Never)).IsDone);
        Assert.Equal(TicketPriority.Urgent, (await stage.TicketAsync(number)).Priority);
        Assert.Equal(["Priority: Urgent → Low."], await stage.SaidAsync(number, "Down"));
        Assert.Equal(["Priority: Low → Urgent."], await stage.SaidAsync(number, "Up"));
    }

    [Fact]
    public async Task A_trigger_that_is_off_or_waits_for_something_else_does_nothing()
    {
        var stage = await SetAsync(floor);
        await stage.SaveAsync(new AutomationWish("Off", AutomationKind.Trigger) { Event = TicketEvent.Opened, IsEnabled = false, Actions = [Do(AutomationDeed.AddTag, "off")] });
        await stage.TriggerAsync("Closing", TicketEvent.Closed, [], Do(AutomationDeed.AddTag, "closed"));
        await stage.TriggerAsync("Answer", TicketEvent.Answered, [If(AutomationField.By, "Requester")], Do(AutomationDeed.AddTag, "answered"));
        var number = await stage.OpenAsync("Quiet");
        Assert.True((await floor.Desk.CommentAsync(stage.Technician, On(number), "Which one?", false, Never)).IsDone);
        Assert.True((await floor.Desk.CommentAsync(stage.Technician, On(number), "The old one?", true, Never)).IsDone);
        Assert.Empty(await stage.TagsAsync(number));
        Assert.True((await floor.Desk.CommentAsync(stage.Requester, On(number), "The left one", false, Never)).IsDone);
        Assert.Equal(["answered"], await stage.TagsAsync(number));
        Assert.True((await floor.Desk.MoveAsync(stage.Technician, On(number), TicketState.Closed, "", Never)).IsDone);
        Assert.Equal(["answered", "closed"], await stage.TagsAsync(number));
    }

    [Fact]
    public async Task What_a_trigger_cannot_do_is_left_out_and_said_and_the_persons_change_is_made()
    {
        var stage = await SetAsync(floor);
        var (team, people) = await stage.TeamAsync(1);
        await stage.TriggerAsync("Broken", TicketEvent.Changed, [If(AutomationField.Changed, "Priority")],
            Do(AutomationDeed.SetTeam, team.Id), Do(AutomationDeed.AssignTo, people[0].UserId), Do(AutomationDeed.AssignInTurn), Do(AutomationDeed.TellTeam), Do(AutomationDeed.AddTag, "kept"));
        await using var db = floor.Db();
        await db.Teams.Where(t => t.Id == team.Id).ExecuteDeleteAsync();
        await db.Users.Where(u => u.Id == people[0].UserId).ExecuteUpdateAsync(set => set.SetProperty(u => u.DisabledAt, floor.Clock.GetUtcNow()));
        var number = await stage.OpenAsync("Whatever");
        Assert.True((await floor.Desk.PrioritiseAsync(stage.Technician, On(number), TicketPriority.Low, Never)).IsDone);
        var said = Assert.Single(await stage.SaidAsync(number, "Broken"));
        Assert.StartsWith("Not done (give it to the team): There is no such team.", said, StringComparison.Ordinal);
        Assert.Contains("Not done (assign it to): This person does not work on tickets (any more).", said, StringComparison.Ordinal);
        Assert.Contains("Not done (assign it in turn, within its team): The ticket has no team.", said, StringComparison.Ordinal);
        Assert.Contains("Not done (tell its team):", said, StringComparison.Ordinal);
        Assert.EndsWith("Tag added: kept.", said, StringComparison.Ordinal);
        Assert.Equal((TicketPriority.Low, null), ((await stage.TicketAsync(number)).Priority, (await stage.TicketAsync(number)).TeamId));
    }

    [Fact]
    public async Task A_move_and_a_reply_of_a_trigger_are_read_by_the_requester_and_the_trigger_is_not_and_neither_counts_as_an_answer()
    {
        var stage = await SetAsync(floor);
        await stage.TriggerAsync("Hello", TicketEvent.Opened, [], Do(AutomationDeed.Reply, "We have it as #{ticket.number}, {requester.name}. {agent.name}"), Do(AutomationDeed.MoveTo, "Open"));
        var number = await stage.OpenAsync("Scanner");
        var seen = (await new TicketQueries(floor.Contexts, floor.Clock).FindAsync(stage.Requester, number, Never))!.Entries;
        Assert.Equal(["Opened by EndUser.", $"We have it as #{number}, EndUser. {{agent.name}}", "State: New → Open."], seen.Select(e => e.Text));
        Assert.Equal(["Monitor", "Monitor"], seen.Skip(1).Select(e => e.By));
        Assert.Equal("Wrote a reply. State: New → Open.", Assert.Single(await stage.SaidAsync(number, "Hello")));
        Assert.Null((await stage.TicketAsync(number)).FirstRespondedAt);
        Assert.Equal([TicketNewsKind.Answered, TicketNewsKind.Moved, TicketNewsKind.Automated, TicketNewsKind.Opened], (await NewsAsync(number)).Select(n => n.What));
    }

    [Fact]
    public async Task A_change_that_a_trigger_goes_on_with_is_told_as_what_it_was()
    {
        var stage = await SetAsync(floor);
        await stage.TriggerAsync("Mine", TicketEvent.Changed, [If(AutomationField.Changed, "Priority")], Do(AutomationDeed.AssignTo, stage.Technician.UserId), Do(AutomationDeed.MoveTo, "Pending"));
        var number = await stage.OpenAsync("Told");
        Assert.True((await floor.Desk.PrioritiseAsync(stage.Technician, On(number), TicketPriority.Low, Never)).IsDone);
        Assert.Equal([(TicketNewsKind.Moved, null), (TicketNewsKind.Assigned, null), (TicketNewsKind.Changed, stage.Technician.UserId)], (await NewsAsync(number)).Skip(1).Select(n => (n.What, n.By)));
    }

    [Fact]
    public async Task Resolving_and_reopening_are_events_of_their_own_also_for_children_that_follow()
    {
        var stage = await SetAsync(floor);
        await stage.TriggerAsync("Done", TicketEvent.Resolved, [], Do(AutomationDeed.AddTag, "solved"));
        await stage.TriggerAsync("Again", TicketEvent.Reopened, [], Do(AutomationDeed.RemoveTag, "solved"), Do(AutomationDeed.SetPriority, "High"));
        var (parent, child) = (await stage.OpenAsync("Parent"), await stage.OpenAsync("Child"));
        await using var db = floor.Db();
        var parentId = (await stage.TicketAsync(parent)).Id;
        await db.Tickets.Where(t => t.Number == child).ExecuteUpdateAsync(set => set.SetProperty(t => t.ParentId, parentId));
        Assert.True((await floor.Desk.MoveAsync(stage.Technician, On(parent), TicketState.Resolved, "", Never)).IsDone);
        Assert.Equal(["solved", "solved"], [.. await stage.TagsAsync(parent), .. await stage.TagsAsync(child)]);
        Assert.True((await floor.Desk.MoveAsync(stage.Requester, On(child), TicketState.Open, "", Never)).IsDone);
        Assert.Empty(await stage.TagsAsync(child));
        Assert.Equal((TicketPriority.High, 1), ((await stage.TicketAsync(child)).Priority, (await stage.TicketAsync(child)).ReopenedCount));
    }

    [Fact]
    public async Task Tags_that_the_same_change_brings_or_takes_are_neither_doubled_nor_lost()
    {
        var stage = await SetAsync(floor);
        await stage.TriggerAsync("Tag", TicketEvent.Opened, [If(AutomationField.Tag, "new")], Do(AutomationDeed.AddTag, "new"), Do(AutomationDeed.AddTag, "more"), Do(AutomationDeed.RemoveTag, "old"));
        await stage.TriggerAsync("Keep", TicketEvent.Changed, [If(AutomationField.Changed, "Tags")], Do(AutomationDeed.AddTag, "more"));
        var number = await stage.OpenAsync("Tags", tags: ["new", "old"]);
        Assert.Equal(["more", "new"], await stage.TagsAsync(number));
        var edit = new TicketEdit { Tags = ["other"] };
        Assert.True((await new TicketEditDesk(floor.Journal, floor.Work).EditAsync(stage.Technician, On(number), edit, Never)).IsDone);
        Assert.Equal(["more", "other"], await stage.TagsAsync(number));
    }

    [Fact]
    public async Task A_ticket_of_a_problem_is_seen_with_the_groups_of_its_host()
    {
        var stage = await SetAsync(floor);
        await stage.TriggerAsync("Fleet", TicketEvent.Opened, [If(AutomationField.HostGroup, $"{HostGroup.FleetId}"), If(AutomationField.Source, "Monitor"), If(AutomationField.By, "Monitor")], Do(AutomationDeed.AddTag, "fleet"));
        var host = await floor.HostAsync($"auto-{Guid.NewGuid():N}");
        await floor.Ledger.OpenAsync(await floor.BreachAsync(host), Never);
        await using var db = floor.Db();
        var number = await db.Tickets.Where(t => t.HostId == host.Id).Select(t => t.Number).SingleAsync();
        Assert.Equal(["fleet"], await stage.TagsAsync(number));
        Assert.Empty(await stage.TagsAsync(await stage.OpenAsync("By hand")));
    }

    [Fact]
    public async Task A_machine_that_answers_every_reply_of_a_trigger_is_answered_three_times_an_hour()
    {
        var stage = await SetAsync(floor);
        await stage.TriggerAsync("Thanks", TicketEvent.Answered, [If(AutomationField.By, "Requester")], Do(AutomationDeed.Reply, "Thank you"));
        var number = await stage.OpenAsync("Out of office");
        for (var i = 0; i < 5; i++)
        {
            Assert.True((await floor.Desk.CommentAsync(stage.Requester, On(number), "I am away", false, Never)).IsDone);
        }

        Assert.Equal(3, (await stage.EntriesAsync(number)).Count(e => e.Text == "Thank you"));
        Assert.Contains("Triggers have replied 3 times within the hour.", (await stage.SaidAsync(number, "Thanks"))[^1], StringComparison.Ordinal);
        floor.Clock.Advance(TimeSpan.FromMinutes(61));
        Assert.True((await floor.Desk.CommentAsync(stage.Requester, On(number), "Back again", false, Never)).IsDone);
        Assert.Equal(4, (await stage.EntriesAsync(number)).Count(e => e.Text == "Thank you"));
    }

    [Fact]
    public async Task Attack_20_Hostile_words_of_a_ticket_stay_words_in_what_a_trigger_writes_and_name_nobody()
    {
        var stage = await SetAsync(floor);
        await stage.TriggerAsync("<script>alert(1)</script>", TicketEvent.Opened, [], Do(AutomationDeed.Reply, "You wrote: {ticket.title}"));
        var title = $"@{stage.Technician.Name} <img src=x onerror=alert(1)> {{requester.name}} [x](javascript:alert(1))";
        var number = await stage.OpenAsync(title);
        var entries = await stage.EntriesAsync(number);
        Assert.Equal($"You wrote: {title}", entries.Single(e => e.Kind == TicketEntryKind.Comment).Text);
        Assert.Equal("Wrote a reply.", Assert.Single(await stage.SaidAsync(number, "<script>alert(1)</script>")));
        await using var db = floor.Db();
        Assert.False(await db.TicketMentions.AnyAsync(m => m.UserId == stage.Technician.UserId));
        Assert.All(await NewsAsync(number), n => Assert.Empty(n.Named));
    }

    private async Task<IReadOnlyList<TicketNews>> NewsAsync(int number)
    {
        await using var db = floor.Db();
        var payloads = await db.OutboxMessages.Where(m => m.Key == $"ticket/{number}").OrderBy(m => m.Id).Select(m => m.Payload).ToListAsync();
        return [.. payloads.Select(p => JsonSerializer.Deserialize<TicketNews>(p)!)];
    }
}
