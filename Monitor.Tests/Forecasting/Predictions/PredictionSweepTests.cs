using Microsoft.EntityFrameworkCore;
using Monitor.Domain.Forecasting;
using Monitor.Domain.Forecasting.Predictions;
using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Ledger;
using Monitor.Tests.Problems;
using Monitor.Tests.Problems.Ledger;
using Monitor.Web.Access;
using Monitor.Web.Forecasting.Predictions;
using Monitor.Web.Problems;

namespace Monitor.Tests.Forecasting.Predictions;

/// <summary>What becomes of predictions, on a real database.</summary>
public sealed class PredictionSweepTests(ActingFloor floor) : IClassFixture<ActingFloor>
{
    private static readonly CancellationToken Never = CancellationToken.None;
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private PredictionSweep Sweep => new(floor.Contexts, floor.NewLedger(), floor.Clock);

    [Fact]
    public async Task What_came_is_a_hit_with_its_lead_also_when_it_is_over_by_then()
    {
        var host = await floor.HostAsync("hit-1");
        await OpenAsync(host);
        floor.Clock.Advance(5 * Hour);
        await floor.SayAsync(host, VerdictKind.Fired);
        floor.Clock.Advance(Hour);
        await floor.SayAsync(host, VerdictKind.Ended);
        Assert.True(await Sweep.RunAsync(Never) >= 1);
        Assert.Equal(0, await Sweep.RunAsync(Never));
        var hit = await OfAsync(host);
        Assert.Equal((PredictionOutcome.Hit, 5 * Hour, "It came 5 h after people were told."), (hit.Outcome, hit.Lead, hit.EndText));
    }

    [Fact]
    public async Task What_does_not_come_by_its_deadline_was_wrong_and_its_problem_ends_with_that()
    {
        var host = await floor.HostAsync("false-1");
        await OpenAsync(host);
        await LookedAtAsync(host, 9 * Hour);
        floor.Clock.Advance(9.9 * Hour);
        await Sweep.RunAsync(Never);
        Assert.Equal(PredictionOutcome.Open, (await OfAsync(host)).Outcome);
        floor.Clock.Advance(0.1 * Hour);
        await Sweep.RunAsync(Never);
        Assert.Equal(PredictionOutcome.False, (await OfAsync(host)).Outcome);
        var problem = await floor.ProblemAsync(host);
        Assert.Equal(ProblemPhase.Ended, problem.Phase);
        Assert.EndsWith("and did not: the prediction was wrong.", problem.EndText, StringComparison.Ordinal);
        Assert.Equal(["Began", "Ended"], await floor.NoticesAsync(host));
    }

