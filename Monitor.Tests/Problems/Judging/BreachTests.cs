using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Judging;
using Monitor.Domain.Problems.Ledger;
using Monitor.Domain.Problems.Rules;

namespace Monitor.Tests.Problems.Judging;

public sealed class BreachTests
{
    private static readonly DateTimeOffset Start = JudgedRule.Start;

    [Fact]
    public void A_breach_fires_once_when_it_has_held_for_its_duration()
    {
        var cpu = Cpu(300);
        Assert.Equal([(150, VerdictKind.Fired)], cpu.Feed(Enumerable.Repeat(95.0, 400)));
        Assert.Equal(Start.UtcTicks, cpu.Watch.Tracker.BeganTicks);
    }

    [Fact]
    public void A_breach_shorter_than_its_window_opens_nothing()
    {
        var cpu = Cpu(300);
        Assert.Empty(cpu.Feed([.. Enumerable.Repeat(95.0, 150), 50.0, .. Enumerable.Repeat(95.0, 149)]));
    }

    [Fact]
    public void What_waits_and_what_gave_up_is_told_once_each()
    {
        var cpu = Cpu(300);
        Assert.Equal(VerdictKind.Pending, cpu.Take(Start, 95));
        Assert.Null(cpu.Take(Start.AddSeconds(2), 95));
        var given = cpu.Told(Start.AddSeconds(4), 87)!;
        Assert.Equal((VerdictKind.Abandoned, TimeSpan.FromSeconds(4), TimeSpan.FromMinutes(5)), (given.Kind, given.HeldFor, given.For));
        Assert.Equal("CPU usage is back at 87 % before 5 min were over.", given.Summary);
        Assert.Null(cpu.Take(Start.AddSeconds(6), 50));
    }

    [Fact]
    public void Between_limit_and_clear_level_a_firing_problem_keeps_firing()
    {
        var cpu = Cpu(0);
        Assert.Equal([(0, VerdictKind.Fired)], cpu.Feed([95.0, .. Enumerable.Repeat(87.0, 100)]));
        Assert.True(cpu.Watch.Tracker.IsActive);
    }

    [Fact]
    public void It_ends_when_the_value_has_been_good_long_enough()
    {
        var cpu = Cpu(0);
        Assert.Equal([(0, VerdictKind.Fired), (9, VerdictKind.BeganToClear), (31, VerdictKind.Ended)], cpu.Feed([95.0, .. Enumerable.Repeat(50.0, 40)]));
        Assert.False(cpu.Watch.Tracker.IsAwake);
    }

    [Fact]
    public void A_relapse_while_clearing_is_the_same_problem() => Assert.Equal(
        [VerdictKind.Fired, VerdictKind.BeganToClear, VerdictKind.FiresAgain, VerdictKind.BeganToClear],
        Cpu(0).Feed([95.0, .. Enumerable.Repeat(50.0, 20), 95.0, .. Enumerable.Repeat(50.0, 20)]).Select(s => s.Kind));

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void Fault_29_A_missing_value_neither_opens_nor_ends(double missing)
    {
        var cpu = Cpu(0, clearSeconds: 0);
        Assert.Null(cpu.Take(Start, missing));
        Assert.Equal(VerdictKind.Fired, cpu.Take(Start.AddSeconds(2), 99));
        Assert.Null(cpu.Take(Start.AddSeconds(4), missing));
        Assert.True(cpu.Watch.Tracker.IsActive);
    }

    [Fact]
    public void A_gap_does_not_count_as_time_above_the_limit()
    {
        var cpu = Cpu(300);
        cpu.Take(Start, 95);
        Assert.Null(cpu.Take(Start.AddMinutes(10), 95));
        Assert.Equal(Start.AddMinutes(10).UtcTicks, cpu.Watch.Tracker.BeganTicks);
    }

