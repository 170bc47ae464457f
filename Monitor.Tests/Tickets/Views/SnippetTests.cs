using Monitor.Web.Tickets.Views;

namespace Monitor.Tests.Tickets.Views;

public sealed class SnippetTests
{
    [Fact]
    public void Marks_of_the_database_become_pieces_of_text()
    {
        var parts = Snippets.Split("the \u0001printer\u0002 is\n\u0001jammed\u0002");
        Assert.Equal([("the ", false), ("printer", true), (" is ", false), ("jammed", true)], parts.Select(p => (p.Text, p.IsMatch)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\u0002\u0002")]
    [InlineData("\u0001")]
    public void A_text_without_words_has_no_pieces(string text) => Assert.Empty(Snippets.Split(text));

    [Fact]
    public void Attack_19_What_looks_like_markup_stays_text()
    {
        var part = Assert.Single(Snippets.Split("<b>bold</b><script>alert(1)</script>"));
        Assert.Equal("<b>bold</b><script>alert(1)</script>", part.Text);
    }
}
