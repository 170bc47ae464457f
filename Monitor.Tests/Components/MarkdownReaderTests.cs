using Monitor.Tests.Support;
using Monitor.Web.Components;

namespace Monitor.Tests.Components;

public sealed class MarkdownReaderTests
{
    [Theory]
    [InlineData("plain words", "Paragraph(plain words)")]
    [InlineData("one\ntwo", "Paragraph(one Break two)")]
    [InlineData("# Title\n\ntext", "Heading1(Title) Paragraph(text)")]
    [InlineData("*a* **b** ~~c~~ `d`", "Paragraph(Emphasis(a)   Strong(b)   Strike(c)   Code:d)")]
    [InlineData("- a\n- b", "Bullets(Item(Paragraph(a)) Item(Paragraph(b)))")]
    [InlineData("3. a\n4. b", "Numbers3(Item(Paragraph(a)) Item(Paragraph(b)))")]
    [InlineData("- [x] done\n- [ ] open", "Bullets(Item(Paragraph(Task1  done)) Item(Paragraph(Task  open)))")]
    [InlineData("> a\n> b", "Quote(Paragraph(a Break b))")]
    [InlineData("```\n<b>\n  x\n```", "CodeBlock:<b>\n  x")]
    [InlineData("---", "Rule")]
    [InlineData("|a|b|\n|---|--:|\n|1|2|", "Table(HeadRow(Cell(a) Cell2(b)) Row(Cell(1) Cell2(2)))")]
    [InlineData("[x](https://example.org/a?b=1#c)", "Paragraph(Link:https://example.org/a?b=1#c(x))")]
    [InlineData("[x](/tickets/5)", "Paragraph(Link:/tickets/5(x))")]
    [InlineData("https://example.org and www.example.org", "Paragraph(Link:https://example.org/(https://example.org)  and  Link:https://www.example.org/(www.example.org))")]
    [InlineData("<anna@example.org>", "Paragraph(Link:mailto:anna@example.org(anna@example.org))")]
    [InlineData("![a picture](https://example.org/a.png)", "Paragraph(Link:https://example.org/a.png(a picture))")]
    [InlineData("see #12, #0, a#3, #4x (#56)", "Paragraph(see  Ticket12:12 , #0, a#3, #4x ( Ticket56:56 ))")]
    [InlineData("@anna and @b.c_d. a@b.c", "Paragraph(Mention:anna  and  Mention:b.c_d . a@b.c)")]
    [InlineData("**@anna** `@bob` #7", "Paragraph(Strong(Mention:anna)   Code:@bob   Ticket7:7)")]
    [InlineData("a <b>x</b> &amp; &lt;i&gt;", "Paragraph(a <b>x</b> & <i>)")]
    [InlineData("   ", "")]
    public void A_text_becomes_the_nodes_that_it_says(string text, string nodes) => Assert.Equal(nodes, Sketch(MarkdownReader.Read(text)));

    [Fact]
    public void Attack_20_an_address_that_is_not_http_mail_or_of_this_site_is_no_link_and_stays_as_it_was_typed()
    {
        foreach (var link in HostileMarkdown.Links)
        {
            var nodes = MarkdownReader.Read("before " + link + " after").SelectMany(n => n.All()).ToList();
            Assert.True(nodes.All(n => n.Kind != MarkdownKind.Link), link);
            Assert.True(string.Concat(nodes.Select(n => n.Text)) is var shown && shown.StartsWith("before ", StringComparison.Ordinal) && shown.EndsWith(" after", StringComparison.Ordinal), link);
        }
    }

    [Fact]
    public void Attack_20_no_node_is_html_and_every_address_passed()
    {
        foreach (var text in HostileMarkdown.All)
        {
            AssertHarmless(text);
        }
    }

    [Theory]
    [InlineData(">", 20_000)]
    [InlineData("- ", 10_000)]
    [InlineData("[", 20_000)]
    [InlineData("![", 20_000)]
    [InlineData("*a", 20_000)]
    [InlineData("**_", 20_000)]
    [InlineData("`", 20_000)]
    [InlineData("<", 20_000)]
    [InlineData("&#", 20_000)]
    [InlineData("[a](", 20_000)]
    [InlineData("[a]: b\n", 14_000)]
    [InlineData("\n|", 20_000)]
    [InlineData("@a ", 30_000)]
    [InlineData("#1 ", 30_000)]
    [InlineData("https://a.b ", 8_000)]
    [InlineData("1. a\n   ", 12_000)]
    public void A_text_that_repeats_itself_is_read_into_a_bounded_number_of_nodes(string part, int times)
    {
        var text = string.Concat(Enumerable.Repeat(part, times));
        var nodes = MarkdownReader.Read(text[..Math.Min(text.Length, MarkdownReader.Longest)]);
        Assert.InRange(nodes.SelectMany(n => n.All()).Count(), 1, MarkdownReader.MostNodes);
        Assert.InRange(nodes.Max(Depth), 1, 3 * MarkdownReader.Deepest);
    }