    [Fact]
    public async Task Where_nothing_was_measured_since_nobody_can_say_and_so_it_is_written()
    {
        var host = await floor.HostAsync("unknown-1");
        await OpenAsync(host);
        floor.Clock.Advance(10 * Hour);
        await Sweep.RunAsync(Never);
        Assert.Equal(PredictionOutcome.Unknown, (await OfAsync(host)).Outcome);
        Assert.Contains("nothing was measured since", (await floor.ProblemAsync(host)).EndText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_came_unforeseen_is_missed_once_and_what_was_foreseen_is_not()
    {
        var (unforeseen, foreseen, other) = (await floor.HostAsync("missed-1"), await floor.HostAsync("missed-2"), await floor.HostAsync("missed-3"));
        await OpenAsync(foreseen);
        foreach (var host in new[] { unforeseen, foreseen })
        {
            await floor.SayAsync(host, VerdictKind.Fired);
        }

        await floor.SayAsync(other, VerdictKind.Fired, "cpu-high", "");
        await Sweep.RunAsync(Never);
        await floor.SayAsync(unforeseen, VerdictKind.Ended);
        await Sweep.RunAsync(Never);
        Assert.Equal(PredictionOutcome.Missed, (await OfAsync(unforeseen)).Outcome);
        Assert.Equal(PredictionOutcome.Hit, (await OfAsync(foreseen)).Outcome);
        floor.Clock.Advance(TimeSpan.FromMinutes(1));
        await floor.SayAsync(unforeseen, VerdictKind.Fired);
        await Sweep.RunAsync(Never);
        await using var db = floor.Db();
        Assert.Equal(2, await db.Predictions.CountAsync(p => p.HostId == unforeseen.Id));
        Assert.False(await db.Predictions.AnyAsync(p => p.HostId == other.Id));
    }

    [Fact]
    public async Task What_came_before_anybody_was_told_is_missed_and_no_hit_by_hindsight()
    {
        var host = await floor.HostAsync("hindsight-1");
        var verdict = await floor.VerdictAsync(host, VerdictKind.Fired);
        var now = floor.Clock.GetUtcNow();
        await using var db = floor.Db();
        db.Predictions.Add(new Prediction
        {
            HostId = host.Id, RuleId = verdict.RuleId, Fingerprint = verdict.Fingerprint, Metric = verdict.Metric, Labels = verdict.Labels, Severity = verdict.Severity,
            Source = "Day", Model = "blend", Limit = 80, IssuedAt = now, UpdatedAt = now, Outcome = PredictionOutcome.Candidate, Rounds = 1,
        });
        await db.SaveChangesAsync();
        floor.Clock.Advance(TimeSpan.FromMinutes(10));
        await floor.SayAsync(host, VerdictKind.Fired);

        var rules = await RuleSet.ReadAsync(db, Never);
        var effective = rules.Of(rules.Rules.Single(r => r.Key == "disk-full"), host.Id, host.GroupId);
        var subject = new PredictionSubject(new FreshForecast(0, "Day", null!, "blend", null), verdict.Metric, verdict.Labels, host.Id, effective);
        var round = await PredictionRound.ReadAsync(db, [verdict.Fingerprint], floor.Clock.GetUtcNow(), Never);
        round.Take(subject, new Sighting { Source = "Day", At = floor.Clock.GetUtcNow(), Value = 91, Limit = 80, Severity = verdict.Severity, Probability = 0.95, Skill = 0.5 });
        await db.SaveChangesAsync();
        Assert.Empty(round.Verdicts);
        Assert.Equal(1, round.Changed);
        await Sweep.RunAsync(Never);
        Assert.Equal(PredictionOutcome.Missed, (await OfAsync(host)).Outcome);
    }

    [Fact]
    public async Task A_rule_that_went_away_leaves_a_prediction_of_which_nobody_can_say_whether_it_was_right()
    {
        var host = await floor.HostAsync("unknown-2");
        await OpenAsync(host);
        await floor.OverrideAsync("disk-full", new Domain.Problems.Rules.RuleOverride { HostId = host.Id, Enabled = false });
        await floor.Ledger.ReviewAsync(Never);
        await Sweep.RunAsync(Never);
        var prediction = await OfAsync(host);
        Assert.Equal((PredictionOutcome.Unknown, "The rule Disk was switched off (host)."), (prediction.Outcome, prediction.EndText));
    }

    [Fact]
    public async Task Fault_43_A_predicted_problem_whose_server_died_before_it_was_written_down_ends_by_itself()
    {
        var host = await floor.HostAsync("died-1");
        await floor.SayAsync(host, VerdictKind.Predicted);
        await Sweep.RunAsync(Never);
        Assert.Null((await floor.ProblemAsync(host)).EndedAt);
        floor.Clock.Advance(TimeSpan.FromMinutes(11));
        await Sweep.RunAsync(Never);
        Assert.Equal("No forecast says so any more: the prediction is withdrawn.", (await floor.ProblemAsync(host)).EndText);
    }

    [Fact]
    public async Task Fault_42_Two_servers_that_sweep_at_once_grade_once()
    {
        var host = await floor.HostAsync("two-1");
        await OpenAsync(host);
        await LookedAtAsync(host, 9 * Hour);
        var unforeseen = await floor.HostAsync("two-2");
        await floor.SayAsync(unforeseen, VerdictKind.Fired);
        floor.Clock.Advance(10 * Hour);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Sweep.RunAsync(Never))));
        Assert.Equal(["Began", "Ended"], await floor.NoticesAsync(host));
        Assert.Equal(PredictionOutcome.Missed, (await OfAsync(unforeseen)).Outcome);
    }

    [Fact]
    public async Task The_figures_count_what_was_withdrawn_as_wrong_and_what_nobody_knows_not_at_all()
    {
        var host = await floor.HostAsync("score-1");
        var other = await floor.HostAsync("score-2");
        var from = floor.Clock.GetUtcNow() + TimeSpan.FromDays(1000);
        await using var db = floor.Db();
        var rule = await db.Rules.Where(r => r.Key == "disk-full").Select(r => r.Id).SingleAsync();
        PredictionOutcome[] outcomes =
        [
            PredictionOutcome.Hit, PredictionOutcome.Hit, PredictionOutcome.Hit, PredictionOutcome.False, PredictionOutcome.Withdrawn, PredictionOutcome.Missed, PredictionOutcome.Unknown,
        ];
        db.Predictions.AddRange(outcomes.Select((o, i) => new Prediction
        {
            HostId = host.Id, RuleId = rule, Fingerprint = $"score/{i}", Metric = "disk.used_percent", IssuedAt = from, UpdatedAt = from, EndedAt = from + Hour,
            Outcome = o, Lead = o == PredictionOutcome.Hit ? (i + 1) * Hour : null,
        }));
        db.Predictions.Add(new Prediction
        {
            HostId = other.Id, RuleId = rule, Fingerprint = "score/other", Metric = "disk.used_percent", IssuedAt = from, UpdatedAt = from, EndedAt = from + Hour, Outcome = PredictionOutcome.Missed,
        });
        await db.SaveChangesAsync();
        var score = await new PredictionScores(floor.Contexts).ReadAsync(Actor.System, host.Id, from, from + (2 * Hour), Never);
        Assert.Equal((0.6, 0.75, 2 * Hour), (score.Precision!.Value, score.Recall!.Value, score.MedianLead!.Value));
        Assert.Equal(2, (await new PredictionScores(floor.Contexts).ReadAsync(Actor.System, null, from, from + (2 * Hour), Never)).Missed);
        var none = await new PredictionScores(floor.Contexts).ReadAsync(Actor.System, null, from + (2 * Hour), from + (3 * Hour), Never);
        Assert.Equal((null, null, null), (none.Precision, none.Recall, none.MedianLead));
    }

    /// <summary>As the judge leaves one that was told: a row and its problem.</summary>
    private async Task OpenAsync(Host host)
    {
        var verdict = await floor.VerdictAsync(host, VerdictKind.Predicted);
        await floor.Ledger.TakeAsync(verdict with { Summary = "Disk usage of / is expected to exceed 80 %" }, Never);
        var now = floor.Clock.GetUtcNow();
        await using var db = floor.Db();
        db.Predictions.Add(new Prediction
        {
            HostId = host.Id, RuleId = verdict.RuleId, Fingerprint = verdict.Fingerprint, Metric = verdict.Metric, Labels = verdict.Labels, Severity = verdict.Severity,
            Source = "Day", Model = "blend", Limit = 80, IssuedAt = now, UpdatedAt = now, DeadlineAt = now + (10 * Hour), Outcome = PredictionOutcome.Open,
            ProblemId = (await floor.ProblemAsync(host)).Id,
        });
        await db.SaveChangesAsync();
    }

    private async Task LookedAtAsync(Host host, TimeSpan after)
    {
        await using var db = floor.Db();
        await db.Predictions.Where(p => p.HostId == host.Id).ExecuteUpdateAsync(set => set.SetProperty(p => p.UpdatedAt, p => p.IssuedAt + after));
    }

    private async Task<Prediction> OfAsync(Host host)
    {
        await using var db = floor.Db();
        return await db.Predictions.AsNoTracking().SingleAsync(p => p.HostId == host.Id);
    }
}
