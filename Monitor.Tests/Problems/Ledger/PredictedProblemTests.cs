using Microsoft.EntityFrameworkCore;
using Monitor.Domain.Access;
using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Ledger;
using Monitor.Domain.Problems.Rules;
using Monitor.Domain.Tickets;
using Monitor.Web.Access;
using Monitor.Web.Detection;
using Monitor.Web.Problems.Rules;
using Monitor.Web.Tickets;

namespace Monitor.Tests.Problems.Ledger;

/// <summary>Problems that are only expected, in the ledger on a real database.</summary>
public sealed class PredictedProblemTests(ActingFloor floor) : IClassFixture<ActingFloor>
{
    private const string Expected = "Disk usage of / is expected to exceed 80 % on Thu 3 Dec around 14:00 UTC (between 13:00 and 16:00), probability 0.8";
    private static readonly CancellationToken Never = CancellationToken.None;
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public async Task What_comes_as_predicted_is_one_problem_with_one_ticket_that_begins_with_the_evidence()
    {
        var host = await floor.HostAsync("seen-1");
        await ForeseeAsync(host);
        await ForeseeAsync(host);
        var predicted = await floor.ProblemAsync(host);
        Assert.Equal((ProblemPhase.Predicted, Expected, Severity.Warning), (predicted.Phase, predicted.Summary, predicted.Severity));
        await using (var db = floor.Db())
        {
            var ticket = await db.Tickets.SingleAsync(t => t.HostId == host.Id);
            Assert.Equal(($"seen-1: {Expected}", TicketPriority.Medium, ticket.Id), (ticket.Title, ticket.Priority, predicted.TicketId));
            Assert.StartsWith($"{Expected}. Predicted for seen-1 at ", ticket.Description, StringComparison.Ordinal);
            Assert.EndsWith(" UTC. It grew by 4 % a day.", ticket.Description, StringComparison.Ordinal);
        }

        floor.Clock.Advance(5 * Hour);
        await floor.SayAsync(host, VerdictKind.Fired);
        var real = await floor.ProblemAsync(host);
        Assert.Equal((predicted.Id, predicted.TicketId, ProblemPhase.Firing, floor.Clock.GetUtcNow()), (real.Id, real.TicketId, real.Phase, real.FiringAt));
        await floor.SayAsync(host, VerdictKind.Ended);
        Assert.Equal(["Began", "CameTrue", "Ended"], await floor.NoticesAsync(host));
        await using (var db = floor.Db())
        {
            var ticket = await db.Tickets.SingleAsync(t => t.HostId == host.Id);
            Assert.Equal(TicketState.Resolved, ticket.State);
            Assert.True(await db.TicketEntries.AnyAsync(e => e.TicketId == ticket.Id && e.Text.Contains("what was predicted has come. Disk usage of / 91.2 % exceeded the limit of 80 %")));
            Assert.Equal(
                [DecisionKind.Predicted, DecisionKind.CameTrue, DecisionKind.Ended], (await floor.DecisionsAsync(host)).Select(d => d.Kind));
        }
    }

    [Fact]
    public async Task What_is_taken_back_ends_in_words_and_resolves_its_ticket_and_a_sample_neither_ends_nor_changes_it()
    {
        var host = await floor.HostAsync("seen-2");
        await ForeseeAsync(host);
        foreach (var kind in new[] { VerdictKind.Ended, VerdictKind.BeganToClear, VerdictKind.FiresAgain, VerdictKind.SeverityChanged })
        {
            await floor.SayAsync(host, kind, severity: Severity.Critical);
        }

        Assert.Equal((ProblemPhase.Predicted, Severity.Warning), ((await floor.ProblemAsync(host)).Phase, (await floor.ProblemAsync(host)).Severity));
        await ForeseeAsync(host, VerdictKind.PredictionEnded, "The forecast no longer expects it: the prediction is withdrawn.");
        await ForeseeAsync(host, VerdictKind.PredictionEnded, "Twice.");
        Assert.Equal(["Began", "Ended"], await floor.NoticesAsync(host));
        Assert.Equal("The forecast no longer expects it: the prediction is withdrawn.", (await floor.ProblemAsync(host)).EndText);
        await using var db = floor.Db();
        Assert.Equal(TicketState.Resolved, (await db.Tickets.SingleAsync(t => t.HostId == host.Id)).State);
    }

