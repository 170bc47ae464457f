using System.Globalization;
using System.Text;
using System.Text.Json;
using Monitor.Web.Intake;

namespace Monitor.Tests.Intake;

/// <summary>Values that are read without the general reader are those that it reads.</summary>
public sealed class PlainValuesTests
{
    [Fact]
    public void Values_read_plainly_are_bit_for_bit_those_of_the_general_reader()
    {
        var random = new Random(20261127);
        for (var round = 0; round < 2000; round++)
        {
            var texts = Enumerable.Range(0, random.Next(1, 60)).Select(_ => Number(random)).ToList();
            var batch = new IncomingBatch();
            var list = string.Join(',', texts);
            Assert.Equal(list.Length, PlainValues.Read(Encoding.ASCII.GetBytes(list + "]}"), batch, most: 100));
            Assert.Equal(JsonSerializer.Deserialize<double?[]>($"[{list}]")!.Select(v => Bits(v ?? double.NaN)), Values(batch).Select(Bits));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("]")]
    [InlineData("1")]
    [InlineData("1,")]
    [InlineData("1,]")]
    [InlineData(",1]")]
    [InlineData("1,,2]")]
    [InlineData("01]")]
    [InlineData("-]")]
    [InlineData("-01]")]
    [InlineData("1.]")]
    [InlineData(".5]")]
    [InlineData("+1]")]
    [InlineData("1 ]")]
    [InlineData(" 1]")]
    [InlineData("1,\n2]")]
    [InlineData("1e5]")]
    [InlineData("1E999]")]
    [InlineData("12345678901234567e1]")]
    [InlineData("nul]")]
    [InlineData("nullx]")]
    [InlineData("true]")]
    [InlineData("\"1\"]")]
    [InlineData("[1]]")]
    [InlineData("1}")]
    public void Anything_else_is_left_to_the_general_reader(string text)
    {
        var batch = new IncomingBatch();
        batch.AddValue(7);
        Assert.Equal(0, PlainValues.Read(Encoding.ASCII.GetBytes(text), batch, most: 100));
        Assert.Equal(1, batch.ValueCount);
    }

    [Fact]
    public void More_values_than_a_batch_may_hold_are_left_to_the_general_reader()
    {
        var batch = new IncomingBatch();
        Assert.Equal(0, PlainValues.Read("1,2,3]"u8, batch, most: 2));
        Assert.Equal(5, PlainValues.Read("1,2,3]"u8, batch, most: 3));
    }

    [Theory]
    [InlineData("1,2")]
    [InlineData("1,\n2")]
    public void Where_a_batch_stops_being_JSON_behind_its_values_is_told_exactly(string values)
    {
        var text = $"{{\"v\":1,\"ticks\":[\n{{\"schema\":\"00000000000000aa\",\"t\":1,\"v\":[{values}]}} !";
        var batch = new IncomingBatch();
        var bytes = Encoding.ASCII.GetBytes(text);
        var broken = Assert.ThrowsAny<JsonException>(() => BatchParser.Read(bytes, batch));
        var exact = Assert.ThrowsAny<JsonException>(() => JsonDocument.Parse(text));
        Assert.Equal((exact.LineNumber + 1, exact.BytePositionInLine + 1), BatchParser.BrokenAt(bytes, broken));
    }

    private static string Number(Random random) => random.Next(7) switch
    {
        0 => "null",
        1 => random.Next(-1000, 1000).ToString(CultureInfo.InvariantCulture),
        2 => (random.Next(0, 1001) / 10.0).ToString(CultureInfo.InvariantCulture),
        3 => random.Next(2) == 0 ? "-0.0" : "0",
        4 => Math.Round((random.NextDouble() - 0.5) * 1e12, random.Next(6)).ToString("F5", CultureInfo.InvariantCulture),
        5 => (random.NextDouble() * 1e6).ToString("F12", CultureInfo.InvariantCulture),
        _ => $"{random.NextInt64(1L << 62)}.{random.NextInt64(1L << 62)}",
    };

    private static IEnumerable<double> Values(IncomingBatch batch) => batch.Values(new IncomingTick(0, null, 0, batch.ValueCount)).ToArray();

    private static long Bits(double value) => BitConverter.DoubleToInt64Bits(value);
}
