using FsCheck;
using FsCheck.Fluent;
using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Judging;
using Monitor.Domain.Problems.Ledger;
using Monitor.Domain.Problems.Rules;

namespace Monitor.Tests.Problems.Judging;

/// <summary>Rules with a ladder of two on sequences of values, gaps, jumps back and refreshes.</summary>
public sealed class JudgingProperties
{
    private sealed record Sample(int Seconds, double Value, bool Refreshes);

    private sealed record Ladder(int Limit, int Gap, int Worse, int For, int ClearFor)
    {
        public RuleDefinition Definition => RuleDefinition.Of(
            "x", ConditionKind.Above, TimeSpan.FromSeconds(For), new(Severity.Warning, Limit, Limit - Gap), new(Severity.Critical, Limit + Worse, Limit + Worse - Gap)) with
        {
            ClearFor = TimeSpan.FromSeconds(ClearFor),
        };
    }

    private static Gen<Sample> Samples { get; } =
        from seconds in Gen.Frequency((9, Gen.Choose(1, 60)), (1, Gen.Choose(-5, 400)))
        from value in Gen.Frequency((6, Gen.Choose(0, 120).Select(v => (double)v)), (1, Gen.Constant(double.NaN)))
        from refreshes in Gen.Choose(0, 9)
        select new Sample(seconds, value, refreshes == 0);

    private static Gen<Ladder> Ladders { get; } =
        from limit in Gen.Choose(30, 70)
        from gap in Gen.Choose(0, 20)
        from worse in Gen.Choose(0, 40)
        from held in Gen.Choose(0, 200)
        from clear in Gen.Choose(0, 60)
        select new Ladder(limit, gap, worse, held, clear);

    [Fact]
    public void Problems_open_change_and_end_in_turn_and_only_for_reasons() => Check((ladder, samples) =>
    {
        var rule = new JudgedRule(ladder.Definition, ("x", ""));
        var (time, latest) = (JudgedRule.Start, DateTimeOffset.MinValue);
        Severity? open = null;
        DateTimeOffset? brokenSince = null;
        foreach (var sample in samples)
        {
            time += TimeSpan.FromSeconds(sample.Seconds);
            if (sample.Refreshes)
            {
                rule.Refresh();
            }

            var told = rule.Told(time, sample.Value);
            if (time <= latest || double.IsNaN(sample.Value))
            {
                Assert.Null(told);
                latest = time > latest ? time : latest;
                continue;
            }

            latest = time;
            brokenSince = sample.Value > ladder.Limit ? brokenSince ?? time : null;
            switch (told?.Kind)
            {
                case VerdictKind.Fired:
                    Assert.Null(open);
                    Assert.True(sample.Value > ladder.Limit && time - brokenSince >= TimeSpan.FromSeconds(ladder.For));
                    open = told.Severity;
                    break;
                case VerdictKind.SeverityChanged:
                    Assert.True(open is not null && open != told.Severity);
                    Assert.True(told.Severity == Severity.Critical ? sample.Value > ladder.Limit + ladder.Worse : sample.Value <= ladder.Limit + ladder.Worse - ladder.Gap);
                    open = told.Severity;
                    break;
                case VerdictKind.Ended:
                    Assert.NotNull(open);
                    Assert.True(sample.Value <= ladder.Limit - ladder.Gap + ladder.Worse);
                    open = null;
                    break;
                case VerdictKind.BeganToClear or VerdictKind.FiresAgain:
                    Assert.NotNull(open);
                    break;
                case VerdictKind.Pending or VerdictKind.Abandoned:
                    Assert.Null(open);
                    break;
                default:
                    break;
            }

            Assert.Equal(open is not null, rule.Watch.Tracker.IsActive);
            Assert.True(told is null || (told.HeldFor >= TimeSpan.Zero && told.BeganAt <= told.At));
        }
    });

    [Fact]
    public void A_restart_that_knows_what_is_open_goes_on_as_if_there_had_been_none() => Check((ladder, samples) =>
    {
        var definition = ladder.Definition with { For = TimeSpan.Zero, ClearFor = TimeSpan.Zero };
        var (one, other) = (new JudgedRule(definition, ("x", "")), new JudgedRule(definition, ("x", "")));
        var time = JudgedRule.Start;
        foreach (var sample in samples)
        {
            time += TimeSpan.FromSeconds(Math.Max(1, sample.Seconds));
            var (told, again) = (one.Told(time, sample.Value), other.Told(time, sample.Value));
            Assert.Equal((told?.Kind, told?.Severity, told?.BeganAt), (again?.Kind, again?.Severity, again?.BeganAt));
            var tracker = other.Watch.Tracker;
            other.Restart(tracker.IsActive ? [new OpenProblem(new DateTimeOffset(tracker.BeganTicks, TimeSpan.Zero), tracker.Severities[tracker.Step])] : []);
        }
    });

    [Fact]
    public void A_verdict_that_was_taken_back_is_told_again_or_its_reason_is_gone() => Check((ladder, samples) =>
    {
        var rule = new JudgedRule(ladder.Definition, ("x", ""));
        var time = JudgedRule.Start;
        var active = false;
        foreach (var sample in samples)
        {
            time += TimeSpan.FromSeconds(Math.Max(1, sample.Seconds));
            var told = rule.Take(time, sample.Value);
            if (told is not null && sample.Refreshes)
            {
                rule.TakeBack();
            }
            else
            {
                active = told switch { VerdictKind.Fired => true, VerdictKind.Ended => false, _ => active };
            }

            Assert.Equal(active, rule.Watch.Tracker.IsActive);
        }
    });

    private static void Check(Action<Ladder, Sample[]> holds) =>
        Prop.ForAll(Ladders.ToArbitrary(), Samples.ArrayOf().ToArbitrary(), holds).QuickCheckThrowOnFailure();
}
