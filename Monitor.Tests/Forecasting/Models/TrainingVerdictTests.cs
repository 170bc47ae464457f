using Monitor.Domain.Forecasting;
using Monitor.Web.Forecasting.Models;

namespace Monitor.Tests.Forecasting.Models;

public sealed class TrainingVerdictTests
{
    private static ModelTrial Trial(string model, double loss) =>
        new(model, ForecastGrade.None with { Count = 10, Pinball = loss * 10, AbsoluteError = loss * 20 }, 6, ModelFit.None);

    [Fact]
    public void A_model_that_is_clearly_better_takes_the_place_and_the_words_say_by_how_much()
    {
        var verdict = TrainingVerdict.Of([Trial("theta", 0.5), Trial("blend", 0.6), Trial("last", 0.9)], "blend", isPinned: false, betterBy: 0.05)!;
        Assert.Equal(("theta", "blend", true), (verdict.Champion.Model, verdict.Challenger!.Model, verdict.IsChange));
        Assert.Equal("Theta replaces Adaptive blend: its loss in the backtest is 0.5 against 0.6.", verdict.Why);
    }

    [Fact]
    public void A_model_that_is_a_little_better_is_the_challenger()
    {
        var verdict = TrainingVerdict.Of([Trial("theta", 0.58), Trial("blend", 0.6)], "blend", isPinned: false, betterBy: 0.05)!;
        Assert.Equal(("blend", "theta", false), (verdict.Champion.Model, verdict.Challenger!.Model, verdict.IsChange));
        Assert.Equal("Adaptive blend stays: Theta is not clearly better, with a loss of 0.58 in the backtest against 0.6.", verdict.Why);
    }

    [Fact]
    public void A_pinned_model_stays_however_bad_it_is()
    {
        var verdict = TrainingVerdict.Of([Trial("theta", 0.1), Trial("last", 0.9)], "last", isPinned: true, betterBy: 0.05)!;
        Assert.Equal(("last", false), (verdict.Champion.Model, verdict.IsChange));
        Assert.Contains("pinned", verdict.Why, StringComparison.Ordinal);
        Assert.Null(TrainingVerdict.Of([Trial("theta", 0.1)], "gone", isPinned: true, betterBy: 0.05));
    }

    [Fact]
    public void Without_a_single_comparison_nothing_is_decided() => Assert.Null(TrainingVerdict.Of([], "blend", isPinned: false, betterBy: 0.05));

    [Fact]
    public void A_model_that_is_no_more_is_replaced_by_the_best() =>
        Assert.True(TrainingVerdict.Of([Trial("theta", 0.5)], "prophet", isPinned: false, betterBy: 0.05) is { IsChange: true, Champion.Model: "theta" });
}
