using Monitor.Domain.Problems;

namespace Monitor.Tests.Problems;

public sealed class DurationTextTests
{
    [Theory]
    [InlineData("30 s", 30)]
    [InlineData("5min", 300)]
    [InlineData(" 1 h 30 min ", 5400)]
    [InlineData("1 d", 86_400)]
    [InlineData("0 s", 0)]
    public void A_typed_duration_is_read(string text, int seconds)
    {
        Assert.True(DurationText.TryParse(text, out var span));
        Assert.Equal(seconds, span.TotalSeconds);
    }

    [Theory]
    [InlineData("1 d 30 min")]
    [InlineData("1 h 30 s")]
    [InlineData("2 d 3 h 4 min 5 s")]
    [InlineData("26 min")]
    [InlineData("0 s")]
    public void What_is_written_is_the_same_duration_when_it_is_read_again(string text)
    {
        Assert.True(DurationText.TryParse(text, out var span));
        Assert.Equal(text, DurationText.Of(span));
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("5")]
    [InlineData("min")]
    [InlineData("-5 min")]
    [InlineData("1.5 h")]
    [InlineData("99999999999 s")]
    [InlineData("2000000000 d")]
    public void Anything_else_is_not(string? text) => Assert.False(DurationText.TryParse(text, out _));
}
