using Markdig;
using Markdig.Extensions.AutoLinks;
using Markdig.Extensions.EmphasisExtras;

namespace Monitor.Web.Components;

/// <summary>
/// Reads Markdown: headings, emphasis, lists, tasks, code, quotes, tables, links. HTML in it is text like any other. A text that is too long, too deep or made
/// of too many parts is shown line by line as it was typed.
/// </summary>
public static class MarkdownReader
{
    public const int Longest = 100_000;
    public const int Deepest = 16;
    public const int MostNodes = 10_000;

    /// <summary>A table is filled up to the width of its widest row: so many cells, and a few characters cannot become millions.</summary>
    private const int MostCells = 5_000;

    private static readonly MarkdownPipeline Plain = Pipeline().Build();
    private static readonly MarkdownPipeline WithTables = Pipeline().UsePipeTables().Build();

    public static IReadOnlyList<MarkdownNode> Read(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return [];
        }

        if (text.Length > Longest)
        {
            return AsTyped(text);
        }

        try
        {
            var document = Markdown.Parse(text, Cells(text) > MostCells ? Plain : WithTables);
            var nodes = new MarkdownWalk(text).Blocks(document, 0) ?? [];

            // Nothing: too many nodes, or a text of definitions alone, which no reader would see. Numbers and names are taken out of texts after the walk has counted.
            return nodes.Count == 0 || nodes.SelectMany(n => n.All()).Take(MostNodes + 1).Count() > MostNodes ? AsTyped(text) : nodes;
        }
        catch (ArgumentException)
        {
            // The parser's own limit of depth.
            return AsTyped(text);
        }
    }

    /// <summary>The names after an @ in a text, outside of code and links.</summary>
    public static IReadOnlyList<string> Mentions(string? text) =>
        [.. Read(text).SelectMany(n => n.All()).Where(n => n.Kind == MarkdownKind.Mention).Select(n => n.Text).Distinct(StringComparer.OrdinalIgnoreCase)];

    private static IReadOnlyList<MarkdownNode> AsTyped(string text) => [new(MarkdownKind.Plain, text)];

    private static MarkdownPipelineBuilder Pipeline() => new MarkdownPipelineBuilder()
        .DisableHtml()
        .UsePreciseSourceLocation()
        .UseTaskLists()
        .UseEmphasisExtras(EmphasisExtraOptions.Strikethrough)
        .UseAutoLinks(new AutoLinkOptions { UseHttpsForWWWLinks = true });

    private static int Cells(string text)
    {
        var (rows, widest) = (0, 0);
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            rows++;
            widest = Math.Max(widest, line.Count('|') + 1);
        }

        return (int)Math.Min(int.MaxValue, (long)rows * widest) * (widest > 1 ? 1 : 0);
    }
}
