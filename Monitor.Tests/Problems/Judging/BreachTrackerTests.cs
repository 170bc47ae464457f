using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Judging;
using Monitor.Domain.Problems.Rules;

namespace Monitor.Tests.Problems.Judging;

public sealed class BreachTrackerTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private static readonly Threshold Cpu = new(ConditionKind.Above, 90, 85, TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(1));

    private readonly BreachTracker _tracker = new();

    [Fact]
    public void A_breach_fires_once_when_it_has_held_for_its_duration()
    {
        var steps = Feed(Cpu, Enumerable.Repeat(95.0, 400));
        Assert.Equal([(150, BreachStep.Fired)], steps);
        Assert.Equal(Start, _tracker.BeganAt);
    }

    [Fact]
    public void A_breach_shorter_than_its_window_opens_nothing()
    {
        var steps = Feed(Cpu, [.. Enumerable.Repeat(95.0, 150), 50.0, .. Enumerable.Repeat(95.0, 149)]);
        Assert.Empty(steps);
    }

    [Fact]
    public void Between_limit_and_clear_level_a_firing_problem_keeps_firing()
    {
        var now = Cpu with { For = TimeSpan.Zero };
        var steps = Feed(now, [95.0, .. Enumerable.Repeat(87.0, 100)]);
        Assert.Equal([(0, BreachStep.Fired)], steps);
        Assert.Equal(ProblemPhase.Firing, _tracker.Phase);
    }

    [Fact]
    public void It_ends_when_the_value_has_been_good_long_enough()
    {
        var now = Cpu with { For = TimeSpan.Zero };
        var steps = Feed(now, [95.0, .. Enumerable.Repeat(50.0, 40)]);
        Assert.Equal([(0, BreachStep.Fired), (9, BreachStep.BeganToClear), (31, BreachStep.Ended)], steps);
        Assert.Equal(ProblemPhase.Ended, _tracker.Phase);
    }

    [Fact]
    public void A_relapse_while_clearing_is_the_same_problem()
    {
        var now = Cpu with { For = TimeSpan.Zero };
        var steps = Feed(now, [95.0, .. Enumerable.Repeat(50.0, 20), 95.0, .. Enumerable.Repeat(50.0, 20)]);
        Assert.Equal([BreachStep.Fired, BreachStep.BeganToClear, BreachStep.FiresAgain, BreachStep.BeganToClear], steps.Select(s => s.Step));
    }

    [Fact]
    public void A_stale_sample_opens_nothing()
    {
        var at = Cpu with { For = TimeSpan.Zero };
        Assert.Equal(BreachStep.Nothing, _tracker.Observe(at, Start, Start + BreachTracker.StaleAfter + TimeSpan.FromMilliseconds(1), 99));
        Assert.Equal(BreachStep.Fired, _tracker.Observe(at, Start, Start + BreachTracker.StaleAfter, 99));
    }

    [Fact]
    public void A_stale_sample_ends_nothing()
    {
        var at = Cpu with { For = TimeSpan.Zero, ClearFor = TimeSpan.Zero };
        _tracker.Observe(at, Start, Start, 99);
        Assert.Equal(BreachStep.Nothing, _tracker.Observe(at, Start.AddSeconds(2), Start.AddMinutes(5), 1));
        Assert.Equal(ProblemPhase.Firing, _tracker.Phase);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void Fault_29_A_missing_value_neither_opens_nor_ends(double missing)
    {
        var at = Cpu with { For = TimeSpan.Zero, ClearFor = TimeSpan.Zero };
        Assert.Equal(BreachStep.Nothing, _tracker.Observe(at, Start, Start, missing));
        _tracker.Observe(at, Start.AddSeconds(2), Start.AddSeconds(2), 99);
        Assert.Equal(BreachStep.Nothing, _tracker.Observe(at, Start.AddSeconds(4), Start.AddSeconds(4), missing));
        Assert.Equal(ProblemPhase.Firing, _tracker.Phase);
    }

    [Fact]
    public void A_gap_does_not_count_as_time_above_the_limit()
    {
        _tracker.Observe(Cpu, Start, Start, 95);
        var later = Start.AddMinutes(10);
        Assert.Equal(BreachStep.Nothing, _tracker.Observe(Cpu, later, later, 95));
        Assert.Equal(later, _tracker.BeganAt);
    }

    [Fact]
    public void A_step_that_could_not_be_written_down_is_taken_again_with_the_next_sample()
    {
        var at = Cpu with { For = TimeSpan.Zero };
        Assert.Equal(BreachStep.Fired, _tracker.Observe(at, Start, Start, 95));
        _tracker.TakeBack();
        Assert.Equal(BreachStep.Fired, _tracker.Observe(at, Start.AddSeconds(2), Start.AddSeconds(2), 96));
    }

    [Fact]
    public void Below_a_limit_works_the_other_way_round()
    {
        var free = new Threshold(ConditionKind.Below, 10, 20, TimeSpan.Zero, TimeSpan.Zero);
        var steps = Feed(free, [50, 9, 15, 20, 50]);
        Assert.Equal([(1, BreachStep.Fired), (3, BreachStep.Ended)], steps);
    }

    private List<(int Index, BreachStep Step)> Feed(Threshold threshold, IEnumerable<double> values) =>
        [.. values.Select((v, i) => (i, _tracker.Observe(threshold, Start.AddSeconds(2 * i), Start.AddSeconds((2 * i) + 1), v)))
            .Where(s => s.Item2 != BreachStep.Nothing)];
}
