using Monitor.Domain.Forecasting;
using Monitor.Domain.Metrics;

namespace Monitor.Tests.Forecasting.Records;

public sealed class ForecastWordsTests
{
    [Theory]
    [InlineData(0.999, "almost certain", "over 99 %")]
    [InlineData(0.85, "very likely", "85 %")]
    [InlineData(0.7, "likely", "70 %")]
    [InlineData(0.5, "as likely as not", "50 %")]
    [InlineData(0.3, "unlikely", "30 %")]
    [InlineData(0, "very unlikely", "below 1 %")]
    public void A_probability_is_never_called_certain_or_impossible(double chance, string word, string percent) =>
        Assert.Equal((word, percent), (ForecastWords.Chance(chance), ForecastWords.Percent(chance)));

    [Theory]
    [InlineData(50, 49, 51, MetricUnit.Percent, "very sure")]
    [InlineData(50, 20, 80, MetricUnit.Percent, "unsure")]
    [InlineData(1000, 200, 1800, MetricUnit.BytesPerSecond, "very unsure")]
    [InlineData(0, 0, 0, MetricUnit.BytesPerSecond, "very sure")]
    public void How_sure_a_value_is_goes_by_the_width_of_its_band(double value, double low, double high, MetricUnit unit, string word) =>
        Assert.Equal(word, ForecastWords.Sureness(value, low, high, unit));

    [Theory]
    [InlineData(0.79, 500, "as it should be")]
    [InlineData(0.6, 500, "too narrow")]
    [InlineData(0.99, 500, "too wide")]
    [InlineData(0.6, 20, "too few values yet")]
    [InlineData(null, 0, "too few values yet")]
    public void A_band_that_holds_too_seldom_or_too_often_is_called_so_once_there_are_values(double? covered, int values, string word) =>
        Assert.Equal(word, ForecastWords.Coverage(covered, 0.8, values));

    [Theory]
    [InlineData(0.23, "23 % better")]
    [InlineData(-1.0, "100 % worse")]
    [InlineData(-50.0, "over 10 times worse")]
    [InlineData(0.001, "as good")]
    [InlineData(null, "–")]
    public void A_skill_is_said_as_what_it_means_also_when_it_is_bad(double? skill, string words) => Assert.Equal(words, ForecastWords.Skill(skill));

    [Theory]
    [InlineData(0.043, MetricUnit.Percent, "0.04 %")]
    [InlineData(0.0, MetricUnit.Percent, "0 %")]
    [InlineData(0.25, MetricUnit.None, "0.25")]
    [InlineData(1500.0, MetricUnit.BytesPerSecond, "1.5 KB/s")]
    public void A_small_error_is_not_called_none(double error, MetricUnit unit, string words) => Assert.Equal(words, ForecastWords.Error(error, unit));
}
