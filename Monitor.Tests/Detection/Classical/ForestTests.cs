using Monitor.Domain.Detection.Classical;

namespace Monitor.Tests.Detection.Classical;

public sealed class ForestTests
{
    private static readonly DateTimeOffset Start = new(2026, 10, 1, 0, 0, 0, TimeSpan.Zero);

    private enum Trouble
    {
        CpuSpike,
        MemoryGrowth,
        FileCopy,
        Rendering,
    }

    [Fact]
    public void Of_four_kinds_of_trouble_nine_in_ten_points_are_found_and_fewer_than_one_in_twenty_others_are_called_so()
    {
        var (found, troubled, wrong, healthy) = (0, 0, 0, 0);
        foreach (var trouble in Enum.GetValues<Trouble>())
        {
            var random = new Random(7);
            var points = Enumerable.Range(0, 600).Select(i => i is >= 570 and < 585 ? Troubled(random, i, trouble) : Healthy(random, i)).ToList();
            var told = Judge(new HostForest(.05), points);
            for (var i = 0; i < told.Count; i++)
            {
                var isTroubled = i is >= 20 and < 35;
                found += isTroubled && told[i].IsAnomaly ? 1 : 0;
                troubled += isTroubled ? 1 : 0;
                wrong += !isTroubled && told[i].IsAnomaly ? 1 : 0;
                healthy += isTroubled ? 0 : 1;
            }

            Assert.True(told.Skip(20).Take(15).Average(p => p.Score) < told.Take(20).Average(p => p.Score) - .05, $"{trouble}");
        }

        Assert.True(found >= .88 * troubled, $"{found} of {troubled} found.");
        Assert.True(wrong < .05 * healthy, $"{wrong} of {healthy} wrong.");
    }

    [Fact]
    public void Of_normal_use_98_of_100_points_are_normal()
    {
        var random = new Random(3);
        var forest = IsolationForest.Train([.. Enumerable.Range(0, 2000).Select(i => Features(Healthy(random, i)))], .01)!;
        Assert.True(Enumerable.Range(2000, 1000).Count(i => IsolationForest.IsAnomaly(forest.Score(Features(Healthy(random, i))))) <= 20);
        Assert.True(IsolationForest.IsAnomaly(forest.Score(Features(Troubled(random, 3000, Trouble.Rendering)))));
    }

    [Fact]
    public void A_file_copy_is_found_by_what_is_written_and_the_network_is_not_to_blame()
    {
        var random = new Random(3);
        var rows = Enumerable.Range(0, 500).Select(i => Features(i % 50 == 9 ? Troubled(random, i, Trouble.FileCopy) : Healthy(random, i))).ToList();
        var forest = IsolationForest.Train(rows)!;
        var copy = Features(Troubled(random, 500, Trouble.FileCopy));
        var nothingWritten = (double[])copy.Clone();
        (nothingWritten[2], nothingWritten[3]) = (rows[0][2], rows[0][3]);
        var otherNetwork = (double[])copy.Clone();
        (otherNetwork[4], otherNetwork[5]) = (rows[0][4], rows[0][5]);
        Assert.True(forest.Score(copy) < 0 && forest.Score(nothingWritten) > forest.Score(copy) + .05);
        Assert.Equal(forest.Score(copy), forest.Score(otherNetwork), .02);
    }

    [Fact]
    public void The_same_rows_in_any_order_give_the_same_scores_and_another_seed_gives_others()
    {
        var random = new Random(3);
        var rows = Enumerable.Range(0, 400).Select(i => Features(Healthy(random, i))).ToList();
        var (one, other) = (IsolationForest.Train(rows)!, IsolationForest.Train([.. Enumerable.Reverse(rows)])!);
        Assert.All(rows, r => Assert.Equal(one.Score(r), other.Score(r)));
        Assert.NotEqual(one.Score(rows[0]), IsolationForest.Train(rows, seed: 43)!.Score(rows[0]));
        Assert.All(rows, r => Assert.InRange(one.Score(r), -.5, .5));
    }

    [Fact]
    public void Another_number_of_trees_is_another_forest_of_about_the_same_opinion()
    {
        var random = new Random(3);
        var points = Enumerable.Range(0, 400).Select(i => i >= 395 ? Troubled(random, i, Trouble.Rendering) : Healthy(random, i)).ToList();
        var (usual, few) = (Judge(new HostForest(), points), Judge(new HostForest(trees: 30), points));
        Assert.NotEqual(usual, few);
        Assert.All(usual.Zip(few), pair => Assert.Equal(pair.First.Score, pair.Second.Score, .12));
        Assert.Throws<ArgumentOutOfRangeException>(() => IsolationForest.Train([Features(points[0])], trees: 0));
    }

