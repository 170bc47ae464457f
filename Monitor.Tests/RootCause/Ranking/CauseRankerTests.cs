using Monitor.Domain.RootCause.Ranking;

namespace Monitor.Tests.RootCause.Ranking;

/// <summary>The ranking on shops whose cause is known because it was put there.</summary>
public sealed class CauseRankerTests
{
    [Theory]
    [InlineData("db", .05)]
    [InlineData("bank", .2)]
    [InlineData("search", .03)]
    [InlineData("pay", .3)]
    [InlineData("list", .3)]
    [InlineData("shop", .1)]
    public void A_fault_is_found_where_it_is_and_not_at_who_suffers_or_mirrors(string node, double seconds)
    {
        foreach (var seed in Enumerable.Range(1, 10))
        {
            var ranking = CauseRanker.Rank(new Shop(seed) { Fault = (node, seconds) }.Case());
            Assert.True(ranking.IsCredible);
            Assert.Equal(node, ranking.Nodes[0].Node);
            Assert.InRange(ranking.Confidence, .7, 1);
            Assert.DoesNotContain(ranking.Nodes, n => n.Node == "other");
        }
    }

    [Fact]
    public void More_calls_from_above_are_a_cause_above_and_no_fault_of_those_below()
    {
        foreach (var seed in Enumerable.Range(1, 10))
        {
            Assert.Equal("shop", CauseRanker.Rank(new Shop(seed) { Load = 4 }.Case()).Nodes[0].Node);
        }
    }

    [Fact]
    public void Where_nothing_is_wrong_no_cause_is_credible()
    {
        var rankings = Enumerable.Range(1, 40).Select(seed => CauseRanker.Rank(new Shop(seed).Case())).ToList();
        Assert.InRange(rankings.Count(r => !r.IsCredible), 36, 40);
        Assert.All(rankings.Where(r => !r.IsCredible), r => Assert.InRange(r.Confidence, .5, 1));
        Assert.All(rankings, r => Assert.NotEmpty(r.Nodes));
    }

    [Fact]
    public void A_cause_is_found_with_little_to_compare_with_and_with_a_tenth_of_the_values_missing()
    {
        foreach (var seed in Enumerable.Range(1, 10))
        {
            Assert.Equal("db", CauseRanker.Rank(new Shop(seed) { Fault = ("db", .1), Reference = 15 }.Case()).Nodes[0].Node);
        }

        Assert.InRange(Enumerable.Range(1, 20).Count(seed => CauseRanker.Rank(new Shop(seed) { Fault = ("db", .1), Holes = .1 }.Case()).Nodes[0].Node == "db"), 17, 20);
    }

    [Fact]
    public void Without_a_reference_nothing_is_claimed()
    {
        foreach (var rows in new[] { 0, 3 })
        {
            var ranking = CauseRanker.Rank(new Shop(1) { Fault = ("db", .1), Reference = rows }.Case());
            Assert.False(ranking.IsCredible);
            Assert.Equal(0, ranking.Confidence);
        }

        Assert.Empty(CauseRanker.Rank(new CauseCase([], [], "shop", "latency", 0, TimeSpan.FromMinutes(1))).Nodes);
    }

    [Fact]
    public void A_window_that_ends_early_has_the_same_cause()
    {
        foreach (var seed in Enumerable.Range(1, 10))
        {
            var whole = new Shop(seed) { Fault = ("search", .03) }.Case();
            foreach (var rows in new[] { 7, 9 })
            {
                var cut = whole with { Series = [.. whole.Series.Select(s => s with { Window = s.Window[..rows] })] };
                var ranking = CauseRanker.Rank(cut);
                Assert.True(ranking.IsCredible);
                Assert.Equal("search", ranking.Nodes[0].Node);
            }
        }
    }

