using System.Text.RegularExpressions;
using Monitor.Web.Hosting;

namespace Monitor.Tests.Architecture;

/// <summary>What a part of a page must not do, because it ends the circuit of whoever looks.</summary>
public sealed class ScreenRuleTests
{
    /// <summary>A part that takes values from the address may come only when all that are there have been told of a new address; see Later.</summary>
    [Fact]
    public void What_takes_values_of_its_own_from_the_address_stands_within_Later()
    {
        var files = Directory.EnumerateFiles(Path.Combine(ProductHome.Path, "Monitor.Web"), "*.razor*", SearchOption.AllDirectories)
            .Where(f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)).ToDictionary(f => f, File.ReadAllText);
        var markup = files.Where(f => f.Key.EndsWith(".razor", StringComparison.Ordinal)).ToList();
        var parts = files.Where(f => f.Value.Contains("[SupplyParameterFromQuery", StringComparison.Ordinal)).Select(f => Path.GetFileName(f.Key).Split('.')[0]).Distinct()
            .Where(name => markup.Any(m => Path.GetFileNameWithoutExtension(m.Key) == name && !m.Value.Contains("@page ", StringComparison.Ordinal))).ToList();
        Assert.Contains("ChartBoard", parts);

        var bare = from part in parts from page in markup from use in Uses(part).Matches(page.Value).AsEnumerable()
            where !page.Value[..use.Index].TrimEnd().EndsWith("<Deferred>", StringComparison.Ordinal)
            select $"{Path.GetFileName(page.Key)}: <{part}>";
        Assert.Empty(bare);
        Assert.Empty(markup.Where(m => m.Value.Contains("<Deferred>", StringComparison.Ordinal) != m.Value.Contains("@attribute [HoldsParts]", StringComparison.Ordinal)).Select(m => Path.GetFileName(m.Key)));
    }

    private static Regex Uses(string part) => new($@"<{part}\b", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
}
