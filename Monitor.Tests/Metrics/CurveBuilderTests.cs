using FsCheck;
using FsCheck.Fluent;
using Monitor.Domain.Metrics;

namespace Monitor.Tests.Metrics;

public sealed class CurveBuilderTests
{
    private static readonly Arbitrary<(long Time, double Value)[]> Samples =
        Gen.Choose(1, 4000).SelectMany(n => Gen.Choose(0, 100_000).Two().ArrayOf(n))
            .Select(pairs => pairs.Select(p => ((long)p.Item1, p.Item2 / 10.0)).OrderBy(p => p.Item1).ToArray()).ToArbitrary();

    [Fact]
    public void A_curve_never_has_more_points_than_asked_for_and_keeps_the_peaks() =>
        Prop.ForAll(Samples, Gen.Choose(2, 600).ToArbitrary(), (samples, maximum) =>
        {
            var curve = Build(0, 100_001, maximum, samples);
            var values = curve.Points.Where(p => !double.IsNaN(p.Value)).ToList();
            return curve.Points.Count <= maximum
                && values.Max(p => p.Value) == samples.Max(s => s.Value) && values.Min(p => p.Value) == samples.Min(s => s.Value)
                && values.All(p => samples.Contains((p.Time, p.Value)))
                && values.Zip(values.Skip(1)).All(p => p.First.Time <= p.Second.Time);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_summary_is_of_all_samples_not_of_the_points()
    {
        var samples = Enumerable.Range(0, 10_000).Select(i => ((long)i, (double)(i % 100))).ToArray();
        var summary = Build(0, 10_000, 10, samples).Summary;
        Assert.Equal(new CurveSummary(10_000, 49.5, 0, 99, 99), summary);
    }

    [Fact]
    public void Where_samples_stopped_the_line_is_broken()
    {
        var samples = Enumerable.Range(0, 100).Where(i => i is < 40 or > 60).Select(i => (i * 2000L, 1.0)).ToArray();
        var raw = Build(0, 200_000, 600, samples).Points;
        Assert.Single(raw, p => double.IsNaN(p.Value) && p.Time is > 78_000 and < 122_000);
        var decimated = Build(0, 200_000, 20, samples).Points;
        Assert.Single(decimated, p => double.IsNaN(p.Value));
    }

    [Fact]
    public void No_samples_are_no_points_and_no_numbers()
    {
        var curve = Build(0, 10, 10, [(1, double.NaN)]);
        Assert.Empty(curve.Points);
        Assert.Equal(0, curve.Summary.Count);
        Assert.True(double.IsNaN(curve.Summary.Average));
    }

    private static Curve Build(long from, long to, int maximum, (long Time, double Value)[] samples)
    {
        var builder = new CurveBuilder(from, to, maximum);
        foreach (var (time, value) in samples)
        {
            builder.Add(time, value);
        }

        return builder.Build();
    }
}
