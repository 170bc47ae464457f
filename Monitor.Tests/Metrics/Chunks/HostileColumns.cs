using FsCheck;
using FsCheck.Fluent;

namespace Monitor.Tests.Metrics.Chunks;

/// <summary>Columns as hosts send them, and columns that nobody would send.</summary>
internal static class HostileColumns
{
    private static readonly Gen<double> Odd = Gen.OneOf(
        Gen.Constant(double.NaN),
        Gen.Elements(
            0, -0.0, double.Epsilon, -double.Epsilon, 1e-310, double.MaxValue, double.MinValue, double.PositiveInfinity, double.NegativeInfinity,
            9007199254740991, 9007199254740992, 9007199254740993, -9007199254740993, 1L << 62, 0.1, 1 / 3.0, 1e300),
        ArbMap.Default.GeneratorFor<double>());

    private static readonly Gen<double> Usual = Gen.OneOf(
        Gen.Choose(0, 1000).Select(n => n / 10.0),
        Gen.Choose(0, int.MaxValue).Select(n => n * 4096.0),
        Gen.Choose(int.MinValue, int.MaxValue).Select(n => n / 1000.0));

    private static readonly Gen<double[]> Walk =
        from start in Gen.Choose(-1_000_000, 1_000_000)
        from scale in Gen.Elements(1.0, 10, 100, 1_000_000)
        from steps in Gen.Choose(-50, 50).ArrayOf()
        select steps.Scan((double)start, (at, step) => at + step).Select(at => Math.Round(at) / scale).ToArray();

    private static readonly Gen<double[]> Counter =
        from steps in Gen.Frequency((9, Gen.Choose(0, 100_000)), (1, Gen.Constant(-1))).ArrayOf()
        select steps.Scan(1e9, (at, step) => step < 0 ? 0 : at + step).ToArray();

    private static readonly Gen<double[]> Gappy = Gen.Frequency((3, Usual), (1, Gen.Constant(double.NaN))).ArrayOf();

    public static readonly Arbitrary<double[]> All = Gen.OneOf(
        Odd.ArrayOf(), Usual.ArrayOf(), Walk, Counter, Gappy, Gen.OneOf(Odd, Usual).ArrayOf(),
        Gen.Choose(0, 400).SelectMany(n => Usual.Select(v => Enumerable.Repeat(v, n).ToArray())),
        Odd.Select(v => new[] { v })).ToArbitrary();

    public static bool AreSame(ReadOnlySpan<double> one, ReadOnlySpan<double> other)
    {
        if (one.Length != other.Length)
        {
            return false;
        }

        for (var i = 0; i < one.Length; i++)
        {
            if (double.IsNaN(one[i]) ? !double.IsNaN(other[i]) : BitConverter.DoubleToInt64Bits(one[i]) != BitConverter.DoubleToInt64Bits(other[i]))
            {
                return false;
            }
        }

        return true;
    }

    private static IEnumerable<double> Scan(this IEnumerable<int> steps, double start, Func<double, int, double> next)
    {
        var at = start;
        foreach (var step in steps)
        {
            yield return at;
            at = next(at, step);
        }
    }
}
