using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Monitor.Domain.Access;
using Monitor.Domain.Metrics;
using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Rules;
using Monitor.Domain.RootCause.Runbooks;
using Monitor.Domain.Tickets;
using Monitor.Domain.Wire;
using Monitor.Tests.Problems;
using Monitor.Tests.RootCause;
using Monitor.Web.Access;
using Monitor.Web.Store;
using Monitor.Web.Tickets;
using Monitor.Web.Tickets.Relations;
using Monitor.Web.Tickets.Conversation;
using Monitor.Web.Tickets.Runbooks;

namespace Monitor.Tests.Tickets.Runbooks;

public sealed class RunbookDeskTests(ActingFloor floor) : IClassFixture<ActingFloor>
{
    private static readonly CancellationToken Never = CancellationToken.None;

    private static RunbookDefinition Free => RunbookStage.Usual with { NeedsApproval = false };

    private static RunbookDefinition ByItself => Free with { AutomaticGroups = [HostGroup.FleetId] };

    [Fact]
    public async Task Nothing_is_proposed_or_run_before_an_administrator_switched_the_feature_on_and_enabled_the_runbook()
    {
        var stage = await RunbookStage.SetAsync(floor, isOn: false);
        await stage.FindAsync();
        var runbook = await stage.RunbookAsync(ByItself, isEnabled: false);
        Assert.Equal(0, await stage.Proposals.LookAsync(Never));
        Assert.Null(await stage.Book.SwitchAsync(stage.Admin, true, Never));
        Assert.Equal(0, await stage.Proposals.LookAsync(Never));
        Assert.Equal(TicketResult.Invalid, (await stage.Desk.AddAsync(stage.Technician, stage.Command(), runbook.Id, Never)).Result);
        Assert.Null(await stage.Book.EnableAsync(stage.Admin, runbook.Id, runbook.RowVersion, true, Never));
        Assert.Equal(2, await stage.Proposals.LookAsync(Never));

        // A change switches it off again, and switching all or it alone off holds back what was sent.
        Assert.NotEmpty(await stage.Box.TakeAsync(stage.Host.Id, stage.KeyId, Never));
        Assert.Null(await stage.Book.SwitchAsync(stage.Admin, false, Never));
        Assert.Empty(await stage.Box.TakeAsync(stage.Host.Id, stage.KeyId, Never));
        Assert.Null(await stage.Book.SwitchAsync(stage.Admin, true, Never));
        Assert.NotEmpty(await stage.Box.TakeAsync(stage.Host.Id, stage.KeyId, Never));
        await using var db = floor.Db();
        var now = await db.Runbooks.AsNoTracking().SingleAsync();
        Assert.Null(await stage.Book.SaveAsync(stage.Admin, now.Id, now.RowVersion, ByItself with { Description = "new" }, Never));
        Assert.False((await db.Runbooks.AsNoTracking().SingleAsync()).IsEnabled);
        Assert.Equal(2, await db.RunbookVersions.CountAsync());
        Assert.Empty(await stage.Box.TakeAsync(stage.Host.Id, stage.KeyId, Never));
    }

