using Monitor.Domain.Tickets;

namespace Monitor.Tests.Tickets;

public sealed class SpellingTests
{
    [Theory]
    [InlineData("printer", "printer", 0)]
    [InlineData("printer", "printr", 1)]
    [InlineData("printer", "pritner", 1)]
    [InlineData("printer", "prinnter", 1)]
    [InlineData("printer", "prunter", 1)]
    [InlineData("printer", "pinetr", 2)]
    [InlineData("printer", "paper", 4)]
    [InlineData("ca", "abc", 3)]
    [InlineData("", "abc", 3)]
    public void Slips_are_counted_the_same_from_both_sides(string one, string other, int distance)
    {
        Assert.Equal(distance, Spelling.Distance(one, other));
        Assert.Equal(distance, Spelling.Distance(other, one));
    }

    [Theory]
    [InlineData("disk", 1)]
    [InlineData("drive", 1)]
    [InlineData("printer", 2)]
    public void Long_words_forgive_two_slips_and_short_ones_one(string word, int slips) => Assert.Equal(slips, Spelling.Forgiven(word));
}
