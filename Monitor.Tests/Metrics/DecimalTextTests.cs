using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Monitor.Domain.Metrics;

namespace Monitor.Tests.Metrics;

public sealed class DecimalTextTests
{
    private static readonly Arbitrary<double> Finite = Gen.OneOf(
        Gen.Choose(-10_000, 10_000).Select(n => n / 10.0),
        Gen.Choose(int.MinValue, int.MaxValue).Select(n => n / 1000.0),
        Gen.Choose(int.MinValue, int.MaxValue).Select(n => n / 100_000.0),
        Gen.Choose(int.MinValue, int.MaxValue).Select(n => n * 4096.0 * 1000),
        Gen.Elements(
            0, -0.0, 1e-4, 1e-5, 1.00001, 0.1 + 0.2, 1 / 3.0, double.Epsilon, double.MaxValue, double.MinValue, 999_999_999_999_999, 1e15, 1e16, 9007199254740993,
            99_999_999_999.9999, 100_000_000_000.0001, 123_456_789_012.34),
        ArbMap.Default.GeneratorFor<double>().Where(double.IsFinite)).ToArbitrary();

    [Fact]
    public void The_text_is_the_shortest_that_reads_back_as_the_same_number() =>
        Prop.ForAll(Finite, value => Text(value) == value.ToString("R", CultureInfo.InvariantCulture)).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(12.5, "12.5")]
    [InlineData(-0.001, "-0.001")]
    [InlineData(3.02, "3.02")]
    [InlineData(-0.0, "-0")]
    [InlineData(1048576, "1048576")]
    public void A_value_is_written_as_people_write_it(double value, string text) => Assert.Equal(text, Text(value));

    private static string Text(double value)
    {
        Span<byte> text = stackalloc byte[DecimalText.MaximumLength];
        return Encoding.ASCII.GetString(text[..DecimalText.Write(value, text)]);
    }
}
