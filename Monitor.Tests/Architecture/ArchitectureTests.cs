using System.Xml.Linq;
using Monitor.Web.Hosting;

namespace Monitor.Tests.Architecture;

/// <summary>The rules of the house: between projects, between the slices of Monitor.Web, and between the folders of Monitor.Agent.</summary>
public sealed class ArchitectureTests
{
    private static readonly string[] Flow =
        ["Intake", "Metrics", "Logs", "Detection", "Forecasting", "Efficiency", "Problems", "RootCause", "Tickets", "Notifications", "Integrations"];

    private static readonly string[] Floor = ["Access", "Store", "Live", "Jobs", "Components", "Hosting"];

    /// <summary>The agent, from what a person calls to what everything in it stands on.</summary>
    private static readonly string[] Agent = ["", "Commands", "Running", "Watch", "Actions", "Logs", "Delivery", "Collectors", "Local"];

    private static readonly Lazy<House> Ours = new(House.Read);

    [Theory]
    [InlineData("Monitor.Domain/Monitor.Domain.csproj", "")]
    [InlineData("Monitor.Agent/Monitor.Agent.csproj", "Monitor.Domain")]
    [InlineData("migrations/Monitor.Migrations.csproj", "Monitor.Domain")]
    [InlineData("Monitor.Web/Monitor.Web.csproj", "Monitor.Domain Monitor.Migrations")]
    public void Projects_reference_only(string project, string allowed)
    {
        var references = Items(project, "ProjectReference").Select(r => Path.GetFileNameWithoutExtension(r.Replace('\\', '/'))).Order();
        Assert.Equal(allowed.Split(' ', StringSplitOptions.RemoveEmptyEntries), references);
    }

    [Fact]
    public void Domain_uses_no_package_but_MathNet_and_no_web()
    {
        Assert.Empty(Items("Monitor.Domain/Monitor.Domain.csproj", "FrameworkReference"));
        Assert.All(Items("Monitor.Domain/Monitor.Domain.csproj", "PackageReference"), p => Assert.Equal("MathNet.Numerics", p));
    }

    [Fact]
    public void Calls_inside_the_web_go_right_or_to_the_floor() => AssertNone(Violations(Ours.Value));

    [Fact]
    public void No_two_folders_of_the_web_lean_on_each_other() => AssertNone(Circles(Ours.Value));

    [Fact]
    public void Calls_inside_the_agent_go_right() => AssertNone(AgentViolations(Ours.Value));

    [Theory]
    [InlineData("Monitor.Agent/Local/A.cs", "Monitor.Agent/Delivery/B.cs")]
    [InlineData("Monitor.Agent/Delivery/A.cs", "Monitor.Agent/Running/B.cs")]
    [InlineData("Monitor.Agent/Collectors/A.cs", "Monitor.Agent/Delivery/B.cs")]
    [InlineData("Monitor.Agent/Collectors/A.cs", "Monitor.Agent/B.cs")]
    [InlineData("Monitor.Agent/Other/A.cs", "Monitor.Agent/Local/B.cs")]
    public void An_arrow_of_the_agent_to_the_left_or_from_a_folder_without_a_place_is_seen(string user, string used) =>
        Assert.Single(AgentViolations(House.From(new Dictionary<string, string> { [user] = "class Alpha { Beta beta; }", [used] = "class Beta;" })));

    [Theory]
    [InlineData("Monitor.Web/Tickets/A.cs", "Monitor.Web/Problems/B.cs")]
    [InlineData("Monitor.Web/Store/A.cs", "Monitor.Web/Intake/B.cs")]
    [InlineData("Monitor.Web/Metrics/A.cs", "Monitor.Web/Dashboard/B.cs")]
    public void An_arrow_to_the_left_is_seen(string user, string used) =>
        Assert.Single(Violations(House.From(new Dictionary<string, string> { [user] = "class Alpha { Beta beta; }", [used] = "class Beta;" })));

    [Theory]
    [InlineData("Monitor.Web/Problems/A.cs", "Monitor.Web/Tickets/B.cs")]
    [InlineData("Monitor.Web/Intake/A.cs", "Monitor.Web/Store/B.cs")]
    [InlineData("Monitor.Web/Dashboard/A.cs", "Monitor.Web/Metrics/B.cs")]
    public void An_arrow_to_the_right_or_down_is_fine(string user, string used) =>
        Assert.Empty(Violations(House.From(new Dictionary<string, string> { [user] = "class Alpha { Beta beta; }", [used] = "class Beta;" })));

    private static void AssertNone(IEnumerable<string> found) => Assert.True(!found.Any(), string.Join("\n", found));

    private static IEnumerable<string> Violations(House house) =>
        from arrow in house.Arrows
        let user = Slice(arrow.From)
        let used = Slice(arrow.To)
        where user is not null && used is not null && IsForbidden(user, used)
        select $"{arrow.File} ({arrow.From}) uses {arrow.Type} of {arrow.To}";

    private static IEnumerable<string> AgentViolations(House house) =>
        from arrow in house.Arrows
        where InAgent(arrow.From) && InAgent(arrow.To) && (Place(arrow.From) < 0 || Place(arrow.From) >= Place(arrow.To))
        select $"{arrow.File} ({arrow.From}) uses {arrow.Type} of {arrow.To}";

    private static bool InAgent(string room) => room.Split('/')[0] == "Monitor.Agent";

    private static int Place(string room) => Array.IndexOf(Agent, room.Contains('/', StringComparison.Ordinal) ? room.Split('/')[1] : "");

    private static bool IsForbidden(string user, string used) =>
        (Flow.Contains(used) && (Floor.Contains(user) || (Flow.Contains(user) && Array.IndexOf(Flow, used) < Array.IndexOf(Flow, user))))
        || (used is "Dashboard" or "Layout" && (Flow.Contains(user) || Floor.Contains(user)));

    private static IEnumerable<string> Circles(House house)
    {
        var pairs = house.Arrows.Where(a => Slice(a.From) is not null && Slice(a.To) is not null).ToLookup(a => (a.From, a.To), a => $"{a.File}: {a.Type}");
        return from pair in pairs
            where string.CompareOrdinal(pair.Key.From, pair.Key.To) < 0 && pairs.Contains((pair.Key.To, pair.Key.From))
            select $"{pair.Key.From} and {pair.Key.To}: {string.Join(", ", pair.Concat(pairs[(pair.Key.To, pair.Key.From)]).Take(8))}";
    }

    private static string? Slice(string room) => room.StartsWith("Monitor.Web/", StringComparison.Ordinal) ? room["Monitor.Web/".Length..] : null;

    private static IReadOnlyList<string> Items(string project, string kind) =>
        [.. XDocument.Load(Path.Combine(ProductHome.Path, project)).Descendants(kind).Where(e => e.Parent?.Attribute("Condition") is null)
            .Select(e => e.Attribute("Include")?.Value).OfType<string>()];
}
