using FsCheck;
using FsCheck.Fluent;
using Monitor.Domain.Metrics;

namespace Monitor.Tests.Metrics;

public sealed class TickCodecTests
{
    private static readonly Gen<double> Values = Gen.OneOf(
        Gen.Choose(0, 10_000).Select(n => n / 100.0),
        Gen.Choose(int.MinValue, int.MaxValue).Select(n => (double)n),
        Gen.Choose(int.MinValue, int.MaxValue).Select(n => n / 1000.0),
        Gen.Choose(0, int.MaxValue).Select(n => n * 4096.0),
        Gen.Constant(double.NaN),
        Gen.Elements(
            0, -0.0, double.Epsilon, -double.Epsilon, double.MaxValue, double.MinValue, double.PositiveInfinity, double.NegativeInfinity,
            9007199254740991, 9007199254740992, 9007199254740993, -9007199254740991, 0.1, 1 / 3.0, 1e-5, 123456.78901, 1024, -1024, 1e300),
        ArbMap.Default.GeneratorFor<double>());

    private static readonly Arbitrary<double[]> Vectors =
        Gen.Choose(0, 700).SelectMany(n => Values.ArrayOf(n)).ToArbitrary();

    [Fact]
    public void Every_vector_comes_back_bit_for_bit() =>
        Prop.ForAll(Vectors, values => Same(values, Decode(Encode(values), values.Length))).QuickCheckThrowOnFailure();

    [Fact]
    public void Some_ordinals_alone_are_what_the_whole_has_there() =>
        Prop.ForAll(Vectors, Gen.Choose(0, 720).ArrayOf().ToArbitrary(), (values, wanted) =>
        {
            int[] ordinals = [.. wanted.Distinct().Order()];
            var some = new double[ordinals.Length];
            TickCodec.DecodeSome(Encode(values), ordinals, some);
            return Same([.. ordinals.Select(o => o < values.Length ? values[o] : double.NaN)], some);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_row_reads_as_missing_beyond_its_end() =>
        Assert.True(Same([1.5, double.NaN, double.NaN], Decode(Encode([1.5]), 3)));

    [Fact]
    public void Bytes_from_anywhere_are_a_row_or_a_format_error() =>
        Prop.ForAll(Gen.Choose(0, 255).Select(n => (byte)n).ArrayOf().ToArbitrary(), Gen.Choose(0, 300).ToArbitrary(), (bytes, ordinal) =>
        {
            byte[] row = [TickCodec.Version, .. bytes];
            var whole = Try(() => Decode(row, 301));
            var one = new double[1];
            var some = Try(() =>
            {
                TickCodec.DecodeSome(row, [ordinal], one);
                return one;
            });

            // Where the whole can be read, so can each part, and says the same.
            return whole is null || Same([whole[ordinal]], some!);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_row_of_another_version_or_of_no_bytes_is_refused()
    {
        Assert.Throws<FormatException>(() => Decode([], 1));
        Assert.Throws<FormatException>(() => Decode([2, 0], 1));
    }

    [Fact]
    public void A_row_cut_within_a_value_is_refused()
    {
        var row = Encode([Math.PI, 12345678]);
        Assert.Throws<FormatException>(() => Decode(row[..^1], 2));
        Assert.Throws<FormatException>(() => Decode(row[..5], 2));
    }

    [Fact]
    public void A_typical_value_takes_less_than_four_bytes()
    {
        var random = new Random(1);
        double[] values = [.. Enumerable.Range(0, 40).Select(i => (i % 4) switch
        {
            0 => Math.Round(random.NextDouble() * 100, 2),
            1 => random.Next(1_000_000, 16_000_000) * 1024.0,
            2 => Math.Round(random.NextDouble() * 1e6, 1),
            _ => 0,
        })];
        Assert.InRange(Encode(values).Length, 1, 160);
    }

    private static byte[] Encode(double[] values)
    {
        var row = new byte[TickCodec.MaximumLength(values.Length)];
        return row[..TickCodec.Encode(values, row)];
    }

    private static double[] Decode(byte[] row, int count)
    {
        var values = new double[count];
        TickCodec.Decode(row, values);
        return values;
    }

    private static double[]? Try(Func<double[]> read)
    {
        try
        {
            return read();
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static bool Same(double[] a, double[] b) =>
        a.Length == b.Length && a.Zip(b).All(p => double.IsNaN(p.First)
            ? double.IsNaN(p.Second)
            : BitConverter.DoubleToInt64Bits(p.First) == BitConverter.DoubleToInt64Bits(p.Second));
}