    [Fact]
    public async Task A_fitting_runbook_is_proposed_once_with_a_note_that_the_requester_does_not_see()
    {
        var stage = await RunbookStage.SetAsync(floor);
        await stage.RunbookAsync(Free);
        await stage.RunbookAsync(Free with { Name = "By rule", Causes = ["rule:disk-*"] });
        await stage.FindAsync("process:mysqld");
        Assert.Equal(1, await stage.Proposals.LookAsync(Never));
        Assert.Null((await stage.RunAsync()).Confidence);
        await stage.FindAsync(run: 2);
        Assert.Equal(1, await stage.Proposals.LookAsync(Never));
        Assert.Equal(0, await stage.Proposals.LookAsync(Never));
        Assert.Equal(("process:nginx", RunState.Proposed), ((await stage.RunAsync()).CauseKey, (await stage.RunAsync()).State));
        var entries = await stage.EntriesAsync();
        Assert.Contains(entries, e => e.Text.Contains("process:nginx (90", StringComparison.Ordinal));
        Assert.All(entries, e => Assert.True(e.IsInternal));
        Assert.Empty(await stage.CommandsAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_ticket_does_not_tell_of_another_host_what_was_found_or_done_there_even_where_its_problem_joined_the_ticket(bool hasJoined)
    {
        var stage = await RunbookStage.SetAsync(floor);
        var other = await floor.HostAsync($"hidden-{Guid.NewGuid():N}");
        await using var db = floor.Db();
        if (hasJoined)
        {
            var joined = await CauseStage.NewAsync(db, other.Id, Severity.Warning, floor.Clock.GetUtcNow());
            joined.TicketId = stage.Problem.TicketId;
            db.Problems.Add(joined);
        }

        var key = new AgentKey { HostId = other.Id, SecretHash = Secret.Hash("two") };
        db.AgentKeys.Add(key);
        db.HostActions.Add(new HostActions { HostId = other.Id, At = floor.Clock.GetUtcNow(), Actions = RunbookJson.Write([new HostAction(RunbookStage.Action, "restart-unit", "", [])]) });
        await db.SaveChangesAsync();
        await stage.FindAsync(hostId: other.Id);
        await stage.RunbookAsync(Free);
        Assert.Equal(1, await stage.Proposals.LookAsync(Never));
        var run = await stage.RunAsync();
        Assert.True((await stage.Desk.RunAsync(stage.Technician, stage.Command(), run.Id, false, Never)).IsDone);
        var command = Assert.Single(await stage.Box.TakeAsync(other.Id, key.Id, Never));
        await stage.Results.TakeAsync(other.Id, [new WireResult(command.Id, WireResult.Succeeded, $"nginx of {other.Name}", 0)], Never);
        var entries = await stage.EntriesAsync();
        Assert.Contains(entries, e => e.Text.Contains("on another host: 1. restart-nginx succeeded.", StringComparison.Ordinal));
        Assert.All(entries, e => Assert.DoesNotContain(other.Name, e.Text, StringComparison.Ordinal));
        Assert.All(entries, e => Assert.DoesNotContain("process:nginx", e.Text, StringComparison.Ordinal));
        Assert.Contains(other.Name, (await stage.RunAsync()).Outcome, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Attack_24_Who_asked_cannot_agree_and_who_may_do_what_is_decided_at_the_desk()
    {
        var stage = await RunbookStage.SetAsync(floor);
        var run = await stage.ProposedAsync(RunbookStage.Usual);
        var (desk, viewer) = (stage.Desk, await floor.PersonAsync(Roles.Viewer));
        Assert.Equal(TicketResult.Refused, (await desk.RunAsync(viewer, stage.Command(), run.Id, true, Never)).Result);
        Assert.Equal(TicketResult.Refused, (await desk.AddAsync(viewer, stage.Command(), run.RunbookId, Never)).Result);
        Assert.Equal(TicketResult.Refused, (await desk.CancelAsync(viewer, stage.Command(), run.Id, Never)).Result);
        Assert.Equal(TicketResult.Refused, (await desk.ContinueAsync(viewer, stage.Command(), run.Id, 0, Never)).Result);
        Assert.True((await desk.RunAsync(stage.Lead, stage.Command(), run.Id, false, Never)).IsDone);
        Assert.Equal(TicketResult.Refused, (await desk.ApproveAsync(stage.Technician, stage.Command(), run.Id, Never)).Result);
        Assert.Equal(TicketResult.Invalid, (await desk.ApproveAsync(stage.Lead, stage.Command(), run.Id, Never)).Result);
        Assert.Empty(await stage.CommandsAsync());
        var token = stage.OtherLead with { TokenScopes = [TokenScopes.TicketsWrite] };
        Assert.Equal(TicketResult.Refused, (await desk.ApproveAsync(token, stage.Command(), run.Id, Never)).Result);
        Assert.True((await desk.ApproveAsync(stage.OtherLead, stage.Command(), run.Id, Never)).IsDone);
        Assert.Single(await stage.CommandsAsync());
        await Assert.ThrowsAsync<AccessRefusedException>(() => stage.Book.SwitchAsync(stage.Lead, false, Never));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Attack_24_What_was_asked_for_by_somebody_who_was_disabled_or_demoted_since_cannot_be_agreed_to(bool isDisabled)
    {
        var stage = await RunbookStage.SetAsync(floor);
        var run = await stage.ProposedAsync(RunbookStage.Usual);
        Assert.True((await stage.Desk.RunAsync(stage.Technician, stage.Command(), run.Id, false, Never)).IsDone);
        await using var db = floor.Db();
        DateTimeOffset? disabled = isDisabled ? floor.Clock.GetUtcNow() : null;
        var role = isDisabled ? Roles.Technician : Roles.Viewer;
        await db.Users.Where(u => u.Id == stage.Technician.UserId).ExecuteUpdateAsync(set => set.SetProperty(u => u.DisabledAt, disabled).SetProperty(u => u.Role, role));
        Assert.Contains("Who asked", (await stage.Desk.ApproveAsync(stage.Lead, stage.Command(), run.Id, Never)).Message, StringComparison.Ordinal);
        Assert.Equal(RunState.AwaitingApproval, (await stage.RunAsync()).State);
        Assert.Empty(await stage.CommandsAsync());
    }

    [Fact]
    public async Task Attack_24_A_run_on_a_host_or_ticket_out_of_scope_does_not_exist()
    {
        var stage = await RunbookStage.SetAsync(floor);
        var run = await stage.ProposedAsync(Free);
        await using var db = floor.Db();
        var group = new HostGroup { Name = $"g{Guid.NewGuid():N}", ParentId = HostGroup.FleetId };
        db.HostGroups.Add(group);
        await db.SaveChangesAsync();
        var limited = stage.Technician with { GroupIds = [group.Id] };
        Assert.Equal(TicketResult.NotFound, (await stage.Desk.RunAsync(limited, stage.Command(), run.Id, false, Never)).Result);

        // The ticket is his own, the host is not.
        await db.Tickets.Where(t => t.Id == run.TicketId).ExecuteUpdateAsync(set => set.SetProperty(t => t.AssigneeUserId, limited.UserId));
        Assert.Equal(TicketResult.NotFound, (await stage.Desk.RunAsync(limited, stage.Command(), run.Id, false, Never)).Result);
        Assert.Empty((await new RunbookQueries(floor.Contexts).OfTicketAsync(limited, stage.Number, Never))!.Runs);
        Assert.Single((await new RunbookQueries(floor.Contexts).OfTicketAsync(stage.Technician, stage.Number, Never))!.Runs);

        // A run of another ticket is not found on this one.
        var other = await floor.Desk.OpenAsync(stage.Technician, new NewTicket("Other", "", null, null, Guid.NewGuid()), Never);
        Assert.Equal(TicketResult.NotFound, (await stage.Desk.RunAsync(stage.Technician, new TicketCommand(other.Number, Guid.NewGuid()), run.Id, false, Never)).Result);
    }

    [Fact]
    public async Task Two_who_agree_at_once_make_it_run_once()
    {
        var stage = await RunbookStage.SetAsync(floor);
        var run = await stage.ProposedAsync(RunbookStage.Usual);
        Assert.True((await stage.Desk.RunAsync(stage.Technician, stage.Command(), run.Id, false, Never)).IsDone);
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => Task.Run(() =>
            stage.Desk.ApproveAsync(i % 2 == 0 ? stage.Lead : stage.OtherLead, stage.Command(), run.Id, Never))));
        Assert.Single(outcomes, o => o.IsDone);
        Assert.Single(await stage.CommandsAsync());
    }

    [Fact]
    public async Task It_runs_by_itself_where_all_holds_and_not_beyond_its_limits()
    {
        var stage = await RunbookStage.SetAsync(floor);
        await stage.FindAsync(confidence: 0.7);
        await stage.RunbookAsync(ByItself);
        Assert.Equal(1, await stage.Proposals.LookAsync(Never));
        Assert.Equal(RunState.Proposed, (await stage.RunAsync()).State);

        // A cause that is in the ranking no more speaks for nothing.
        await stage.FindAsync("process:mysqld", run: 2);
        Assert.Equal(0, await stage.Proposals.LookAsync(Never));
        await stage.FindAsync(run: 3);
        Assert.Equal(1, await stage.Proposals.LookAsync(Never));
        var run = await stage.RunAsync();
        Assert.Equal((RunState.Sent, true, (int?)null), (run.State, run.IsAutomatic, run.RequestedByUserId));
        await stage.AnswerAsync(WireResult.Succeeded, "ok");

        // By hand too: once an hour on a host.
        Assert.True((await stage.Desk.AddAsync(stage.Technician, stage.Command(), run.RunbookId, Never)).IsDone);
        var again = await stage.RunAsync();
        var refused = await stage.Desk.RunAsync(stage.Technician, stage.Command(), again.Id, false, Never);
        Assert.Contains("on this host", refused.Message, StringComparison.Ordinal);
        Assert.True((await stage.Desk.RunAsync(stage.Technician, stage.Command(), again.Id, true, Never)).IsDone);
        Assert.True((await stage.AnswerAsync(WireResult.Succeeded, "would")).DryRun);
        Assert.Equal((RunState.Succeeded, true), ((await stage.RunAsync()).State, (await stage.RunAsync()).IsDryRun));
        floor.Clock.Advance(TimeSpan.FromMinutes(61));
        Assert.True((await stage.Desk.RunAsync(stage.Technician, stage.Command(), again.Id, false, Never)).IsDone);
    }

    [Fact]
    public async Task By_itself_with_approval_it_waits_and_a_changed_runbook_is_not_what_was_agreed_to()
    {
        var stage = await RunbookStage.SetAsync(floor);
        await stage.FindAsync();
        var runbook = await stage.RunbookAsync(ByItself with { NeedsApproval = true });
        Assert.Equal(2, await stage.Proposals.LookAsync(Never));
        var run = await stage.RunAsync();
        Assert.Equal(RunState.AwaitingApproval, run.State);
        Assert.Null(await stage.Book.SaveAsync(stage.Admin, runbook.Id, runbook.RowVersion, ByItself with { Description = "other" }, Never));
        await using var db = floor.Db();
        var changed = await db.Runbooks.AsNoTracking().SingleAsync();
        Assert.Null(await stage.Book.EnableAsync(stage.Admin, changed.Id, changed.RowVersion, true, Never));
        Assert.Contains("was changed", (await stage.Desk.ApproveAsync(stage.Lead, stage.Command(), run.Id, Never)).Message, StringComparison.Ordinal);
        floor.Clock.Advance(RunbookDesk.ApprovalTime);
        Assert.Equal(1, await stage.Upkeep.LookAsync(Never));
        Assert.Equal(RunState.Expired, (await stage.RunAsync()).State);
        Assert.Empty(await stage.CommandsAsync());
    }

    [Fact]
    public async Task Steps_go_in_their_order_a_person_says_what_is_done_and_every_state_is_in_the_audit()
    {
        var stage = await RunbookStage.SetAsync(floor);
        var action = RunbookStage.Usual.Steps[0];
        var run = await stage.ProposedAsync(Free with { RehearsesFirst = true, Steps = [new RunbookStep(RunbookStepKind.Manual, "Tell the users"), action] });
        Assert.True((await stage.Desk.RunAsync(stage.Technician, stage.Command(), run.Id, false, Never)).IsDone);
        Assert.True((await stage.AnswerAsync(WireResult.Succeeded, "Would restart")).DryRun);
        Assert.Equal((RunState.Running, 0), ((await stage.RunAsync()).State, (await stage.RunAsync()).Step));
        Assert.Equal(TicketResult.Invalid, (await stage.Desk.ContinueAsync(stage.Technician, stage.Command(), run.Id, 1, Never)).Result);
        Assert.True((await stage.Desk.ContinueAsync(stage.Technician, stage.Command(), run.Id, 0, Never)).IsDone);
        Assert.False((await stage.AnswerAsync(WireResult.Succeeded, "\u001b[31m password=hunter2 \u202Eabc")).DryRun);
        var done = await stage.RunAsync();
        Assert.Equal(RunState.Succeeded, done.State);
        Assert.DoesNotContain("hunter2", done.Outcome, StringComparison.Ordinal);
        Assert.DoesNotContain(done.Outcome, c => c is '\u001b' or '\u202E');
        await using var db = floor.Db();
        var acts = await db.Audit.Where(a => a.Subject == "runbook_run" && a.SubjectId == $"{run.Id}").OrderBy(a => a.Id).Select(a => a.Act).ToListAsync();
        Assert.Equal(["runbook.proposed", "runbook.started", "runbook.result", "runbook.continued", "runbook.result"], acts);
    }

    [Theory]
    [InlineData(true, RunState.Helped)]
    [InlineData(false, RunState.DidNotHelp)]
    public async Task The_check_afterwards_says_whether_it_helped(bool ends, RunState state)
    {
        var stage = await RunbookStage.SetAsync(floor);
        var run = await stage.ProposedAsync(Free);
        Assert.True((await stage.Desk.RunAsync(stage.Technician, stage.Command(), run.Id, false, Never)).IsDone);
        await stage.AnswerAsync(WireResult.Succeeded);
        Assert.Equal(0, await stage.Upkeep.LookAsync(Never));
        floor.Clock.Advance(TimeSpan.FromMinutes(4));
        await using var db = floor.Db();
        if (ends)
        {
            await db.Problems.Where(p => p.Id == stage.Problem.Id).ExecuteUpdateAsync(set => set.SetProperty(p => p.EndedAt, floor.Clock.GetUtcNow()));
        }
        else
        {
            Assert.Equal(0, await stage.Upkeep.LookAsync(Never));
            floor.Clock.Advance(TimeSpan.FromMinutes(6));
        }

        Assert.Equal(1, await stage.Upkeep.LookAsync(Never));
        Assert.Equal(state, (await stage.RunAsync()).State);
        Assert.Contains(await stage.EntriesAsync(), e => e.Text.Contains(ends ? "It helped" : "It did not help", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_waits_for_approval_does_not_begin_once_its_problem_has_ended_and_is_withdrawn()
    {
        var stage = await RunbookStage.SetAsync(floor);
        var run = await stage.ProposedAsync(RunbookStage.Usual);
        Assert.True((await stage.Desk.RunAsync(stage.Technician, stage.Command(), run.Id, false, Never)).IsDone);
        await using var db = floor.Db();
        await db.Problems.Where(p => p.Id == stage.Problem.Id).ExecuteUpdateAsync(set => set.SetProperty(p => p.EndedAt, floor.Clock.GetUtcNow()));
        var refused = await stage.Desk.ApproveAsync(stage.Lead, stage.Command(), run.Id, Never);
        Assert.False(refused.IsDone);
        Assert.StartsWith("The problem has ended meanwhile", refused.Message, StringComparison.Ordinal);
        Assert.Empty(await stage.CommandsAsync());
        Assert.Equal(1, await stage.Upkeep.LookAsync(Never));
        Assert.Equal(0, await stage.Upkeep.LookAsync(Never));
        Assert.Equal(RunState.Expired, (await stage.RunAsync()).State);
        Assert.Contains(await stage.EntriesAsync(), e => e.Text.Contains("The problem ended before somebody agreed. Nothing was done.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_problem_that_was_withdrawn_meanwhile_does_not_say_that_it_helped()
    {
        var stage = await RunbookStage.SetAsync(floor);
        var run = await stage.ProposedAsync(Free);
        Assert.True((await stage.Desk.RunAsync(stage.Technician, stage.Command(), run.Id, false, Never)).IsDone);
        await stage.AnswerAsync(WireResult.Succeeded);
        await using (var db = floor.Db())
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            Assert.Equal(1, await floor.Ledger.WithdrawAsync(db, p => p.Id == stage.Problem.Id, "The rule was deleted.", Never));
            await db.SaveChangesAsync();
            await transaction.CommitAsync();
        }

        Assert.Equal(1, await stage.Upkeep.LookAsync(Never));
        Assert.Equal(0, await stage.Upkeep.LookAsync(Never));
        var checkedRun = await stage.RunAsync();
        Assert.Equal((RunState.Succeeded, null), (checkedRun.State, checkedRun.DueAt));
        Assert.EndsWith("Whether it helped is not known: Nobody judges the problem any more. The rule was deleted.", checkedRun.Outcome.TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_value_that_is_not_what_the_rule_measures_does_not_say_that_it_helped_and_the_check_waits_for_the_window()
    {
        var stage = await RunbookStage.SetAsync(floor);
        await using (var db = floor.Db())
        {
            var mean = new Condition { Metric = "disk.used_percent", Measure = Measure.Mean, Window = TimeSpan.FromMinutes(30), Steps = [new(Severity.Warning, 90)] };
            var rule = new Rule { Key = $"mean-{Guid.NewGuid():N}"[..20], Name = "Mean", Definition = new RuleDefinition { Conditions = [mean] } };
            db.Rules.Add(rule);
            await db.SaveChangesAsync();
            await db.Problems.Where(p => p.Id == stage.Problem.Id).ExecuteUpdateAsync(set => set.SetProperty(p => p.RuleId, rule.Id));
        }

        var run = await stage.ProposedAsync(Free);
        Assert.True((await stage.Desk.RunAsync(stage.Technician, stage.Command(), run.Id, false, Never)).IsDone);
        await stage.AnswerAsync(WireResult.Succeeded);
        var stream = await floor.StreamAsync(stage.Host, ("disk.used_percent", "mount=\"/\""));
        var latest = new LatestValues(floor.Catalog);
        var upkeep = new RunbookUpkeep(floor.Contexts, stage.Notes, latest, floor.Live, floor.Clock);
        foreach (var (minutes, state) in new[] { (10, RunState.Succeeded), (20, RunState.DidNotHelp) })
        {
            floor.Clock.Advance(TimeSpan.FromMinutes(minutes));
            latest.Offer(new CommittedTick(stage.Host.Id, stream, floor.Clock.GetUtcNow(), floor.Clock.GetUtcNow(), [40]));
            Assert.Equal(1, await upkeep.LookAsync(Never));
            Assert.Equal(state, (await stage.RunAsync()).State);
        }
    }

    [Fact]
    public async Task What_was_not_fetched_in_time_expires_and_what_was_fetched_and_never_answered_is_unknown()
    {
        var stage = await RunbookStage.SetAsync(floor);
        var run = await stage.ProposedAsync(Free with { MostPerHost = 10 });
        Assert.True((await stage.Desk.RunAsync(stage.Technician, stage.Command(), run.Id, false, Never)).IsDone);
        floor.Clock.Advance(RunbookStepper.Validity);
        Assert.Empty(await stage.Box.TakeAsync(stage.Host.Id, stage.KeyId, Never));
        Assert.Equal(1, await stage.Upkeep.LookAsync(Never));
        Assert.Equal(RunState.Expired, (await stage.RunAsync()).State);

        Assert.True((await stage.Desk.AddAsync(stage.Technician, stage.Command(), run.RunbookId, Never)).IsDone);
        run = await stage.RunAsync();
        Assert.True((await stage.Desk.RunAsync(stage.Technician, stage.Command(), run.Id, false, Never)).IsDone);
        var command = Assert.Single(await stage.Box.TakeAsync(stage.Host.Id, stage.KeyId, Never));
        Assert.Equal(TicketResult.Invalid, (await stage.Desk.CancelAsync(stage.Technician, stage.Command(), run.Id, Never)).Result);
        floor.Clock.Advance(RunbookStepper.Validity);
        Assert.Equal(0, await stage.Upkeep.LookAsync(Never));
        floor.Clock.Advance(RunbookUpkeep.Grace);
        Assert.Equal(1, await stage.Upkeep.LookAsync(Never));
        Assert.Equal(RunState.Unknown, (await stage.RunAsync()).State);

        // It tells after all; that it does not know either is no news.
        var entries = (await stage.EntriesAsync()).Count;
        await stage.Results.TakeAsync(stage.Host.Id, [new WireResult(command.Id, WireResult.Unknown, "killed")], Never);
        Assert.Equal((RunState.Unknown, entries), ((await stage.RunAsync()).State, (await stage.EntriesAsync()).Count));
        await stage.Results.TakeAsync(stage.Host.Id, [new WireResult(command.Id, WireResult.Failed, "no", 3)], Never);
        Assert.Equal(RunState.Failed, (await stage.RunAsync()).State);
    }

    [Theory]
    [InlineData(false, WireResult.Expired, RunState.Expired)]
    [InlineData(false, WireResult.Succeeded, RunState.Succeeded)]
    [InlineData(true, WireResult.Succeeded, RunState.Failed)]
    public async Task What_an_agent_tells_late_ends_the_run_as_it_was_and_a_rehearsal_is_not_taken_for_the_deed(bool rehearses, string told, RunState state)
    {
        var stage = await RunbookStage.SetAsync(floor);
        var run = await stage.ProposedAsync(Free with { RehearsesFirst = rehearses });
        Assert.True((await stage.Desk.RunAsync(stage.Technician, stage.Command(), run.Id, false, Never)).IsDone);
        var command = Assert.Single(await stage.Box.TakeAsync(stage.Host.Id, stage.KeyId, Never));
        floor.Clock.Advance(RunbookStepper.Validity + RunbookUpkeep.Grace);
        Assert.Equal(1, await stage.Upkeep.LookAsync(Never));
        await stage.Results.TakeAsync(stage.Host.Id, [new WireResult(command.Id, told, "late")], Never);
        Assert.Equal(state, (await stage.RunAsync()).State);
    }

    [Fact]
    public async Task Attack_06_A_result_counts_once_and_for_the_own_host_alone()
    {
        var stage = await RunbookStage.SetAsync(floor);
        var run = await stage.ProposedAsync(Free);
        Assert.True((await stage.Desk.RunAsync(stage.Technician, stage.Command(), run.Id, false, Never)).IsDone);
        var command = Assert.Single(await stage.Box.TakeAsync(stage.Host.Id, stage.KeyId, Never));
        var foreign = await floor.HostAsync("foreign");
        Assert.Empty(await stage.Box.TakeAsync(foreign.Id, stage.KeyId, Never));
        await stage.Results.TakeAsync(foreign.Id, [new WireResult(command.Id, WireResult.Succeeded, "forged"), new WireResult(Guid.NewGuid(), WireResult.Succeeded, "")], Never);
        Assert.Equal(RunState.Sent, (await stage.RunAsync()).State);
        await using var db = floor.Db();
        Assert.Equal(1, await db.Audit.CountAsync(a => a.Act == "agent.foreign_result" && a.SubjectId == $"{foreign.Id}"));

        await stage.Results.TakeAsync(stage.Host.Id, [new WireResult(command.Id, "own3d", ""), new WireResult(command.Id, WireResult.Running, "")], Never);
        Assert.Equal(RunState.Running, (await stage.RunAsync()).State);
        await stage.Results.TakeAsync(stage.Host.Id, [new WireResult(command.Id, WireResult.Refused, "not in the list")], Never);
        var entries = (await stage.EntriesAsync()).Count;
        await stage.Results.TakeAsync(stage.Host.Id, [new WireResult(command.Id, WireResult.Succeeded, "again"), new WireResult(command.Id, WireResult.Running, "")], Never);
        Assert.Equal((RunState.Refused, entries), ((await stage.RunAsync()).State, (await stage.EntriesAsync()).Count));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_run_that_waits_for_a_person_goes_along_with_a_merge_and_ends_with_its_ticket(bool isMerged)
    {
        var stage = await RunbookStage.SetAsync(floor);
        var run = await stage.ProposedAsync(Free with { Steps = [new RunbookStep(RunbookStepKind.Manual, "Look at the lamp")] });
        Assert.True((await stage.Desk.RunAsync(stage.Technician, stage.Command(), run.Id, false, Never)).IsDone);
        Assert.Equal(RunState.Running, (await stage.RunAsync()).State);
        await using var db = floor.Db();
        if (isMerged)
        {
            var into = (await floor.Desk.OpenAsync(stage.Technician, new NewTicket("The same", "", null, null, Guid.NewGuid()), Never)).Number;
            var merges = new MergeDesk(floor.Journal, floor.Work, floor.Consequences, Options.Create(new AttachmentOptions()));
            Assert.True((await merges.MergeAsync(stage.Technician, stage.Command(), into, Never)).IsDone);
            Assert.Equal(0, await stage.Upkeep.LookAsync(Never));
            Assert.True((await stage.Desk.ContinueAsync(stage.Technician, new TicketCommand(into, Guid.NewGuid()), run.Id, 0, Never)).IsDone);
            Assert.Equal(RunState.Succeeded, (await stage.RunAsync()).State);
            return;
        }

        await db.Tickets.Where(t => t.Number == stage.Number).ExecuteUpdateAsync(set => set.SetProperty(t => t.State, TicketState.Closed));
        Assert.Equal(1, await stage.Upkeep.LookAsync(Never));
        var ended = await stage.RunAsync();
        Assert.Equal(RunState.Cancelled, ended.State);
        Assert.Contains("was closed", ended.Outcome, StringComparison.Ordinal);
        Assert.Equal(0, await stage.Upkeep.LookAsync(Never));
    }

    [Fact]
    public async Task A_run_is_cancelled_before_the_agent_has_it_and_one_at_a_time_is_at_work_on_a_host()
    {
        var stage = await RunbookStage.SetAsync(floor);
        var run = await stage.ProposedAsync(Free with { MostPerHost = 10 });
        Assert.True((await stage.Desk.AddAsync(stage.Technician, stage.Command(), run.RunbookId, Never)).IsDone);
        var second = await stage.RunAsync();
        Assert.True((await stage.Desk.RunAsync(stage.Technician, stage.Command(), run.Id, false, Never)).IsDone);
        Assert.Contains("Another runbook", (await stage.Desk.RunAsync(stage.Technician, stage.Command(), second.Id, false, Never)).Message, StringComparison.Ordinal);
        Assert.True((await stage.Desk.CancelAsync(stage.Technician, stage.Command(), run.Id, Never)).IsDone);
        Assert.Empty(await stage.Box.TakeAsync(stage.Host.Id, stage.KeyId, Never));
        Assert.True((await stage.Desk.RunAsync(stage.Technician, stage.Command(), second.Id, false, Never)).IsDone);
    }
}
