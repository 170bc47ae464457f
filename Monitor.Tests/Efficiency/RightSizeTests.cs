using Monitor.Domain.Efficiency;

namespace Monitor.Tests.Efficiency;

/// <summary>What is proposed for hosts, and whether that was right.</summary>
public sealed class RightSizeTests
{
    private static readonly PriceTable Prices = new(10, 2, 0.1m, "EUR");

    private static HostSizing Host(int vcpus, double p99, double peak = 0, double days = 30, double gb = 16, double memory = 70, int id = 1) => new(id, $"host-{id}")
    {
        Vcpus = vcpus, MemoryBytes = gb * RightSize.Gigabyte, Cpu = new UseProfile(p99 / 2, p99 * 0.9, p99, Math.Max(p99, peak), days), Memory = new UseProfile(memory, memory, memory, memory, days),
        NetworkP95 = 1e6,
    };

    private static IReadOnlyList<SizeProposal> Propose(HostSizing host) => RightSize.Propose(host, HeadroomPolicy.Usual, Prices);

    [Fact]
    public void Half_of_the_vCPUs_are_safe_where_the_busiest_hours_stay_below_the_ceiling_and_it_says_what_that_frees()
    {
        var proposal = Assert.Single(Propose(Host(4, 30)));
        Assert.Equal((SizeAction.Vcpu, 4, 2, 60, 20m), (proposal.Action, proposal.From, proposal.To, Math.Round(proposal.Expected), proposal.Month));
        Assert.Equal("2 instead of 4 vCPUs are safe: the 99th percentile stays at 60 %, below 70 % for 30 days", proposal.Sentence);
    }

    [Fact]
    public void What_rounds_to_its_ceiling_is_said_to_be_just_below_it() =>
        Assert.Equal("2 instead of 4 vCPUs are safe: the 99th percentile stays just below 70 % for 30 days", Assert.Single(Propose(Host(4, 34.9))).Sentence);

    [Fact]
    public void What_the_forecast_adds_counts_as_used()
    {
        var host = Host(4, 30);
        Assert.Empty(Propose(host with { Cpu = host.Cpu! with { Growth = 30 } }));
        Assert.Contains("plus forecast", Assert.Single(Propose(host with { Cpu = host.Cpu! with { Growth = 4 } })).Sentence);
    }

    [Fact]
    public void More_is_proposed_where_it_is_short_and_that_costs()
    {
        var proposal = Assert.Single(Propose(Host(2, 96)));
        Assert.Equal((2, 3, -10m, true), (proposal.From, proposal.To, proposal.Month, proposal.IsMore));
        Assert.StartsWith("3 instead of 2 vCPUs are needed: ", proposal.Sentence);
        Assert.StartsWith("2 instead of 1 vCPU are needed: ", Assert.Single(Propose(Host(1, 96))).Sentence);
    }

    [Theory]
    [InlineData(5, 30, 30)]
    [InlineData(30, 30, 250)]
    [InlineData(30, 60, 60)]
    public void Nothing_is_taken_away_on_short_history_below_great_peaks_or_where_it_is_used(double days, double p99, double peak) =>
        Assert.DoesNotContain(Propose(Host(2, p99, peak, days)), p => !p.IsMore);

    [Fact]
    public void Memory_shrinks_to_a_usual_size_that_its_peak_fits_into_and_disks_by_tens_of_GB()
    {
        var host = Host(2, 60, gb: 64, memory: 20) with { Disks = [new DiskSizing("/data", 500 * RightSize.Gigabyte, new UseProfile(20, 20, 20, 24, 30))] };
        var proposals = Propose(host);
        Assert.Equal((64, 16, 96m), (proposals[0].From, proposals[0].To, proposals[0].Month));
        Assert.Equal((SizeAction.Disk, 500, 150, "/data"), (proposals[1].Action, proposals[1].From, proposals[1].To, proposals[1].Where));
    }

    [Fact]
    public void A_host_that_nobody_uses_could_be_switched_off_which_frees_all_of_it()
    {
        var proposal = Assert.Single(Propose(Host(2, 1) with { NetworkP95 = 100 }));
        Assert.Equal((SizeAction.SwitchOff, 52m), (proposal.Action, proposal.Month));
        Assert.DoesNotContain(Propose(Host(2, 1) with { NetworkP95 = double.NaN }), p => p.Action == SizeAction.SwitchOff);
    }

    [Fact]
    public void Small_hosts_merge_onto_the_largest_as_long_as_all_of_them_fit_there_at_their_busiest()
    {
        var hosts = Enumerable.Range(1, 6).Select(i => Host(i == 1 ? 2 : 1, 18, gb: i == 1 ? 32 : 4, memory: 50, id: i)).ToList();
        var found = MergeFinder.Find(hosts, HeadroomPolicy.Usual, Prices);
        Assert.DoesNotContain(1, found.Keys);
        Assert.All(found.Values, p => Assert.True(p.Expected <= p.Ceiling));
        Assert.Equal(4, found.Values.Count(p => p.IntoHostId == 1));
        Assert.Empty(MergeFinder.Find([hosts[0], Host(1, 60, id: 9)], HeadroomPolicy.Usual, Prices));
    }

    [Fact]
    public void A_proposal_is_held_against_the_month_that_followed()
    {
        var proposal = Assert.Single(Propose(Host(4, 30)));
        Assert.Equal(0, SizeReplay.Exceeded(proposal, Enumerable.Repeat(34.0, 1000)));
        Assert.Equal(0.02, SizeReplay.Exceeded(proposal, Enumerable.Range(0, 1000).Select(i => i < 20 ? 36.0 : i == 30 ? double.NaN : 10)), 3);
        Assert.True(SizeReplay.IsSafe(0.01) && !SizeReplay.IsSafe(0.011) && !SizeReplay.IsSafe(SizeReplay.Exceeded(proposal, [])));
    }

    [Fact]
    public void Growth_is_that_from_the_first_to_the_last_third_and_never_below_zero()
    {
        var day = TimeSpan.FromDays(1);
        Assert.Equal(30, UseProfile.GrowthOf([.. Enumerable.Range(0, 60).Select(i => (double)i)], day, 30), 0);
        Assert.Equal(0, UseProfile.GrowthOf([.. Enumerable.Range(0, 60).Select(i => 60.0 - i)], day, 30));
        Assert.Equal(0, UseProfile.GrowthOf([1, 2, 3], day, 30));
    }

    [Fact]
    public void Hours_of_which_nothing_is_known_are_no_part_of_growth()
    {
        var hour = TimeSpan.FromHours(1);
        double[] unknown = [.. Enumerable.Repeat(double.NaN, 720)];

        // A host of two days, whose nights are quiet.
        Assert.Equal(0, UseProfile.GrowthOf([.. unknown[..672], .. Enumerable.Range(0, 48).Select(i => i < 24 ? 5.0 : 60)], hour, 90));

        // One of ten days grows by what it did in these, not by as much spread over a month.
        var ten = Enumerable.Range(0, 240).Select(i => i / 24.0).ToList();
        Assert.Equal(30, UseProfile.GrowthOf([.. unknown[..480], .. ten], hour, 30), 0);

        // Eight days that lie a month apart.
        Assert.Equal(0, UseProfile.GrowthOf([.. ten.Take(96), .. unknown, .. ten.TakeLast(96)], hour, 30));
    }
}
