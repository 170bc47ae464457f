using Monitor.Domain.Metrics;
using Monitor.Domain.RootCause;
using Monitor.Domain.RootCause.Facts;
using Monitor.Web.RootCause;

namespace Monitor.Tests.RootCause;

public sealed class CauseNeighboursTests
{
    private static readonly (int Child, int Parent)[] Links = [(1, 10), (10, 11), (2, 20)];

    // Service 1 on host 1 calls service 2 on host 2.
    private static readonly ServiceLink[] Services =
    [
        new() { ServiceId = 1, Kind = ServiceLinkKind.RunsOn, HostId = 1 }, new() { ServiceId = 2, Kind = ServiceLinkKind.RunsOn, HostId = 2 },
        new() { ServiceId = 1, Kind = ServiceLinkKind.Calls, CalledServiceId = 2 },
    ];

    [Theory]
    [InlineData(10, HostPlace.Parent, 1)]
    [InlineData(11, HostPlace.Parent, 2)]
    [InlineData(2, HostPlace.Called, 1)]
    [InlineData(20, HostPlace.Called, 2)]
    public void A_host_is_reached_through_its_own_parents_and_leans_on_those_of_a_host_that_it_calls(int host, HostPlace place, int distance) =>
        Assert.Equal((place, distance), (Of(host).Place, Of(host).Distance));

    [Fact]
    public void What_happens_on_the_parent_of_a_called_host_is_not_said_to_be_on_the_way_to_this_host()
    {
        var facts = new CauseFacts
        {
            Metric = "page.latency_ms", BeganAt = DateTimeOffset.UnixEpoch.AddHours(1), WindowFrom = DateTimeOffset.UnixEpoch, Step = TimeSpan.FromSeconds(30), Own = new HostFacts { Id = 1, Name = "web" },
            Others = [new HostFacts { Id = 20, Name = "rack-2", Place = Of(20).Place, Distance = Of(20).Distance, IsSilent = true }],
        };
        Assert.Equal("On rack-2, on which this host leans: it has sent nothing since; services of this host need it.", new CauseFinder(CauseRuleFile.Shipped).Find(facts)[0].Sentence);
    }

    private static Neighbour Of(int host) => CauseNeighbours.Walk(1, Links.ToLookup(l => l.Child, l => l.Parent), Services).Hosts.Single(h => h.HostId == host);
}