    [Fact]
    public async Task What_lasts_is_not_ended_by_a_forecast_and_its_ticket_says_that_worse_is_expected()
    {
        var host = await floor.HostAsync("seen-3");
        await floor.SayAsync(host, VerdictKind.Fired);
        await ForeseeAsync(host, severity: Severity.Critical);
        await ForeseeAsync(host, severity: Severity.Critical);
        await ForeseeAsync(host, VerdictKind.PredictionEnded, "The forecast no longer expects it.");
        Assert.Equal(ProblemPhase.Firing, (await floor.ProblemAsync(host)).Phase);
        await using var db = floor.Db();
        var ticket = await db.Tickets.SingleAsync(t => t.HostId == host.Id);
        var entries = await db.TicketEntries.Where(e => e.TicketId == ticket.Id).OrderBy(e => e.Id).Select(e => e.Text).ToListAsync();
        Assert.Equal(["Opened by Monitor.", $"seen-3: worse is expected, Critical. {Expected}. It grew by 4 % a day.", "seen-3: The forecast no longer expects it."], entries);
        Assert.Equal(["Began"], await floor.NoticesAsync(host));
    }

    [Fact]
    public async Task A_judge_that_starts_anew_takes_nothing_that_is_only_expected_for_what_is()
    {
        var host = await floor.HostAsync("seen-4");
        await ForeseeAsync(host);
        await using var db = floor.Db();
        var facts = await JudgeFacts.ReadAsync(db, Never);
        Assert.Empty(facts.OpenOn(host.Id));
        await floor.SayAsync(host, VerdictKind.Fired);
        Assert.Single((await JudgeFacts.ReadAsync(db, Never)).OpenOn(host.Id));
    }

    [Fact]
    public async Task A_rule_that_is_told_ahead_no_more_ends_its_predictions_with_that_reason_and_takes_no_new_ones()
    {
        var host = await floor.HostAsync("seen-5");
        await using var db = floor.Db();
        var definition = (await db.Rules.AsNoTracking().SingleAsync(r => r.Key == "disk-full")).Definition;
        var rule = new Rule { Key = "disk-ahead", Name = "Disk ahead", UpdatedAt = floor.Clock.GetUtcNow(), Definition = definition };
        db.Rules.Add(rule);
        await db.SaveChangesAsync();
        await ForeseeAsync(host, ruleKey: "disk-ahead");
        var draft = RuleDraft.Of(rule) with { Definition = definition with { Predicted = null } };
        var admin = await floor.PersonAsync(Roles.Admin);
        Assert.True((await floor.Book.ChangeAsync(admin, new RuleAt(rule.Id, rule.Version), draft, "Too early for us.", Never)).IsDone);
        await ForeseeAsync(host, ruleKey: "disk-ahead");
        Assert.Equal(["Began", "Ended"], await floor.NoticesAsync(host));
        Assert.Equal("The rule Disk ahead asks for no prediction any more.", (await floor.ProblemAsync(host)).EndText);
        Assert.Equal(DecisionKind.PassedOver, (await floor.DecisionsAsync(host))[^1].Kind);
    }

    [Fact]
    public async Task A_silence_holds_a_prediction_as_any_problem_and_what_comes_in_it_is_told_as_what_it_is_by_then()
    {
        var host = await floor.HostAsync("seen-6");
        await floor.SilenceAsync(host, Hour);
        await ForeseeAsync(host);
        floor.Clock.Advance(Hour / 2);
        await floor.SayAsync(host, VerdictKind.Fired);
        Assert.Single(await floor.NoticesAsync(host));
        await floor.SweepAsync(Hour);
        Assert.Equal("Began", (await floor.NoticesAsync(host))[^1]);
        await floor.SayAsync(host, VerdictKind.Ended);
        Assert.Equal(["Began", "Ended"], (await floor.NoticesAsync(host)).Skip(1));
    }