    [Fact]
    public void A_tick_that_is_older_than_the_last_one_is_passed_over()
    {
        var cpu = Cpu(0);
        Assert.Equal(VerdictKind.Fired, cpu.Take(Start.AddSeconds(2), 95));
        Assert.Null(cpu.Take(Start, 1));
        Assert.Null(cpu.Take(Start.AddSeconds(2), 1));
        Assert.Equal(1, cpu.Watch.Tracker.Severities.Count(_ => cpu.Watch.Tracker.IsActive));
    }

    [Fact]
    public void A_step_that_could_not_be_written_down_is_taken_again_with_the_next_sample()
    {
        var cpu = Cpu(0, clearSeconds: 0);
        Assert.Equal(VerdictKind.Fired, cpu.Take(Start, 95));
        cpu.TakeBack();
        Assert.Equal(VerdictKind.Fired, cpu.Take(Start.AddSeconds(2), 96));
        Assert.Equal(VerdictKind.Ended, cpu.Take(Start.AddSeconds(4), 1));
        cpu.TakeBack();
        Assert.Equal(VerdictKind.Ended, cpu.Take(Start.AddSeconds(6), 1));
        Assert.Null(cpu.Take(Start.AddSeconds(8), 1));
    }

    [Fact]
    public void Below_a_limit_works_the_other_way_round()
    {
        var free = new JudgedRule(RuleDefinition.Of("free", ConditionKind.Below, TimeSpan.Zero, new SeverityStep(Severity.Warning, 10, 20)), ("free", ""));
        Assert.Equal([(1, VerdictKind.Fired), (3, VerdictKind.Ended)], free.Feed([50, 9, 15, 20, 50]));
    }

    [Fact]
    public void A_band_has_two_sides_with_a_clear_level_each()
    {
        var load = new JudgedRule(RuleDefinition.Of("x", ConditionKind.Outside, TimeSpan.Zero, new SeverityStep(Severity.Warning, 90, 80, 10, 20)), ("x", ""));
        Assert.Equal(
            [(1, VerdictKind.Fired), (4, VerdictKind.Ended), (5, VerdictKind.Fired), (7, VerdictKind.Ended)], load.Feed([50, 9, 15, 85, 20, 91, 85, 80]));
        Assert.Equal("x 9 fell below the limit of 10", Again().Told(Start, 9)!.Summary);
        Assert.Equal("x 91 exceeded the limit of 90", Again().Told(Start, 91)!.Summary);

        JudgedRule Again() => new(load.Watch.Rule.Rule.Definition, ("x", ""));
    }

    [Fact]
    public void A_clear_duration_of_its_own_counts()
    {
        var definition = RuleDefinition.Of("x", ConditionKind.Above, TimeSpan.Zero, new SeverityStep(Severity.Warning, 90)) with { ClearFor = TimeSpan.FromMinutes(3) };
        Assert.Equal([(0, VerdictKind.Fired), (9, VerdictKind.BeganToClear), (91, VerdictKind.Ended)], new JudgedRule(definition, ("x", "")).Feed([95.0, .. Enumerable.Repeat(50.0, 120)]));
    }

    [Fact]
    public void After_a_restart_it_goes_on_with_the_problem_that_is_open()
    {
        var cpu = Cpu(300, clearSeconds: 0);
        cpu.Restart(new OpenProblem(Start, Severity.Warning));
        Assert.Null(cpu.Take(Start.AddMinutes(9), 95));
        var end = cpu.Told(Start.AddMinutes(10), 1)!;
        Assert.Equal((VerdictKind.Ended, Start), (end.Kind, end.BeganAt));
    }

    private static JudgedRule Cpu(int seconds, int clearSeconds = 60) => new(
        RuleDefinition.Of("cpu.used_percent", ConditionKind.Above, TimeSpan.FromSeconds(seconds), new SeverityStep(Severity.Warning, 90, 85)) with
        {
            ClearFor = TimeSpan.FromSeconds(clearSeconds),
        }, ("cpu.used_percent", ""));
}
