using Monitor.Domain.Efficiency;

namespace Monitor.Tests.Efficiency;

/// <summary>What would be.</summary>
public sealed class WhatIfTests
{
    private const double Gb = RightSize.Gigabyte;

    private static HostLoad Host(int id, double cpu, double memory, int group = 1, double vcpus = 4) => new(id, $"host-{id}", group, vcpus, cpu, 16 * Gb, memory);

    [Fact]
    public void More_load_grows_every_host_and_names_those_that_it_is_too_much_for()
    {
        var result = WhatIf.MoreLoad([Host(1, 60, 40), Host(2, 30, 40), Host(3, 80, 40)], 20, HeadroomPolicy.Usual);
        Assert.Equal([72, 36, 96], result.After.Select(h => Math.Round(h.CpuPercent, 6)));
        Assert.Equal("host-1", Assert.Single(result.Overloaded).Name);
        Assert.False(result.Fits);
        Assert.True(WhatIf.MoreLoad([Host(1, 50, 40)], 20, HeadroomPolicy.Usual).Fits);
    }

    [Fact]
    public void What_a_lost_host_carried_goes_to_its_group_by_room_and_what_fits_nowhere_is_told()
    {
        var hosts = new[] { Host(1, 50, 50), Host(2, 20, 20), Host(3, 60, 20), Host(4, 10, 10, group: 2) };
        var result = WhatIf.Lose(hosts, 1, HeadroomPolicy.Usual);
        Assert.Equal(hosts.Where(h => h.HostId != 4).Sum(h => h.Cpu), result.After.Where(h => h.HostId != 4).Sum(h => h.Cpu), 9);
        Assert.Equal((10, true), (result.After.Single(h => h.HostId == 4).CpuPercent, result.Fits));
        var full = WhatIf.Lose([Host(1, 60, 50), Host(2, 65, 50)], 1, HeadroomPolicy.Usual);
        Assert.Equal(2.4 - 0.2, full.LeftOverCpu, 9);
        Assert.False(full.Fits);
    }

    [Fact]
    public void Moved_hosts_add_up_where_they_go_and_are_gone_where_they_were()
    {
        var result = WhatIf.Move([Host(1, 10, 10), Host(2, 15, 20), Host(3, 30, 30)], [1, 2, 3], 3, HeadroomPolicy.Usual);
        Assert.Equal((3, 55, 60), (Assert.Single(result.After).HostId, Math.Round(result.After[0].CpuPercent), Math.Round(result.After[0].MemoryPercent)));
        Assert.True(result.Fits);
        Assert.False(WhatIf.Move([Host(1, 50, 10), Host(2, 45, 10)], [1], 2, HeadroomPolicy.Usual).Fits);
    }

    [Fact]
    public void Headroom_is_what_the_scarcest_resource_leaves()
    {
        Assert.Equal(100, FleetHeadroom.Of([Host(1, 35, 20), Host(2, 35, 20)], HeadroomPolicy.Usual).GrowthLeft, 6);
        Assert.Equal(0, FleetHeadroom.Of([Host(1, 90, 20)], HeadroomPolicy.Usual).GrowthLeft);
        Assert.Equal(double.PositiveInfinity, FleetHeadroom.Of([], HeadroomPolicy.Usual).GrowthLeft);
    }
}
