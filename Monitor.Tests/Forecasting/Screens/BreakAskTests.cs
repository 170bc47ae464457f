using Monitor.Domain.Forecasting;
using Monitor.Web.Access;
using Monitor.Web.Forecasting;
using Monitor.Web.Forecasting.Breaks;

namespace Monitor.Tests.Forecasting.Screens;

public sealed class BreakAskTests
{
    private static readonly DateTimeOffset Now = ForecastFloor.Noon;
    private static readonly SeriesLine Series = new() { SeriesId = 1, HostId = 1, Host = "web-1", Metric = "disk.used_percent", Labels = "mount=/" };

    private static BreakLine Full(TimeSpan? after) => new(Series, 100, null, null, Now + after, null) { Reason = after is null ? CapacityReason.Reached : CapacityReason.Growing };

    private static BreakLine Rule(double chance, TimeSpan after) => new(Series, 80, chance, null, Now + after, null)
    {
        Prediction = new Prediction { Fingerprint = "1", Metric = Series.Metric, RuleId = 1 },
    };

    [Theory]
    [InlineData("", "", "", "full now, full in 3 d, rule in 2 h, rule in 5 d")]
    [InlineData("4h", "", "", "full now, rule in 2 h")]
    [InlineData("", "very-likely", "", "rule in 2 h")]
    [InlineData("", "", "full", "full now, full in 3 d")]
    [InlineData("7d", "likely", "rule", "rule in 2 h")]
    [InlineData("no such", "x", "y", "full now, full in 3 d, rule in 2 h, rule in 5 d")]
    public void A_filter_keeps_what_it_says_and_one_that_is_none_keeps_everything(string within, string chance, string kind, string kept)
    {
        var ask = BreakAsk.Read(within, chance, kind);
        (string Name, BreakLine Line)[] lines =
        [
            ("full now", Full(null)), ("full in 3 d", Full(TimeSpan.FromDays(3))), ("rule in 2 h", Rule(0.85, TimeSpan.FromHours(2))), ("rule in 5 d", Rule(0.5, TimeSpan.FromDays(5))),
        ];
        Assert.Equal(kept, string.Join(", ", lines.Where(l => ask.Includes(l.Line, Now)).Select(l => l.Name)));
    }
}
