using System.Globalization;
using Microsoft.AspNetCore.Components.Rendering;

namespace Monitor.Web.Components;

/// <summary>Draws nodes as elements. Names of elements and attributes are those of this file; texts are texts and addresses have passed <see cref="SafeLink"/>.</summary>
/// <param name="ticketPath">What stands before a ticket's number in its address; null: numbers are no links.</param>
/// <param name="names">Who can be named; others stay plain words.</param>
internal sealed class MarkdownDrawing(string? ticketPath, IReadOnlyCollection<string> names)
{
    public void Draw(RenderTreeBuilder builder, IReadOnlyList<MarkdownNode> nodes)
    {
        foreach (var node in nodes)
        {
            builder.OpenRegion(0);
            Draw(builder, node);
            builder.CloseRegion();
        }
    }

    private void Draw(RenderTreeBuilder builder, MarkdownNode node)
    {
        switch (node.Kind)
        {
            case MarkdownKind.Text:
                builder.AddContent(0, node.Text);
                break;
            case MarkdownKind.Ticket when ticketPath is not null:
                Link(builder, ticketPath + node.Text, [new(MarkdownKind.Text, "#" + node.Text)]);
                break;
            case MarkdownKind.Ticket:
                builder.AddContent(0, "#" + node.Text);
                break;
            case MarkdownKind.Mention when names.Contains(node.Text, StringComparer.OrdinalIgnoreCase):
                Words(builder, "span", "mention", "@" + node.Text);
                break;
            case MarkdownKind.Mention:
                builder.AddContent(0, "@" + node.Text);
                break;
            case MarkdownKind.Link:
                Link(builder, node.Text, node.Children);
                break;
            case MarkdownKind.Plain:
                Words(builder, "p", "plain", node.Text);
                break;
            case MarkdownKind.Code:
                Words(builder, "code", null, node.Text);
                break;
            case MarkdownKind.CodeBlock:
                CodeBlock(builder, node.Text);
                break;
            case MarkdownKind.Task:
                Task(builder, node.Number == 1);
                break;
            case MarkdownKind.Table:
                Table(builder, node);
                break;
            default:
                Element(builder, node, Name(node));
                break;
        }
    }

    /// <summary>The page's own headings are one and two; those of a text are below them.</summary>
    private static string Name(MarkdownNode node) => node.Kind switch
    {
        MarkdownKind.Break => "br",
        MarkdownKind.Emphasis => "em",
        MarkdownKind.Strong => "strong",
        MarkdownKind.Strike => "s",
        MarkdownKind.Heading => node.Number switch { 1 => "h3", 2 => "h4", 3 => "h5", _ => "h6" },
        MarkdownKind.Quote => "blockquote",
        MarkdownKind.Bullets => "ul",
        MarkdownKind.Numbers => "ol",
        MarkdownKind.Item => "li",
        MarkdownKind.Rule => "hr",
        MarkdownKind.HeadRow or MarkdownKind.Row => "tr",
        _ => "p",
    };

    private void Element(RenderTreeBuilder builder, MarkdownNode node, string name)
    {
        builder.OpenElement(0, name);
        if (node is { Kind: MarkdownKind.Numbers, Number: not 1 })
        {
            builder.AddAttribute(1, "start", node.Number.ToString(CultureInfo.InvariantCulture));
        }

        if (node.Kind == MarkdownKind.Item && node.Children is [{ Kind: MarkdownKind.Paragraph } only, ..])
        {
            // A list is drawn without the paragraphs that the parser puts into its items.
            Draw(builder, [.. only.Children, .. node.Children.Skip(1)]);
        }
        else
        {
            Draw(builder, node.Children);
        }

        builder.CloseElement();
    }

    private void Link(RenderTreeBuilder builder, string href, IReadOnlyList<MarkdownNode> words)
    {
        builder.OpenElement(0, "a");
        builder.AddAttribute(1, "href", href);
        if (SafeLink.LeadsAway(href))
        {
            builder.AddAttribute(2, "rel", "noopener noreferrer nofollow");
            builder.AddAttribute(3, "target", "_blank");
            builder.AddAttribute(4, "title", href);
        }

        Draw(builder, words);
        builder.CloseElement();
    }

    private static void Words(RenderTreeBuilder builder, string name, string? style, string text)
    {
        builder.OpenElement(0, name);
        if (style is not null)
        {
            builder.AddAttribute(1, "class", style);
        }

        builder.AddContent(2, text);
        builder.CloseElement();
    }

    private static void CodeBlock(RenderTreeBuilder builder, string text)
    {
        builder.OpenElement(0, "pre");
        builder.AddAttribute(1, "tabindex", "0");
        Words(builder, "code", null, text);
        builder.CloseElement();
    }

    private static void Task(RenderTreeBuilder builder, bool isDone)
    {
        builder.OpenElement(0, "input");
        builder.AddAttribute(1, "type", "checkbox");
        builder.AddAttribute(2, "disabled", true);
        builder.AddAttribute(3, "checked", isDone);
        builder.AddAttribute(4, "aria-label", isDone ? "Done" : "To do");
        builder.CloseElement();
    }

    private void Table(RenderTreeBuilder builder, MarkdownNode table)
    {
        builder.OpenElement(0, "div");
        builder.AddAttribute(1, "class", "wide");
        builder.AddAttribute(2, "tabindex", "0");
        builder.OpenElement(3, "table");
        foreach (var row in table.Children)
        {
            builder.OpenRegion(4);
            Row(builder, row);
            builder.CloseRegion();
        }

        builder.CloseElement();
        builder.CloseElement();
    }

    private void Row(RenderTreeBuilder builder, MarkdownNode row)
    {
        builder.OpenElement(0, "tr");
        foreach (var cell in row.Children)
        {
            builder.OpenRegion(1);
            builder.OpenElement(0, row.Kind == MarkdownKind.HeadRow ? "th" : "td");
            builder.AddAttribute(1, "class", cell.Number switch { 1 => "centre", 2 => "end", _ => null });
            Draw(builder, cell.Children);
            builder.CloseElement();
            builder.CloseRegion();
        }

        builder.CloseElement();
    }
}
