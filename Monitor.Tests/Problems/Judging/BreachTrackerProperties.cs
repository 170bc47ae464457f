using FsCheck;
using FsCheck.Fluent;
using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Judging;
using Monitor.Domain.Problems.Rules;

namespace Monitor.Tests.Problems.Judging;

public sealed class BreachTrackerProperties
{
    private static readonly DateTimeOffset Start = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    private sealed record Sample(int Seconds, int Late, double Value);

    private static Gen<Sample> Samples { get; } =
        from seconds in Gen.Choose(-5, 180)
        from late in Gen.Choose(0, 200)
        from value in Gen.OneOf(Gen.Choose(0, 100).Select(v => (double)v), Gen.Constant(double.NaN))
        select new Sample(seconds, late, value);

    private static Gen<Threshold> Thresholds { get; } =
        from limit in Gen.Choose(1, 99)
        from gap in Gen.Choose(0, 20)
        from held in Gen.Choose(0, 300)
        from clear in Gen.Choose(0, 60)
        select new Threshold(ConditionKind.Above, limit, limit - gap, TimeSpan.FromSeconds(held), TimeSpan.FromSeconds(clear));

    [Fact]
    public void Problems_open_and_end_in_turn_and_only_for_reasons() => Check(
        (threshold, samples) =>
        {
            var tracker = new BreachTracker();
            var open = false;
            var (time, latest) = (Start, DateTimeOffset.MinValue);
            DateTimeOffset? brokenSince = null;
            foreach (var sample in samples)
            {
                time += TimeSpan.FromSeconds(sample.Seconds);
                var judged = double.IsFinite(sample.Value) && time > latest && sample.Late <= 120;
                var step = tracker.Observe(threshold, time, time.AddSeconds(sample.Late), sample.Value);
                if (!judged)
                {
                    Assert.Equal(BreachStep.Nothing, step);
                    continue;
                }

                var gap = time - latest;
                latest = time;
                brokenSince = sample.Value > threshold.Limit ? (gap > BreachTracker.StaleAfter ? null : brokenSince) ?? time : null;
                if (step == BreachStep.Fired)
                {
                    Assert.False(open);
                    Assert.True(sample.Value > threshold.Limit);
                    Assert.True(time - brokenSince >= threshold.For);
                    open = true;
                }
                else if (step == BreachStep.Ended)
                {
                    Assert.True(open);
                    Assert.True(sample.Value <= threshold.ClearLevel);
                    open = false;
                }
                else if (!open && brokenSince is not null)
                {
                    Assert.True(time - brokenSince < threshold.For, "It held long enough and did not fire.");
                }
            }
        });

    [Fact]
    public void A_restored_tracker_goes_on_as_if_there_had_been_no_restart() => Check(
        (threshold, samples) =>
        {
            var (one, other) = (new BreachTracker(), new BreachTracker());
            var time = Start;
            foreach (var sample in samples)
            {
                time += TimeSpan.FromSeconds(Math.Max(1, sample.Seconds));
                var step = one.Observe(threshold, time, time, sample.Value);
                if (other.Observe(threshold, time, time, sample.Value) == BreachStep.Fired)
                {
                    var began = other.BeganAt;
                    other = new BreachTracker();
                    other.Restore(began);
                }

                Assert.Equal(one.Phase is ProblemPhase.Firing or ProblemPhase.Clearing, other.Phase is ProblemPhase.Firing or ProblemPhase.Clearing);
                if (step == BreachStep.Fired)
                {
                    Assert.Equal(one.BeganAt, other.BeganAt);
                }
            }
        });

    private static void Check(Action<Threshold, Sample[]> holds) =>
        Prop.ForAll(Thresholds.ToArbitrary(), Samples.ArrayOf().ToArbitrary(), holds).QuickCheckThrowOnFailure();
}
