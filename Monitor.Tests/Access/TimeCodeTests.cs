using System.Text;
using Monitor.Domain.Access;

namespace Monitor.Tests.Access;

public sealed class TimeCodeTests
{
    private static readonly byte[] Secret = Encoding.ASCII.GetBytes("12345678901234567890");

    /// <summary>The vectors of RFC 6238, appendix B, of which six digits are shown.</summary>
    [Theory]
    [InlineData(59, "287082")]
    [InlineData(1111111109, "081804")]
    [InlineData(1111111111, "050471")]
    [InlineData(1234567890, "005924")]
    [InlineData(2000000000, "279037")]
    [InlineData(20000000000, "353130")]
    public void Codes_are_those_of_the_standard(long seconds, string expected) =>
        Assert.Equal(expected, TimeCode.At(Secret, TimeCode.StepOf(DateTimeOffset.FromUnixTimeSeconds(seconds))));

    [Fact]
    public void A_clock_may_be_one_period_off_and_no_more()
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(1_800_000_015);
        var step = TimeCode.StepOf(now);
        Assert.Equal([null, step - 1, step, step + 1, null], Enumerable.Range(-2, 5).Select(i => TimeCode.Find(Secret, TimeCode.At(Secret, step + i), now)));
        Assert.Null(TimeCode.Find(Secret, "", now));
        Assert.Null(TimeCode.Find(Secret, "٠٠٠٠٠٠", now));
        Assert.Null(TimeCode.Find(Secret, TimeCode.At(Secret, step) + "0", now));
    }

    /// <summary>The vectors of RFC 4648, without padding.</summary>
    [Theory]
    [InlineData("", "")]
    [InlineData("f", "MY")]
    [InlineData("fo", "MZXQ")]
    [InlineData("foo", "MZXW6")]
    [InlineData("foob", "MZXW6YQ")]
    [InlineData("fooba", "MZXW6YTB")]
    [InlineData("foobar", "MZXW6YTBOI")]
    public void Secrets_are_written_as_apps_read_them(string text, string expected) => Assert.Equal(expected, Base32.Encode(Encoding.ASCII.GetBytes(text)));

    [Fact]
    public void The_address_for_an_app_holds_nothing_that_a_name_could_break() =>
        Assert.Equal(
            "otpauth://totp/Monitor%20monitor.example.org:a%26secret%3Dx?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Monitor%20monitor.example.org",
            TimeCode.Address(Secret, "a&secret=x", "monitor.example.org"));

    [Fact]
    public void Recovery_codes_differ_and_are_read_as_people_type_them()
    {
        var codes = Enumerable.Range(0, 100).Select(_ => RecoveryCode.New()).ToList();
        Assert.Equal(100, codes.Distinct().Count());
        Assert.All(codes, c => Assert.Matches("^([A-Z2-7]{4}-){5}[A-Z2-7]{4}$", c));
        Assert.NotNull(RecoveryCode.Hash(codes[0]));
        Assert.Equal(RecoveryCode.Hash(codes[0]), RecoveryCode.Hash($" {codes[0].ToLowerInvariant().Replace('-', ' ')} "));
        Assert.Null(RecoveryCode.Hash(codes[0][..^1]));
        Assert.Null(RecoveryCode.Hash(""));
    }
}
