using Monitor.Domain.RootCause.Ranking;

namespace Monitor.Tests.RootCause.Ranking;

/// <summary>The ranking of the series inside a host.</summary>
public sealed class SeriesRankingTests
{
    private const int Day = 48;
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(30);

    [Fact]
    public void A_series_off_its_time_of_day_is_above_one_that_only_does_what_it_does_every_day()
    {
        foreach (var seed in Enumerable.Range(1, 10))
        {
            var ranked = CauseRanker.RankSeries([Series(seed, 40, 0), Series(seed + 100, 4, -8), Series(seed + 200, 40, 3)], Step);
            Assert.Equal([1, 2, 0], ranked.Select(s => s.Index));
            Assert.InRange(ranked[0].Shift, -9, -7);
            Assert.Equal((4, -1), (ranked[0].OnsetRow, ranked[2].OnsetRow));
            Assert.InRange(CauseRanker.ConfidenceOf(ranked), .8, 1);
        }
    }

    [Fact]
    public void Without_earlier_days_the_last_day_says_what_is_usual()
    {
        var ranked = CauseRanker.RankSeries([.. new[] { Series(1, 0, 0), Series(2, 0, 6) }.Select(s => s with { SameTimeReference = null, Reference = s.Reference[^30..] })], Step);
        Assert.Equal([1, 0], ranked.Select(s => s.Index));
        Assert.True(ranked[1].Strength < 2 && ranked[0].Strength > 2);
    }

    [Fact]
    public void A_series_that_never_moved_counts_for_no_more_than_twenty_and_one_that_still_does_not_for_nothing()
    {
        double[] zero = new double[100];
        var ranked = CauseRanker.RankSeries([new("h", "x", "", zero, new double[5], null), new("h", "x", "", zero, [0, 0, 1e9, 1e9, 1e9], null)], Step);
        Assert.Equal((1, 20.0), (ranked[0].Index, Math.Round(ranked[0].Strength, 6)));
        Assert.Equal(0, ranked[1].Strength);
    }

    private static SeriesSample Series(int seed, double wave, double off)
    {
        var random = new Random(seed);
        double Value(int row) => 200 + (wave * Math.Sin(Math.Tau * row / Day)) + random.NextDouble();
        double[] reference = [.. Enumerable.Range(0, 10 * Day).Select(Value)];
        double[] window = [.. Enumerable.Range(10 * Day, 10).Select((row, i) => Value(row) + (i >= 4 ? off : 0))];
        return new SeriesSample("h", "bytes", "", reference, window, [.. Enumerable.Range(1, 7).SelectMany(day => reference[^(day * Day)..][..10])]);
    }
}
