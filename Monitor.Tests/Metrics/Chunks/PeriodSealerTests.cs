using FsCheck;
using FsCheck.Fluent;
using Monitor.Domain.Metrics;
using Monitor.Domain.Metrics.Chunks;

namespace Monitor.Tests.Metrics.Chunks;

public sealed class PeriodSealerTests
{
    private const long Start = 1_790_000_000_000 / 3_600_000 * 3_600_000;
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public void What_was_sealed_holds_every_time_once_in_order_with_the_value_that_came_first() =>
        Prop.ForAll(Gen.Choose(0, 3_599_999).ArrayOf().ToArbitrary(), HostileColumns.All, (offsets, values) =>
        {
            var ticks = offsets.Zip(values, (offset, value) => (Time: Start + offset, Value: value)).ToList();
            var half = ticks.Count / 2;
            var expected = ticks.GroupBy(t => t.Time).Select(g => g.First()).OrderBy(t => t.Time).ToList();
            if (new PeriodSealer(Hour).Seal(Start, [Table(ticks[..half]), Table(ticks[half..])], _ => false) is not { } period)
            {
                return ticks.Count == 0;
            }

            var chunk = new Chunk(period.Chunk);
            var back = new double[chunk.Times.Count];
            chunk.Read(0, back);
            return chunk.Times.SequenceEqual(expected.Select(t => t.Time)) && HostileColumns.AreSame(back, expected.Select(t => t.Value).ToArray())
                && period.Ticks == expected.Count && period.Samples == expected.Count(t => !double.IsNaN(t.Value));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_minute_says_smallest_largest_mean_last_and_count()
    {
        var ticks = Enumerable.Range(0, 12).Select(i => (Start + (i * 10_000), i is 3 ? double.NaN : Math.Round(0.1 * i, 1))).ToList();
        var points = Points(new PeriodSealer(Hour).Seal(Start, [Table(ticks)], _ => false)!.Minutes, 60);

        Assert.Equal(5, points[0].Count);
        Assert.Equal((0, 0.5, 0.5), (points[0].Minimum, points[0].Maximum, points[0].Last));
        Assert.Equal((0.1 + 0.2 + 0.4 + 0.5) / 5, points[0].Mean, 12);
        Assert.Equal((6, 0.6, 1.1, 1.1), (points[1].Count, points[1].Minimum, points[1].Maximum, points[1].Last));
        Assert.All(points[2..], p => Assert.Equal(0, p.Count));
    }

    [Fact]
    public void Rollups_of_anything_say_what_the_samples_say() =>
        Prop.ForAll(HostileColumns.All, values =>
        {
            var ticks = values.Take(3600).Select((value, i) => (Start + (i * 1000L), value)).ToList();
            if (ticks.Count == 0)
            {
                return true;
            }

            var points = Points(new PeriodSealer(Hour).Seal(Start, [Table(ticks)], _ => false)!.Minutes, 60);
            return ticks.Where(t => !double.IsNaN(t.value)).GroupBy(t => (t.Item1 - Start) / 60_000).All(minute =>
            {
                var (point, all) = (points[minute.Key], minute.Select(t => t.value).ToList());
                return point.Count == all.Count && point.Minimum.Equals(all.Min()) && point.Maximum.Equals(all.Max()) && point.Last.Equals(all[^1])
                    && (point.Sum.Equals(all.Sum()) || Math.Abs(point.Sum - all.Sum()) <= 1e-9 * all.Sum(Math.Abs));
            }) && points.Sum(p => p.Count) == ticks.Count(t => !double.IsNaN(t.value));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Fault_30_A_counter_gives_rates_that_are_never_negative_and_a_reset_is_no_spike()
    {
        double[] counts = [1000, 1100, 1200, 50, 150, double.NaN, 350, 1e9, 0];
        var rates = new CounterRates();
        var seen = counts.Select((value, i) => rates.Next(Start + (i * 10_000), value)).ToArray();

        Assert.Equal([double.NaN, 10, 10, double.NaN, 10, double.NaN, 10, 99999965, double.NaN], seen);
        Assert.Equal(2, rates.Resets);

        var ticks = counts[..7].Select((value, i) => (Start + (i * 10_000), value)).ToList();
        var points = Points(new PeriodSealer(Hour).Seal(Start, [Table(ticks)], _ => true)!.Minutes, 60);
        Assert.Equal((3, 10, 10), (points[0].Count, points[0].Minimum, points[0].Maximum));
    }

    [Fact]
    public void A_day_of_hours_says_the_same_as_the_day_at_once()
    {
        var day = Start / 86_400_000 * 86_400_000;
        var random = new Random(5);
        var ticks = Enumerable.Range(0, 24 * 60).Select(i => (day + (i * 60_000) + random.Next(1000), Math.Round(random.NextDouble() * 100, 1))).ToList();
        var hours = ticks.GroupBy(t => (t.Item1 - day) / 3_600_000)
            .Select(g => new Chunk(new PeriodSealer(Hour).Seal(day + (g.Key * 3_600_000), [Table([.. g])], _ => false)!.Chunk));
        var sealer = new PeriodSealer(TimeSpan.FromDays(1));
        var merged = sealer.Seal(day, [.. hours], _ => false)!;
        var atOnce = sealer.Seal(day, [Table(ticks)], _ => false)!;

        Assert.Equal(atOnce.Chunk.Payload, merged.Chunk.Payload);
        Assert.Equal(atOnce.Minutes.Payload, merged.Minutes.Payload);
        Assert.Equal(atOnce.Hours!.Payload, merged.Hours!.Payload);
        Assert.Equal(1440, Points(merged.Hours, 24).Sum(p => p.Count));
    }

    [Fact]
    public void Rows_that_grow_wider_keep_what_was_narrow()
    {
        var rows = new TickTable();
        rows.Add(Start, Packed(1));
        rows.Add(Start + 1, Packed(2, double.NaN, 3));
        rows.Add(Start + 2, Packed(double.NaN, 4));
        var chunk = new Chunk(new PeriodSealer(Hour).Seal(Start, [rows], _ => false)!.Chunk);

        double[] Column(int ordinal)
        {
            var values = new double[3];
            chunk.Read(ordinal, values);
            return values;
        }

        Assert.Equal([1, 2, double.NaN], Column(0));
        Assert.Equal([double.NaN, double.NaN, 4], Column(1));
        Assert.Equal([double.NaN, 3, double.NaN], Column(2));
        Assert.Equal([double.NaN, double.NaN, double.NaN], Column(9));
    }

    [Fact]
    public void A_tick_outside_of_its_period_is_refused() =>
        Assert.Throws<ArgumentException>(() => new PeriodSealer(Hour).Seal(Start, [Table([(Start - 1, 1)])], _ => false));

    private static TickTable Table(IReadOnlyList<(long Time, double Value)> ticks)
    {
        var table = new TickTable();
        foreach (var (time, value) in ticks)
        {
            table.Add(time, Packed(value));
        }

        return table;
    }

    private static byte[] Packed(params double[] values)
    {
        var row = new byte[TickCodec.MaximumLength(values.Length)];
        return row[..TickCodec.Encode(values, row)];
    }

    private static RollupPoint[] Points(SealedColumns columns, int count)
    {
        var points = new RollupPoint[count];
        RollupCodec.Decode(columns.Part(0), points);
        return points;
    }
}