    [Fact]
    public async Task What_is_expected_shares_its_ticket_with_nothing_else()
    {
        var host = await floor.HostAsync("seen-7");
        await ForeseeAsync(host);
        await floor.SayAsync(host, VerdictKind.Fired, "memory-high", "");
        await ForeseeAsync(host, ruleKey: "inodes-full", labels: "mount=\"/\"");
        Assert.Equal(["Began", "Began", "Began"], await floor.NoticesAsync(host));
        await using var db = floor.Db();
        Assert.Equal(3, await db.Tickets.CountAsync(t => t.HostId == host.Id));
    }

    [Fact]
    public async Task A_ticket_that_was_called_done_meanwhile_stays_done_until_what_was_predicted_comes()
    {
        var host = await floor.HostAsync("seen-8");
        await ForeseeAsync(host);
        var person = await floor.PersonAsync(Roles.Technician);
        await using var db = floor.Db();
        var number = await db.Tickets.Where(t => t.HostId == host.Id).Select(t => t.Number).SingleAsync();
        Assert.True((await floor.Desk.MoveAsync(person, new TicketCommand(number, Guid.NewGuid()), TicketState.Resolved, "", Never)).IsDone);
        await floor.SweepAsync(2 * Hour);
        Assert.Equal(0, await floor.StillFiring.ReopenAsync(Never));
        await floor.SayAsync(host, VerdictKind.Fired, severity: Severity.Critical);
        Assert.Equal(["Began", "CameTrue"], await floor.NoticesAsync(host));
        Assert.Equal(TicketState.Open, await db.Tickets.Where(t => t.HostId == host.Id).Select(t => t.State).SingleAsync());
    }

    [Fact]
    public async Task Fault_41_Many_servers_at_once_make_one_predicted_problem_and_one_real_one_of_it()
    {
        var host = await floor.HostAsync("seen-9");
        var verdict = await VerdictAsync(host, VerdictKind.Predicted, Expected, Severity.Warning, "disk-full", null);
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => floor.NewLedger().TakeAsync(verdict, Never))));
        var fired = await floor.VerdictAsync(host, VerdictKind.Fired);
        await Task.WhenAll(Enumerable.Range(0, 6).Select(i => Task.Run(() => floor.NewLedger().TakeAsync(i % 2 == 0 ? fired : verdict, Never))));
        Assert.Equal(["Began", "CameTrue"], await floor.NoticesAsync(host));
        await using var db = floor.Db();
        Assert.Equal(1, await db.Problems.CountAsync(p => p.HostId == host.Id));
    }

    [Fact]
    public async Task On_its_first_day_a_host_is_told_of_a_disk_that_fills_up_and_of_nothing_else()
    {
        var host = await floor.HostAsync("seen-10", age: Hour);
        await ForeseeAsync(host, ruleKey: "swap-high", labels: "");
        Assert.True((await floor.ProblemAsync(host)).IsHeldBack);
        await ForeseeAsync(host);
        Assert.Equal(["(Began: it is the first day of the host)", "Began"], await floor.NoticesAsync(host));
        floor.Clock.Advance(TimeSpan.FromDays(1));
        await floor.SayAsync(host, VerdictKind.Fired, "swap-high", "");
        Assert.Equal("Began", (await floor.NoticesAsync(host))[^1]);
        Assert.False((await floor.ProblemAsync(host)).IsHeldBack && (await floor.ProblemAsync(host)).Metric == "swap.used_percent");
    }

    private async Task ForeseeAsync(
        Host host, VerdictKind kind = VerdictKind.Predicted, string summary = Expected, Severity severity = Severity.Warning, string ruleKey = "disk-full", string? labels = null) =>
        await floor.Ledger.TakeAsync(await VerdictAsync(host, kind, summary, severity, ruleKey, labels), Never);

    private async Task<Verdict> VerdictAsync(Host host, VerdictKind kind, string summary, Severity severity, string ruleKey, string? labels) =>
        await floor.VerdictAsync(host, kind, ruleKey, labels ?? "mount=\"/\"", severity) with { Summary = summary, Evidence = "It grew by 4 % a day." };
}
