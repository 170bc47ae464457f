using Monitor.Domain.RootCause;
using Monitor.Domain.RootCause.Grading;

namespace Monitor.Tests.RootCause;

public sealed class CauseCalibrationTests
{
    [Fact]
    public void A_better_score_never_means_less_confidence_whatever_people_said()
    {
        var random = new Random(1);
        for (var round = 0; round < 50; round++)
        {
            var calibration = new CauseCalibration([.. Enumerable.Range(0, 200).Select(_ => new GradedCause("rule:x", random.NextDouble(), 0.5, random.Next(2) == 0))]);
            var said = Enumerable.Range(0, 101).Select(i => calibration.Confidence(i / 100.0)).ToList();
            Assert.All(said.Zip(said.Skip(1)), p => Assert.True(p.First <= p.Second + 1e-12));
            Assert.All(said, s => Assert.InRange(s, 0, 1));
        }
    }

    [Fact]
    public void The_first_of_several_findings_keeps_its_confidence_and_the_others_share_in_what_is_left()
    {
        var calibration = new CauseCalibration([]);
        var said = calibration.Confidences([0.9, 0.85, 0.8, 0.5]);
        Assert.Equal(calibration.Confidence(0.9), said[0]);
        Assert.Equal(calibration.Confidence(0.85) * (1 - said[0]), said[1], 12);
        Assert.All(said, s => Assert.InRange(s, 0, 1));
        Assert.InRange(said.Sum(), 0, 1);
        Assert.Empty(calibration.Confidences([]));
    }

    [Fact]
    public void Many_answers_bring_the_confidence_to_how_often_it_was_so_and_few_move_it_little()
    {
        double Said(int answers) => new CauseCalibration([.. Enumerable.Range(0, answers).Select(i => new GradedCause("rule:x", 0.85, 0.9, i % 10 < 3))]).Confidence(0.85);
        Assert.True(Said(0) > 0.85);
        Assert.True(Said(2) > 0.7);
        Assert.InRange(Said(1000), 0.25, 0.35);
    }

    [Fact]
    public void A_rule_that_was_wrong_counts_less_next_time_and_one_that_was_right_more_within_bounds()
    {
        var past = Enumerable.Range(0, 100).SelectMany(_ => new[] { new GradedCause("rule:wrong", 0.8, 0.8, false), new GradedCause("rule:right", 0.8, 0.6, true) }).ToList();
        var learned = new CauseCalibration(past).Learned;
        Assert.Equal(0.5, learned["rule:wrong"]);
        Assert.Equal(1.3, learned["rule:right"]);
        var once = new CauseCalibration([new GradedCause("rule:wrong", 0.9, 0.93, false), new GradedCause("rule:right", 0.5, 0.5, true)]).Learned;
        Assert.InRange(once["rule:wrong"], 0.95, 1);
        Assert.InRange(once["rule:right"], 1, 1.05);
    }

    [Fact]
    public void Answers_of_all_scores_together_move_the_level_where_few_have_this_score()
    {
        double Said(bool isRight) => new CauseCalibration([.. Enumerable.Range(0, 30).Select(_ => new GradedCause("rule:x", 0.75, 0.8, isRight))]).Confidence(0.45);
        Assert.InRange(Said(true), 0.65, 0.9);
        Assert.InRange(Said(false), 0.01, 0.35);
    }

    [Fact]
    public void That_there_is_no_credible_cause_is_believed_as_often_as_it_was_so_and_teaches_nothing_of_scores()
    {
        CauseCalibration After(int answers, int right) => new([.. Enumerable.Range(0, answers).Select(i => new GradedCause(RankedCause.None, 0, 0.8, i < right))]);
        Assert.Equal(0.8, After(0, 0).None);
        Assert.InRange(After(1000, 500).None, 0.49, 0.51);
        Assert.Equal(After(0, 0).Confidence(0.05), After(1000, 1000).Confidence(0.05));
        Assert.Empty(After(10, 5).Learned);
    }

    [Fact]
    public void The_Brier_score_is_the_mean_squared_error_beside_that_of_the_base_rate()
    {
        var figures = CauseReliability.Of([new("a", 1, 1, true), new("a", 1, 0.5, false), new("b", 1, 0, false), new("b", 1, 0.5, true)]);
        Assert.Equal((4, 2, 0.125, 0.25), (figures.Count, figures.Right, figures.Brier, figures.BrierBase));
        Assert.Equal(["a", "b"], figures.Methods.Select(m => m.Method));
        Assert.Equal(4, figures.Bins.Sum(b => b.Count));
        Assert.Equal(0, CauseReliability.Of([]).Count);
    }
}
