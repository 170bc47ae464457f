using System.Globalization;
using Monitor.Domain.Metrics;
using Monitor.Domain.Metrics.Topology;
using Monitor.Web.Metrics.Topology;

namespace Monitor.Tests.Metrics.Topology;

public sealed class TopologyPlanTests
{
    private static readonly TopologyState Empty = State(["web-1", "web-2", "db-1", "switch-1", "core"]);

    private const string Shop = """
        monitor-topology: 1
        hosts:
          - host: db-1
            behind: [switch-1]
          - host: switch-1
            behind: [core]
        services:
          - service: shop
            runs-on: [web-1, web-2]
            depends-on: [switch-1]
            calls: [orders]
          - service: orders
            belongs: "metric~probe.*"
            runs-on: [db-1]
            calls: [shop]
        """;

    [Fact]
    public void A_file_says_what_it_adds_in_words_with_its_lines_and_services_may_call_each_other()
    {
        var plan = Plan(Shop, Empty);
        Assert.Empty(plan.Errors);
        Assert.Equal(
            ["Service shop", "Service orders", "shop runs on web-1", "shop runs on web-2", "shop depends on switch-1", "shop calls orders", "orders runs on db-1", "orders calls shop", "db-1 stands behind switch-1", "switch-1 stands behind core"],
            plan.Changes.Select(c => c.Text));
        Assert.All(plan.Changes, c => Assert.Equal(TopologyAct.Added, c.Act));
        Assert.Equal([8L, 12, 9, 9, 10, 11, 14, 15, 4, 6], plan.Changes.Select(c => c.Line));
    }

    [Fact]
    public void The_same_file_twice_changes_nothing_and_the_export_is_such_a_file()
    {
        var after = After(Plan(Shop, Empty), Empty);
        Assert.Empty(Plan(Shop, after).Changes);
        var exported = TopologyYamlText.Of(after.ToDocument());
        Assert.Empty(Plan(exported, after, removesOthers: true).Changes);
        Assert.Equal(Plan(Shop, Empty).Changes.Select(c => c.Text).Order(), Plan(exported, Empty).Changes.Select(c => c.Text).Order());
    }

    [Fact]
    public void What_a_file_does_not_name_stays_unless_it_is_to_go()
    {
        var after = After(Plan(Shop, Empty), Empty);
        const string less = """
            monitor-topology: 1
            services:
              - service: shop
                runs-on: [web-1, switch-1]
            """;
        var kept = Plan(less, after);
        Assert.Equal(["Changed shop runs on switch-1"], kept.Changes.Select(c => $"{c.Act} {c.Text}"));
        var removed = Plan(less, after, removesOthers: true);
        Assert.Equal(
            ["Changed shop runs on switch-1", "Removed shop runs on web-2", "Removed shop calls orders", "Removed Service orders, with its links", "Removed switch-1 stands behind core", "Removed db-1 stands behind switch-1"],
            removed.Changes.Select(c => $"{c.Act} {c.Text}").OrderBy(t => Array.FindIndex(["Changed shop", "Removed shop r", "Removed shop c", "Removed Service", "Removed switch", "Removed db"], p => t.StartsWith(p, StringComparison.Ordinal))));
    }

    [Fact]
    public void Hosts_that_nobody_knows_are_listed_with_their_line_and_a_name_that_several_have_is_refused()
    {
        var plan = Plan("monitor-topology: 1\nhosts:\n  - host: db-1\n    behind: [ghost, switch-1]\n  - host: phantom\n    behind: [spectre]\n", Empty);
        Assert.Equal([("ghost", 4L), ("phantom", 5L), ("spectre", 6L)], plan.UnknownHosts.Select(h => (h.Text, h.Line)));
        Assert.Equal(["db-1 stands behind switch-1"], plan.Changes.Select(c => c.Text));

        var twins = State(["twin", "twin", "core"]);
        Assert.Contains("Line 3: 2 hosts have the name twin", Assert.Single(Plan("monitor-topology: 1\nhosts:\n  - host: twin\n    behind: [core]\n", twins).Errors), StringComparison.Ordinal);
        var byKey = Plan($"monitor-topology: 1\nhosts:\n  - host: {twins.Hosts[1].Key}\n    behind: [core]\n", twins);
        Assert.Equal(2, Assert.IsType<HostLinkChange>(Assert.Single(byKey.Changes)).ChildId);
        var linked = After(byKey, twins);
        Assert.Empty(Plan(TopologyYamlText.Of(linked.ToDocument()), linked, removesOthers: true).Changes);
    }

