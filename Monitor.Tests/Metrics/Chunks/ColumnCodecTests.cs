using FsCheck;
using FsCheck.Fluent;
using Monitor.Domain.Metrics.Chunks;
using Monitor.Tests.Bench;

namespace Monitor.Tests.Metrics.Chunks;

public sealed class ColumnCodecTests
{
    [Fact]
    public void Every_column_comes_back_bit_for_bit() =>
        Prop.ForAll(HostileColumns.All, values => HostileColumns.AreSame(values, Decode(Encode(values), values.Length)))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Fact]
    public void What_hosts_report_takes_less_than_a_byte_a_sample_and_comes_back()
    {
        var host = new HostValues(7);
        var columns = Enumerable.Range(0, HostValues.Names.Count).Select(_ => new double[360]).ToArray();
        var row = new double[columns.Length];
        for (var tick = 0; tick < 360; tick++)
        {
            host.Next(row);
            for (var series = 0; series < row.Length; series++)
            {
                columns[series][tick] = row[series];
            }
        }

        Assert.All(columns, c => Assert.True(HostileColumns.AreSame(c, Decode(Encode(c), c.Length))));
        Assert.True(columns.Sum(c => Encode(c).Length) < columns.Length * 360);
    }

    [Fact]
    public void A_column_that_stands_still_or_grows_evenly_takes_a_few_bytes_however_long()
    {
        Assert.InRange(Encode([.. Enumerable.Repeat(98.6, 8640)]).Length, 1, 8);
        Assert.InRange(Encode([.. Enumerable.Range(0, 8640).Select(i => 1e6 + (i * 10))]).Length, 1, 60);
        Assert.Empty(Encode([.. Enumerable.Repeat(double.NaN, 8640)]));
    }

    [Fact]
    public void Bytes_from_anywhere_are_a_column_or_a_format_error() =>
        Prop.ForAll(Gen.Choose(0, 255).Select(n => (byte)n).ArrayOf().ToArbitrary(), Gen.Choose(0, 400).ToArbitrary(), (bytes, count) =>
        {
            try
            {
                return Decode(bytes, count).Length == count;
            }
            catch (FormatException)
            {
                return true;
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    private static byte[] Encode(double[] values)
    {
        var bytes = new byte[ColumnCodec.MaximumLength(values.Length)];
        return bytes[..ColumnCodec.Encode(values, bytes)];
    }

    private static double[] Decode(byte[] bytes, int count)
    {
        var values = new double[count];
        ColumnCodec.Decode(bytes, values);
        return values;
    }
}