    [Fact]
    public void A_table_of_a_few_characters_a_row_is_not_filled_up_to_millions_of_cells()
    {
        var text = string.Concat(Enumerable.Repeat("|a", 2000)) + "\n" + string.Concat(Enumerable.Repeat("|-", 2000)) + "\n" + string.Concat(Enumerable.Repeat("|\n", 20_000));
        Assert.InRange(MarkdownReader.Read(text).SelectMany(n => n.All()).Count(), 1, MarkdownReader.MostNodes);
    }

    [Fact]
    public void A_text_that_is_too_long_is_shown_as_it_was_typed() =>
        Assert.Equal(MarkdownKind.Plain, Assert.Single(MarkdownReader.Read(new string('*', MarkdownReader.Longest + 1))).Kind);

    [Fact]
    public void Names_are_found_outside_of_code_and_once() =>
        Assert.Equal(["anna", "b.c"], MarkdownReader.Mentions("@anna @b.c `@code` [@link](https://x.org) @Anna\n\n    @block"));

    /// <summary>Random and damaged texts. MONITOR_TEST_LONG=1 makes it 4 minutes.</summary>
    [Fact]
    public void Attack_20_whatever_a_text_is_made_of_its_nodes_are_harmless()
    {
        var seed = LongRun.IsOn ? Environment.TickCount : 20261127;
        var (random, corpus) = (new Random(seed), HostileMarkdown.All.ToArray());
        for (var round = 1; round <= LongRun.Rounds(3000, 200_000); round++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(1, 6)).Select(_ => corpus[random.Next(corpus.Length)] + Joints[random.Next(Joints.Length)])).ToList();
            for (var i = random.Next(0, 12); i > 0 && text.Count > 0; i--)
            {
                var at = random.Next(text.Count);
                switch (random.Next(4))
                {
                    case 0: text[at] = (char)random.Next(1, 0x3000); break;
                    case 1: text.RemoveRange(at, Math.Min(random.Next(1, 8), text.Count - at)); break;
                    case 2: text.InsertRange(at, Joints[random.Next(Joints.Length)]); break;
                    default: text.InsertRange(at, text.GetRange(at, Math.Min(random.Next(1, 30), text.Count - at))); break;
                }
            }

            var damaged = new string([.. text]);
            try
            {
                AssertHarmless(damaged);
            }
            catch (Exception fault)
            {
                Assert.Fail($"seed {seed}, round {round}: {fault.Message}\n{Convert.ToBase64String(System.Text.Encoding.Unicode.GetBytes(damaged))}");
            }
        }
    }

    private static readonly string[] Joints = ["", "\n", "\n\n", " ", "\t", "[", "](", ")", "<", ">", "*", "_", "|", "\n|", "`", "```\n", "\\", "&", "#", "@", "\u0000", "\u202e", "\u200b", "\ud800", ":", "javascript:", "//", "- ", "> ", "1. "];

    private static void AssertHarmless(string text)
    {
        var nodes = MarkdownReader.Read(text);
        Assert.All(nodes.SelectMany(n => n.All()), node =>
        {
            Assert.True(Enum.IsDefined(node.Kind));
            if (node.Kind == MarkdownKind.Link)
            {
                // What the walk let pass must pass again: an address that changes by being written is one that two readers read in two ways.
                Assert.Equal(node.Text, SafeLink.Read(node.Text));
                Assert.Matches("^(https?://|mailto:|/(?!/))", node.Text);
                Assert.DoesNotContain(node.Text, c => c is '"' or '<' or '>' or '\\' || char.IsWhiteSpace(c) || char.IsControl(c));
            }
        });
        Assert.True(nodes.Count == 0 || nodes.Max(Depth) <= 3 * MarkdownReader.Deepest);
    }

    private static int Depth(MarkdownNode node) => 1 + (node.Children.Count == 0 ? 0 : node.Children.Max(Depth));

    private static string Sketch(IReadOnlyList<MarkdownNode> nodes) => string.Join(' ', nodes.Select(n =>
        n.Kind == MarkdownKind.Text ? n.Text
        : n.Kind + (n.Number == 0 ? "" : n.Number.ToString(System.Globalization.CultureInfo.InvariantCulture)) + (n.Text.Length == 0 ? "" : ":" + n.Text)
            + (n.Children.Count == 0 ? "" : $"({Sketch(n.Children)})")));
}