    [Theory]
    [InlineData("hosts:\n  - host: core\n    behind: [db-1]\n", "Line 4: the hosts would stand behind each other in a circle: db-1 → switch-1 → core → db-1")]
    [InlineData("hosts:\n  - host: core\n    behind: [core]\n", "Line 4: core cannot stand behind itself")]
    [InlineData("hosts:\n  - host: core\n  - host: core\n", "Line 4: the host core comes twice")]
    [InlineData("services:\n  - service: shop\n    calls: [shop]\n", "Line 4: shop cannot call itself")]
    [InlineData("services:\n  - service: shop\n    calls: [nobody]\n", "Line 4: there is no service nobody. Add it")]
    [InlineData("services:\n  - service: shop\n  - service: shop\n", "Line 4: the service shop comes twice")]
    [InlineData("services:\n  - service: shop\n    runs-on: [web-1]\n    depends-on: [web-1]\n", "Line 5: shop runs on web-1, so it depends on it anyway")]
    [InlineData("services:\n  - service: shop\n    belongs: nonsense\n", "Line 3: shop: ")]
    [InlineData("services:\n  - service: shop\n    runs-upon: [web-1]\n", "Line 4: runs-upon is not known here")]
    [InlineData("services:\n  - service: \"a\\nb\"\n", "Line 3: a service's name has 1 to 100 characters on one line")]
    [InlineData("services:\n  - service: \"\\0\"\n", "Line 3: a service's name")]
    [InlineData("services:\n  - service: shop\n    belongs: \"metric~a\\0\"\n", "Line 3: what belongs to shop")]
    [InlineData("services: &a []\nhosts: *a\n", "aliases are not taken")]
    [InlineData("hosts: nothing\n", "Line 2: hosts is a list")]
    [InlineData("hosts: [", "no YAML")]
    public void What_cannot_be_is_refused_in_words_with_its_line(string rest, string error)
    {
        var before = After(Plan(Shop, Empty), Empty);
        before = before with { Services = [], ServiceLinks = [] };
        var plan = Plan("monitor-topology: 1\n" + rest, before);
        Assert.Contains(plan.Errors, e => e.Contains(error, StringComparison.Ordinal) || (error.StartsWith("aliases", StringComparison.Ordinal) && e.Contains("anchors (&)", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_file_of_another_kind_and_one_that_is_too_long_are_refused()
    {
        Assert.Contains("monitor-topology: 1", Plan("{}", Empty).Errors.Single(), StringComparison.Ordinal);
        Assert.Contains("256 KB", Plan("monitor-topology: 1\n#" + new string('x', 256 * 1024), Empty).Errors.Single(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_chain_of_5000_hosts_is_walked_and_one_link_more_is_a_circle_that_is_found()
    {
        var state = State([.. Enumerable.Range(0, 5000).Select(i => string.Create(CultureInfo.InvariantCulture, $"h{i}"))]);
        var chain = Enumerable.Range(1, 4999).ToLookup(i => i, i => i + 1);
        Assert.Null(HostCircle.Find(chain));
        var closed = Enumerable.Range(1, 5000).ToLookup(i => i, i => i == 5000 ? 1 : i + 1);
        Assert.Equal(5000, HostCircle.Find(closed)!.Count);
        Assert.Empty(TopologyPlan.Make(new TopologyDocument([], []), state, removesOthers: true).Changes);
    }

    /// <summary>What there is when the plan was written, as the desk does it.</summary>
    private static TopologyState After(TopologyPlan plan, TopologyState before)
    {
        var services = before.Services.Concat(plan.Changes.OfType<ServiceChange>().Select((c, i) => new Service { Id = 100 + i, Name = c.Name, Matchers = c.Matchers })).ToList();
        var ids = services.ToDictionary(s => s.Name, s => s.Id);
        return before with
        {
            Services = services,
            HostLinks = [.. before.HostLinks, .. plan.Changes.OfType<HostLinkChange>().Select(c => new HostLink { ChildId = c.ChildId, ParentId = c.ParentId })],
            ServiceLinks =
            [
                .. before.ServiceLinks,
                .. plan.Changes.OfType<ServiceLinkChange>().Select((c, i) => new ServiceLink
                {
                    Id = 200 + i, ServiceId = ids[c.Service], Kind = c.Kind, HostId = c.HostId, CalledServiceId = c.Called is { } called ? ids[called] : null,
                }),
            ],
        };
    }

    private static TopologyPlan Plan(string yaml, TopologyState state, bool removesOthers = false)
    {
        var (document, error) = TopologyYaml.Read(yaml);
        return document is null ? new TopologyPlan([error!], [], []) : TopologyPlan.Make(document, state, removesOthers);
    }

    private static TopologyState State(string[] names) =>
        new([.. names.Select((n, i) => new TopologyHost(i + 1, new Guid(i + 1, 0, 0, new byte[8]), n))], [], [], []);
}