    [Fact]
    public void Units_names_and_the_order_of_series_change_nothing()
    {
        var shop = new Shop(5) { Fault = ("db", .05) };
        var (plain, inMilliseconds) = (shop.Case(), CauseRanker.Rank((shop with { Unit = 1000 }).Case()));
        var ranking = CauseRanker.Rank(plain);
        Assert.Equal(ranking.Nodes.Select(n => n.Node), inMilliseconds.Nodes.Select(n => n.Node));
        Assert.Equal(ranking.Confidence, inMilliseconds.Confidence, 6);

        static string Other(string node) => "z" + new string([.. node.Reverse()]);
        var renamed = new CauseCase(
            [.. plain.Series.Reverse().Select(s => s with { Node = Other(s.Node) })], [.. plain.Calls.Reverse().Select(c => (Other(c.Caller), Other(c.Callee)))],
            Other(plain.SymptomNode), plain.SymptomMetric, plain.SymptomRow, plain.Step);
        var again = CauseRanker.Rank(renamed);
        Assert.Equal(Other("db"), again.Nodes[0].Node);
        Assert.Equal(ranking.Confidence, again.Confidence, 6);
    }

    [Fact]
    public void Hosts_without_calls_are_ranked_by_who_is_far_off_in_the_same_rows()
    {
        foreach (var seed in Enumerable.Range(1, 10))
        {
            var random = new Random(seed);
            double[] Percent(int rows, int from) => [.. Enumerable.Range(0, rows).Select(r => 20 + (4 * random.NextDouble()) + (r >= from ? 60 : 0))];
            SeriesSample Of(string node, string metric, int from) => new(node, metric, "", Percent(200, 200), Percent(20, from), null);
            var ranking = CauseRanker.Rank(new CauseCase(
                [Of("web", "cpu.used_percent", 8), Of("db", "disk.busy_percent", 8), Of("db", "cpu.used_percent", 20), Of("cache", "cpu.used_percent", 0), Of("mail", "cpu.used_percent", 20)],
                [("web", "db"), ("web", "cache"), ("web", "mail")], "web", "cpu.used_percent", 8, TimeSpan.FromMinutes(1)));
            Assert.True(ranking.IsCredible);
            Assert.Equal("db", ranking.Nodes[0].Node);
            Assert.Equal(1, ranking.Nodes[0].Series[0].Index);
            Assert.Equal(8, ranking.Nodes[0].Series[0].OnsetRow);
            Assert.InRange(ranking.Nodes[0].Series[0].Shift, 55, 65);
        }
    }

    [Fact]
    public void Broken_values_circles_and_odd_lengths_never_throw_and_never_give_a_figure_that_is_none()
    {
        var random = new Random(8);
        double[] hostile = [double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.MaxValue, double.MinValue, double.Epsilon, 0, -1];
        string[] metrics = ["latency", "requests", "availability", "cpu.used_percent", "x", ""];
        for (var round = 0; round < 400; round++)
        {
            double[] Values() => [.. Enumerable.Range(0, random.Next(0, random.Next(2) == 0 ? 5 : 60)).Select(_ => random.Next(3) == 0 ? hostile[random.Next(hostile.Length)] : random.Next(4) == 0 ? 7 : random.NextDouble())];
            var series = Enumerable.Range(0, random.Next(0, 12)).Select(_ => new SeriesSample($"n{random.Next(5)}", metrics[random.Next(metrics.Length)], "", Values(), Values(), random.Next(2) == 0 ? null : Values())).ToList();
            var calls = Enumerable.Range(0, random.Next(0, 10)).Select(_ => ($"n{random.Next(5)}", $"n{random.Next(5)}")).ToList();
            var step = TimeSpan.FromSeconds(random.Next(0, 3) * 20_000);
            var ranking = CauseRanker.Rank(new CauseCase(series, calls, "n0", metrics[random.Next(metrics.Length)], random.Next(-2, 70), step));
            Assert.InRange(ranking.Confidence, 0, 1);
            Assert.All(ranking.Nodes, n => Assert.InRange(n.Score, 0, 1));
            var ranked = CauseRanker.RankSeries(series, step);
            Assert.Equal(series.Count, ranked.Count);
            Assert.All(ranked, s => Assert.True(double.IsFinite(s.Strength) && double.IsFinite(s.Shift) && s.Strength >= 0));
            Assert.InRange(CauseRanker.ConfidenceOf(ranked), 0, 1);
        }
    }
}
