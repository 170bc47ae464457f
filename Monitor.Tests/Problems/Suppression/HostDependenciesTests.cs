using Monitor.Domain.Metrics;
using Monitor.Domain.Problems.Suppression;
using static Monitor.Tests.Problems.Suppression.SuppressionStage;

namespace Monitor.Tests.Problems.Suppression;

public sealed class HostDependenciesTests
{
    /// <summary>1 behind 2 and 3 (two uplinks), both behind 4; "down" lists the hosts that are.</summary>
    [Theory]
    [InlineData("", "")]
    [InlineData("2", "")]
    [InlineData("3", "")]
    [InlineData("2 3", "2 3")]
    [InlineData("4", "4")]
    [InlineData("2 4", "2 4")]
    [InlineData("1", "")]
    [InlineData("2 3 4", "2 3")]
    public void A_host_is_cut_off_when_each_way_to_it_is_down(string down, string by)
    {
        var links = new HostDependencies([Behind(1, 2), Behind(1, 3), Behind(2, 4), Behind(3, 4)]);
        var isDown = down.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse).ToHashSet();
        Assert.Equal(by, string.Join(' ', links.CutOffBy(1, isDown.Contains)));
    }

    [Theory]
    [InlineData(1, 2, "already stands behind")]
    [InlineData(1, 3, "already stands behind")]
    [InlineData(2, 2, "cannot stand behind itself")]
    [InlineData(3, 1, null)]
    [InlineData(4, 3, null)]
    [InlineData(4, 1, null)]
    public void A_link_that_would_close_a_circle_is_refused_in_words(int child, int parent, string? refusal)
    {
        var links = new HostDependencies([Behind(3, 2), Behind(2, 1)]);
        var said = links.Refusal(child, parent, id => $"host {id}");
        Assert.True(refusal is null ? said is null : said!.Contains(refusal, StringComparison.Ordinal), said);
    }

    [Fact]
    public void A_host_has_a_bounded_number_of_parents()
    {
        var links = new HostDependencies(Enumerable.Range(2, HostLink.MostParents).Select(p => Behind(1, p)));
        Assert.Contains("at most", links.Refusal(1, 50, _ => "x"), StringComparison.Ordinal);
        Assert.Null(links.Refusal(1, 2, _ => "x"));
    }

    [Fact]
    public void A_circle_that_is_there_all_the_same_ends_the_walk_and_cuts_nobody_off()
    {
        var links = new HostDependencies([Behind(1, 2), Behind(2, 3), Behind(3, 1)]);
        Assert.Empty(links.CutOffBy(1, _ => false));
        Assert.Equal([3], links.CutOffBy(1, id => id == 3));
        Assert.Equal([2, 3], links.Above(1));
    }

    [Fact]
    public void Attack_45_Many_ways_to_the_same_host_above_cost_one_look_each()
    {
        var links = new List<HostLink>();
        for (var level = 0; level < 40; level++)
        {
            links.AddRange(from child in Enumerable.Range(0, 8) from parent in Enumerable.Range(0, 8) select Behind(level * 8 + child, level * 8 + 8 + parent));
        }

        var looks = 0;
        Assert.Empty(new HostDependencies(links).CutOffBy(0, _ => ++looks < 0));
        Assert.InRange(looks, 1, 40 * 64);
    }
}