    [Fact]
    public void A_contamination_is_the_share_of_training_rows_below_zero()
    {
        var random = new Random(3);
        var rows = Enumerable.Range(0, 1000).Select(i => Features(Healthy(random, i))).ToList();
        var forest = IsolationForest.Train(rows, .1)!;
        Assert.InRange(rows.Count(r => forest.Score(r) < 0), 95, 105);
        Assert.Throws<ArgumentOutOfRangeException>(() => IsolationForest.Train(rows, .6));
        Assert.Throws<ArgumentOutOfRangeException>(() => IsolationForest.Train(rows, 0));
    }

    [Fact]
    public void Constant_missing_and_huge_features_are_borne()
    {
        Assert.Null(IsolationForest.Train([[double.NaN, 1]]));
        double[][] rows = [.. Enumerable.Range(0, 100).Select(i => new[] { 5.0, i % 7, i == 50 ? double.MaxValue : -double.MaxValue, i == 60 ? double.NaN : 1 })];
        var forest = IsolationForest.Train(rows)!;
        Assert.All(rows.Where((_, i) => i != 60), r => Assert.True(double.IsFinite(forest.Score(r))));
        Assert.True(double.IsNaN(forest.Score(rows[60])));
        Assert.False(IsolationForest.IsAnomaly(double.NaN));
        Assert.True(forest.Score(rows[50]) < forest.Score(rows[0]));
    }

    [Fact]
    public void A_forest_is_trained_from_fifty_points_on_and_again_only_after_more_than_a_hundred_new_ones()
    {
        var random = new Random(3);
        var points = Enumerable.Range(0, 260).Select(i => Healthy(random, i)).ToList();
        var forest = new HostForest();
        Assert.Null(Machines(forest, points[..49]));
        Assert.NotNull(Machines(forest, points[..50]));
        Assert.NotEqual(Judge(new HostForest(), points[..150]), Judge(forest, points[..150]));
        Assert.Equal(Judge(new HostForest(), points[..151]), Judge(forest, points[..151]));

        // A window that moves on holds as many points as before.
        Assert.NotEqual(Judge(new HostForest(), points[100..251]), Judge(forest, points[100..251]));
        Assert.Equal(Judge(new HostForest(), points[101..252]), Judge(forest, points[101..252]));
    }

    [Fact]
    public void The_last_fifty_points_of_each_machine_are_told_in_any_order_of_the_machines()
    {
        var random = new Random(3);
        var machines = Enumerable.Range(1, 3).ToDictionary(h => h, h => (IReadOnlyList<HostUse>)[.. Enumerable.Range(0, h * 40).Select(i => Healthy(random, i))]);
        var told = new HostForest().Judge(machines)!;
        Assert.Equal([(1, 40), (2, 50), (3, 50)], told.Select(h => (h.Host, h.Points.Count)));
        Assert.Equal(machines[3][^1], told[2].Latest.Use);
        Assert.All(told, h => Assert.Equal(h.Points.Count(p => p.IsAnomaly), h.Anomalies));
        var reversed = new HostForest().Judge(machines.Reverse().ToDictionary())!;
        Assert.All(told.Zip(reversed), pair => Assert.Equal(pair.First.Points, pair.Second.Points));
    }

    private static IReadOnlyList<ForestHost>? Machines(HostForest forest, IReadOnlyList<HostUse> points) => forest.Judge(new Dictionary<int, IReadOnlyList<HostUse>> { [1] = points });

    private static IReadOnlyList<ForestPoint> Judge(HostForest forest, IReadOnlyList<HostUse> points) => Machines(forest, points)![0].Points;

    private static double[] Features(HostUse use) => [use.CpuPercent, use.MemoryPercent, use.DiskRead, use.DiskWritten, use.NetworkSent, use.NetworkReceived];

    private static HostUse Healthy(Random random, int i)
    {
        double About(double middle) => middle * (.6 + (.8 * random.NextDouble()));
        return new HostUse(Start.AddSeconds(2 * i), 5 + (10 * random.NextDouble()), 50 + (10 * random.NextDouble()), About(20_000), About(60_000), About(5_000), About(9_000));
    }

    private static HostUse Troubled(Random random, int i, Trouble trouble) => trouble switch
    {
        Trouble.CpuSpike => Healthy(random, i) with { CpuPercent = 90 + (10 * random.NextDouble()) },
        Trouble.MemoryGrowth => Healthy(random, i) with { MemoryPercent = 75 + (15 * random.NextDouble()) },
        Trouble.FileCopy => Healthy(random, i) with { DiskRead = 2e8 * (1 + random.NextDouble()), DiskWritten = 2e8 * (1 + random.NextDouble()) },
        _ => Healthy(random, i) with { CpuPercent = 90 + (10 * random.NextDouble()), MemoryPercent = 80, DiskWritten = 1e8 * (1 + random.NextDouble()) },
    };
}
