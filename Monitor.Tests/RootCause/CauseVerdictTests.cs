using Microsoft.EntityFrameworkCore;
using Monitor.Domain.Access;
using Monitor.Domain.Metrics;
using Monitor.Domain.RootCause.Grading;
using Monitor.Tests.Problems;
using Monitor.Web.Access;
using Monitor.Web.RootCause.Reliability;
using Monitor.Web.Tickets;
using Monitor.Web.Tickets.Causes;

namespace Monitor.Tests.RootCause;

/// <summary>Who reads causes and says the true one, and what is learned from it.</summary>
public sealed class CauseVerdictTests(ActingFloor floor) : IClassFixture<ActingFloor>
{
    private static readonly CancellationToken Never = CancellationToken.None;
    private readonly CauseStage _stage = new(floor);

    [Fact]
    public async Task Attack_24_The_true_cause_is_said_by_those_who_work_on_tickets_and_may_see_it()
    {
        var number = await FoundAsync("asked");
        var elsewhere = await GroupAsync();
        Assert.Equal(TicketResult.Refused, (await AnswerAsync(await floor.PersonAsync(Roles.Viewer), number, new CauseWish(VerdictKind.Finding))).Result);
        Assert.Equal(TicketResult.NotFound, (await AnswerAsync((await floor.PersonAsync(Roles.Technician)) with { GroupIds = [elsewhere] }, number, new CauseWish(VerdictKind.Finding))).Result);
        await Assert.ThrowsAsync<AccessRefusedException>(async () => await _stage.Queries.ReadAsync(await floor.PersonAsync(Roles.EndUser), number, Never));
        var technician = await floor.PersonAsync(Roles.Technician);
        Assert.Equal(TicketResult.Invalid, (await AnswerAsync(technician, number, new CauseWish(VerdictKind.Finding, 4))).Result);
        Assert.Equal(TicketResult.Invalid, (await AnswerAsync(technician, number, new CauseWish(VerdictKind.Other, Words: " \u202e "))).Result);
        Assert.True((await AnswerAsync(technician, number, new CauseWish(VerdictKind.Finding))).IsDone);
        Assert.True((await AnswerAsync(technician, number, new CauseWish(VerdictKind.Finding))).IsDone);
        Assert.True((await AnswerAsync(technician, number, new CauseWish(VerdictKind.Other, Words: "a\r\ncable"))).IsDone);
        await using var db = floor.Db();
        var verdict = await db.CauseVerdicts.SingleAsync(v => db.Tickets.Any(t => t.Id == v.TicketId && t.Number == number));
        Assert.Equal((VerdictKind.Other, "a cable", 0, "rule:after-change"), (verdict.Kind, verdict.Words, verdict.Rank, verdict.Method));
        Assert.Equal(2, await db.TicketEntries.CountAsync(e => e.TicketId == verdict.TicketId && EF.Functions.Like(e.Text, "True cause:%") && e.IsInternal));
        Assert.Equal(2, await db.Audit.CountAsync(a => a.SubjectId == $"{number}" && a.UserId == technician.UserId));
    }

