using Markdig.Extensions.Tables;
using Markdig.Extensions.TaskLists;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Monitor.Web.Components;

/// <summary>Makes nodes of ours of what the parser found. A kind that it does not know becomes the text that was typed.</summary>
internal sealed class MarkdownWalk(string source)
{
    private int _left = MarkdownReader.MostNodes;

    /// <summary>Null when there are too many nodes.</summary>
    public IReadOnlyList<MarkdownNode>? Blocks(ContainerBlock blocks, int depth)
    {
        List<MarkdownNode> nodes = [];
        foreach (var block in blocks)
        {
            if (Block(block, depth + 1) is { } node)
            {
                nodes.Add(node);
            }
        }

        _left -= nodes.Count;
        return _left < 0 && depth == 0 ? null : nodes;
    }

    private MarkdownNode? Block(Block block, int depth) => block switch
    {
        _ when _left < 0 => null,
        LinkReferenceDefinitionGroup or LinkReferenceDefinition or BlankLineBlock => null,
        _ when depth > MarkdownReader.Deepest => new(MarkdownKind.Plain, Typed(block.Span)),
        HeadingBlock heading => Leaf(MarkdownKind.Heading, heading, heading.Level),
        ParagraphBlock paragraph => Leaf(MarkdownKind.Paragraph, paragraph),
        QuoteBlock quote => Container(MarkdownKind.Quote, quote, depth),
        ListBlock { IsOrdered: true } list => Container(MarkdownKind.Numbers, list, depth, int.TryParse(list.OrderedStart, out var start) ? start : 1),
        ListBlock list => Container(MarkdownKind.Bullets, list, depth),
        ListItemBlock item => Container(MarkdownKind.Item, item, depth),
        CodeBlock code => new(MarkdownKind.CodeBlock, code.Lines.ToString()),
        ThematicBreakBlock => new(MarkdownKind.Rule),
        Table table => Container(MarkdownKind.Table, table, depth),
        TableRow row => Row(row, depth),
        _ => new(MarkdownKind.Plain, Typed(block.Span)),
    };

    private MarkdownNode Container(MarkdownKind kind, ContainerBlock block, int depth, int number = 0) => new(kind, "", number, Blocks(block, depth) ?? []);

    private MarkdownNode Leaf(MarkdownKind kind, LeafBlock block, int number = 0) =>
        new(kind, "", number, block.Inline is null ? [] : MarkdownReferences.Find(Inlines(block.Inline, 0)));

    private MarkdownNode Row(TableRow row, int depth)
    {
        var columns = (row.Parent as Table)?.ColumnDefinitions;
        List<MarkdownNode> cells = [];
        foreach (var cell in row.OfType<TableCell>())
        {
            var align = columns is not null && cells.Count < columns.Count ? columns[cells.Count].Alignment : null;
            var inside = Blocks(cell, depth) ?? [];
            cells.Add(new(MarkdownKind.Cell, "", (int)(align ?? TableColumnAlign.Left), inside is [{ Kind: MarkdownKind.Paragraph } only] ? only.Children : inside));
        }

        _left -= cells.Count;
        return new(row.IsHeader ? MarkdownKind.HeadRow : MarkdownKind.Row, "", 0, cells);
    }

    private List<MarkdownNode> Inlines(ContainerInline container, int depth)
    {
        List<MarkdownNode> nodes = [];
        foreach (var inline in container)
        {
            var node = _left < 0 ? null : depth > MarkdownReader.Deepest ? Text(Typed(inline.Span)) : Inline(inline, depth);
            if (node is { Kind: MarkdownKind.Text } && nodes is [.., { Kind: MarkdownKind.Text } last])
            {
                nodes[^1] = Text(last.Text + node.Text);
            }
            else if (node is not null)
            {
                nodes.Add(node);
            }
        }

        _left -= nodes.Count;
        return nodes;
    }

    private MarkdownNode? Inline(Inline inline, int depth) => inline switch
    {
        LiteralInline literal => Text(literal.Content.ToString()),
        HtmlEntityInline entity => Text(entity.Transcoded.ToString()),
        LineBreakInline => new(MarkdownKind.Break),
        CodeInline code => new(MarkdownKind.Code, code.Content),
        TaskList task => new(MarkdownKind.Task, number: task.Checked ? 1 : 0),
        EmphasisInline emphasis => new(Kind(emphasis), "", 0, Inlines(emphasis, depth + 1)),
        AutolinkInline { IsEmail: true } mail => Link("mailto:" + mail.Url, mail, [Text(mail.Url)]),
        AutolinkInline link => Link(link.Url, link, [Text(link.Url)]),
        LinkInline { IsImage: true } picture => Link(picture.Url, picture, Words(picture, depth, "picture")),
        LinkInline link => Link(link.Url, link, Words(link, depth, link.Url ?? "")),
        DelimiterInline delimiter => Text(delimiter.ToLiteral()),
        _ => Text(Typed(inline.Span)),
    };

    private IReadOnlyList<MarkdownNode> Words(LinkInline link, int depth, string otherwise) =>
        Inlines(link, depth + 1) is { Count: > 0 } words && words.Any(w => w.Kind != MarkdownKind.Text || w.Text.Length > 0) ? words : [Text(otherwise)];

    /// <summary>What may not be a link stays as it was typed, so that nobody is offered words without the address behind them.</summary>
    private MarkdownNode Link(string? url, Inline inline, IReadOnlyList<MarkdownNode> words) =>
        SafeLink.Read(url) is { } href ? new(MarkdownKind.Link, href, 0, words) : Text(Typed(inline.Span));

    private static MarkdownKind Kind(EmphasisInline emphasis) =>
        emphasis.DelimiterChar == '~' ? MarkdownKind.Strike : emphasis.DelimiterCount > 1 ? MarkdownKind.Strong : MarkdownKind.Emphasis;

    private static MarkdownNode Text(string text) => new(MarkdownKind.Text, text);

    private string Typed(SourceSpan span)
    {
        var start = Math.Clamp(span.Start, 0, source.Length);
        return source[start..Math.Clamp(span.End + 1, start, source.Length)];
    }
}
