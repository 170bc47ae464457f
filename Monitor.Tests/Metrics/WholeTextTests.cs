using Monitor.Domain.Metrics;

namespace Monitor.Tests.Metrics;

public sealed class WholeTextTests
{
    [Theory]
    [InlineData("abc", 3, "abc", "abc")]
    [InlineData("abcd", 3, "abc", "ab…")]
    [InlineData("ab😀", 3, "ab", "ab…")]
    [InlineData("a😀cd", 3, "a😀", "a…")]
    [InlineData("a😀cd", 4, "a😀c", "a😀…")]
    public void A_text_is_cut_between_characters_and_never_within_one(string text, int most, string first, string cut)
    {
        Assert.Equal(first, WholeText.First(text, most));
        Assert.Equal(cut, WholeText.Cut(text, most));
        Assert.True(WholeText.Is(WholeText.First(text, most)) && WholeText.Is(WholeText.Cut(text, most)));
    }
}