    [Fact]
    public async Task Attack_24_A_finding_on_a_host_out_of_sight_names_neither_the_host_nor_what_was_seen_there()
    {
        var (own, other) = (await floor.HostAsync("in-sight"), await floor.HostAsync("out-of-sight"));
        var group = await GroupAsync();
        await using (var db = floor.Db())
        {
            await db.Hosts.Where(h => h.Id == own.Id).ExecuteUpdateAsync(s => s.SetProperty(h => h.GroupId, group));
            await db.Hosts.Where(h => h.Id == other.Id).ExecuteUpdateAsync(s => s.SetProperty(h => h.LastSeenAt, floor.Clock.GetUtcNow().AddMinutes(-10)));
            db.HostLinks.Add(new HostLink { ChildId = own.Id, ParentId = other.Id });
            await db.SaveChangesAsync();
        }

        var (_, ticket) = await _stage.ProblemAsync(own);
        await _stage.LookAsync();
        var technician = await floor.PersonAsync(Roles.Technician);
        Assert.Equal("out-of-sight", (await _stage.Queries.ReadAsync(technician, ticket.Number, Never))!.Lines[0].Host);
        var scoped = technician with { GroupIds = [group] };
        var line = (await _stage.Queries.ReadAsync(scoped, ticket.Number, Never))!.Lines[0];
        Assert.True(line.IsHidden);
        Assert.Equal("hidden", line.CauseKey);
        Assert.Null(line.Host ?? line.Action);
        Assert.Null(line.HostId);
        Assert.Empty(line.Evidence);
        Assert.DoesNotContain("out-of-sight", line.Sentence, StringComparison.Ordinal);
        Assert.Equal(TicketResult.Invalid, (await AnswerAsync(scoped, ticket.Number, new CauseWish(VerdictKind.Finding))).Result);
        Assert.True((await AnswerAsync(technician, ticket.Number, new CauseWish(VerdictKind.Finding))).IsDone);
        Assert.DoesNotContain("out-of-sight", (await _stage.Queries.ReadAsync(scoped, ticket.Number, Never))!.Answer!.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Attack_24_A_ticket_that_another_host_leads_tells_nothing_of_the_host_whose_problem_opened_it()
    {
        var (leads, first, group) = (await floor.HostAsync("leads"), await floor.HostAsync("out-of-sight-too"), await GroupAsync());
        await _stage.DeployAsync(first, "secret 4.2");
        var (_, ticket) = await _stage.ProblemAsync(first);
        await using (var db = floor.Db())
        {
            await db.Hosts.Where(h => h.Id == leads.Id).ExecuteUpdateAsync(s => s.SetProperty(h => h.GroupId, group));
            await db.Tickets.Where(t => t.Id == ticket.Id).ExecuteUpdateAsync(s => s.SetProperty(t => t.HostId, leads.Id));
        }

        await _stage.LookAsync();
        var scoped = (await floor.PersonAsync(Roles.Technician)) with { GroupIds = [group] };
        Assert.True(Assert.Single((await _stage.Queries.ReadAsync(scoped, ticket.Number, Never))!.Lines).IsHidden);
        await using var read = floor.Db();
        var told = await read.TicketEntries.Where(e => e.TicketId == ticket.Id).Select(e => e.Text).ToListAsync();
        Assert.Contains(told, t => t.Contains("on another host", StringComparison.Ordinal));
        Assert.DoesNotContain(told, t => t.Contains("secret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Attack_24_The_curves_of_causes_are_those_of_hosts_in_sight_alone_with_the_beginning_marked_and_say_when_nothing_is_kept()
    {
        var host = await floor.HostAsync("curves");
        await _stage.DeployAsync(host, "shop 4.4");
        var (_, ticket) = await _stage.ProblemAsync(host);
        await _stage.LookAsync();
        var technician = await floor.PersonAsync(Roles.Technician);
        var causes = (await _stage.Queries.ReadAsync(technician, ticket.Number, Never))!;
        var set = await _stage.Curves.ReadAsync(technician, causes, Never);
        var curve = set.Curves[(host.Id, "cpu.used_percent")];
        var mark = (int)(curve.Mark!.Value * curve.Values.Count);
        Assert.InRange(curve.Values.Count, 20, 60);
        Assert.All(curve.Values.Take(mark), v => Assert.InRange(v, 19, 23));
        Assert.All(curve.Values.Skip(mark + 1), v => Assert.InRange(v, 90, 97));
        Assert.Equal((0, 96), (curve.Minimum, Math.Round(curve.Maximum)));

        Assert.Empty((await _stage.Curves.ReadAsync(technician with { GroupIds = [await GroupAsync()] }, causes, Never)).Curves);
        await Assert.ThrowsAsync<AccessRefusedException>(async () => await _stage.Curves.ReadAsync(await floor.PersonAsync(Roles.EndUser), causes, Never));
        var old = causes.Lines[0].Evidence.First(e => e.Kind == "series");
        old = old with { From = old.From!.Value.AddDays(-300), To = old.To!.Value.AddDays(-300) };
        Assert.True((await _stage.Curves.ReadAsync(technician, causes with { Lines = [causes.Lines[0] with { Evidence = [old] }] }, Never)).Of(old)!.IsGone);
    }

    [Fact]
    public async Task What_people_say_changes_the_confidence_of_the_next_finding_of_the_same_rule()
    {
        var technician = await floor.PersonAsync(Roles.Technician);
        var before = await ConfidenceAsync("before");
        for (var i = 0; i < 12; i++)
        {
            Assert.True((await AnswerAsync(technician, await FoundAsync($"wrong-{i}"), new CauseWish(VerdictKind.Other, Words: "a cable"))).IsDone);
        }

        Assert.True(await ConfidenceAsync("after") < before - 0.2);
        var view = await new ReliabilityReader(floor.Contexts).ReadAsync(technician, floor.Clock.GetUtcNow().AddDays(-1), floor.Clock.GetUtcNow().AddDays(1), Never);
        Assert.True(view.Other >= 12);
        Assert.Contains(view.Figures.Methods, m => m.Method == "rule:after-change" && m.Count >= 12);
        var elsewhere = technician with { GroupIds = [await GroupAsync()] };
        Assert.Equal(0, (await new ReliabilityReader(floor.Contexts).ReadAsync(elsewhere, floor.Clock.GetUtcNow().AddDays(-1), floor.Clock.GetUtcNow().AddDays(1), Never)).Figures.Count);
    }

    [Fact]
    public async Task A_ticket_says_whether_its_cause_is_being_looked_for_was_left_out_or_was_never_asked()
    {
        var technician = await floor.PersonAsync(Roles.Technician);
        var (problem, ticket) = await _stage.ProblemAsync(await floor.HostAsync("states"));
        Assert.Equal(CausesState.Analysing, (await _stage.Queries.ReadAsync(technician, ticket.Number, Never))!.State);
        await _stage.Queue().FillAsync(Never);
        await using var db = floor.Db();
        await db.CauseTurns.Where(t => t.ProblemId == problem.Id).ExecuteUpdateAsync(s => s.SetProperty(t => t.IsSkipped, true).SetProperty(t => t.DueAt, (DateTimeOffset?)null));
        Assert.Equal(CausesState.Skipped, (await _stage.Queries.ReadAsync(technician, ticket.Number, Never))!.State);
        Assert.Equal(TicketResult.Invalid, (await AnswerAsync(technician, ticket.Number, new CauseWish(VerdictKind.Finding))).Result);
        var byHand = (await floor.Desk.OpenAsync(technician, new NewTicket("Lamp", "", null, null, Guid.NewGuid()), Never)).Number;
        Assert.Equal(CausesState.Absent, (await _stage.Queries.ReadAsync(technician, byHand, Never))!.State);
        Assert.Null(await _stage.Queries.ReadAsync(technician, int.MaxValue, Never));
    }

    private async Task<int> FoundAsync(string name)
    {
        var host = await floor.HostAsync(name);
        await _stage.DeployAsync(host, "shop 4.2");
        var (_, ticket) = await _stage.ProblemAsync(host);
        await _stage.LookAsync();
        return ticket.Number;
    }

    private async Task<double> ConfidenceAsync(string name) => (await _stage.Queries.ReadAsync(Actor.System, await FoundAsync(name), Never))!.Lines[0].Confidence;

    private async Task<int> GroupAsync()
    {
        await using var db = floor.Db();
        var group = new HostGroup { Name = $"group {Guid.NewGuid():N}", ParentId = HostGroup.FleetId };
        db.HostGroups.Add(group);
        await db.SaveChangesAsync();
        return group.Id;
    }

    private Task<TicketOutcome> AnswerAsync(Actor actor, int number, CauseWish wish) => _stage.Desk.AnswerAsync(actor, new TicketCommand(number, Guid.NewGuid()), wish, Never);
}
