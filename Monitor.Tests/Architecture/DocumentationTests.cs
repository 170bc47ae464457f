using System.Text.RegularExpressions;
using Monitor.Web.Hosting;

namespace Monitor.Tests.Architecture;

/// <summary>What the documents promise of themselves: the rows that messages name exist, links lead somewhere, and no page knows a machine.</summary>
public sealed partial class DocumentationTests
{
    private static readonly string Home = ProductHome.Path;

    private static IReadOnlyList<string> Pages { get; } =
        [.. Directory.GetFiles(Home, "*.md"), .. Directory.GetFiles(Path.Combine(Home, "docs"), "*.md", SearchOption.AllDirectories)];

    [Fact]
    public void Every_row_that_an_error_message_names_is_in_troubleshooting()
    {
        var rows = Rows().Matches(File.ReadAllText(Path.Combine(Home, "docs", "troubleshooting.md"))).Select(m => m.Groups[1].Value).ToHashSet();
        var code = Directory.EnumerateFiles(Path.Combine(Home, "Monitor.Web"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(f => InCode().Matches(File.ReadAllText(f))).Select(m => m.Groups["row"].Value).ToList();
        var script = InScript().Matches(File.ReadAllText(Path.Combine(Home, "monitor"))).Select(m => m.Groups[1].Value).ToList();
        Assert.Contains("wrong setting", code);
        Assert.Contains("build fails", script);
        Assert.DoesNotContain(code.Concat(script), row => !rows.Contains(row));
    }

    [Fact]
    public void Every_relative_link_leads_to_a_file()
    {
        var links = Pages.SelectMany(page => Links().Matches(File.ReadAllText(page)).Select(m => (Page: page, To: m.Groups[1].Value)))
            .Where(link => !link.To.Contains("://", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(links);
        Assert.DoesNotContain(links, link => !Path.Exists(Path.Combine(Path.GetDirectoryName(link.Page)!, link.To)));
    }

    [Fact]
    public void No_page_names_a_folder_of_some_machine() =>
        Assert.DoesNotContain(Pages, page => MachinePaths().IsMatch(File.ReadAllText(page)));

    [GeneratedRegex(@"^\| ([^|]+?) \|", RegexOptions.Multiline)]
    private static partial Regex Rows();

    // The last text of the exception, also where a method makes it with a bare `new`.
    [GeneratedRegex("""(?:new StartupException|StartupException \w+\([^)]*\) => new)\(.*?"(?<row>[A-Za-z ]+)"(?:, \w+)?\);""", RegexOptions.Singleline)]
    private static partial Regex InCode();

    [GeneratedRegex("""\bfail ".*" "([^"]+)"(?:$| ;;|;)""", RegexOptions.Multiline)]
    private static partial Regex InScript();

    [GeneratedRegex(@"\]\(([^)\s#]+)")]
    private static partial Regex Links();

    [GeneratedRegex("/work/|/root/")]
    private static partial Regex MachinePaths();
}
