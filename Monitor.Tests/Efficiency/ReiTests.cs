using FsCheck;
using FsCheck.Fluent;
using Monitor.Domain.Efficiency;

namespace Monitor.Tests.Efficiency;

/// <summary>An index that cannot lie: what holds for every host and every setting.</summary>
public sealed class ReiTests
{
    private static readonly DateTimeOffset Monday = new(2026, 11, 16, 0, 0, 0, TimeSpan.Zero);

    private sealed record Case(EfficiencySettings Settings, HourUse[] Uses, ResourceKind Resource, double Change);

    private static Gen<double> Percents { get; } = Gen.Choose(0, 1000).Select(v => v / 10.0);

    private static Gen<HourUse> Uses { get; } =
        from known in Gen.Choose(0, 9)
        from mean in Percents
        from more in Percents
        select known == 0 ? HourUse.Unknown : new HourUse(mean, mean + ((100 - mean) * more / 100));

    private static Gen<TargetBand> Bands { get; } =
        from low in Gen.Frequency((1, Gen.Constant(0)), (3, Gen.Choose(1, 60)))
        from wide in Gen.Choose(1, 39)
        select new TargetBand(low, low + wide);

    private static Gen<EfficiencySettings> Settings { get; } =
        from weights in Gen.Choose(0, 100).ArrayOf(5)
        from bands in Bands.ArrayOf(5)
        select new EfficiencySettings { Weights = [.. weights.Select((w, i) => i == 0 ? w + 1.0 : w)], Bands = bands };

    private static Gen<Case> Cases { get; } =
        from settings in Settings
        from uses in Uses.ArrayOf(5)
        from resource in Gen.Choose(0, 4)
        from change in Percents
        select new Case(settings, uses, (ResourceKind)resource, change);

    private static void Check(Action<Case> holds) => Prop.ForAll(Cases.ToArbitrary(), holds).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    private static double Total(EfficiencySettings settings, params HourUse[] uses) => Rei.OfHour(settings, uses, new double[5]);

    private static double Usual(double cpu, double memory, double disk, double io = 0.5, double network = 0.1) =>
        Total(EfficiencySettings.Usual, new(cpu, cpu), new(memory, memory), new(disk, disk), new(io, io), new(network, network));

    [Fact]
    public void It_is_from_0_to_100_whatever_is_measured_and_whatever_is_set() => Check(one =>
    {
        var scores = new double[5];
        var total = Rei.OfHour(one.Settings, one.Uses, scores);
        Assert.True(double.IsNaN(total) || total is >= 0 and <= 100, $"{total}");
        Assert.All(scores, s => Assert.True(double.IsNaN(s) || s is >= 0 and <= 100, $"{s}"));
    });

    [Fact]
    public void More_idle_never_raises_it() => Check(one =>
    {
        var use = one.Uses[(int)one.Resource];
        var band = one.Settings.BandOf(one.Resource);
        if (!use.IsKnown || use.Pressure > band.High || use.Mean >= band.Low)
        {
            return;
        }

        HourUse[] idler = [.. one.Uses];
        idler[(int)one.Resource] = new HourUse(use.Mean * one.Change / 100, use.Peak * one.Change / 100);
        Assert.True(!(Total(one.Settings, idler) > Total(one.Settings, one.Uses) + 1e-9));
    });

    [Fact]
    public void More_starved_never_raises_it() => Check(one =>
    {
        var use = one.Uses[(int)one.Resource];
        if (!use.IsKnown || use.Mean < one.Settings.BandOf(one.Resource).Low)
        {
            return;
        }

        HourUse[] worse = [.. one.Uses];
        worse[(int)one.Resource] = new HourUse(use.Mean + ((100 - use.Mean) * one.Change / 100), use.Peak + ((100 - use.Peak) * one.Change / 100));
        Assert.True(!(Total(one.Settings, worse) > Total(one.Settings, one.Uses) + 1e-9));
    });

    [Theory]
    [InlineData(190.42, 190.42, 190.42)]
    [InlineData(60.53, 55.9, 73.99)]
    [InlineData(60.53, 190.42, 22.9)]
    public void What_other_systems_call_190_percent_is_100_at_most(double cpu, double memory, double disk)
    {
        Assert.InRange(Usual(cpu, memory, disk), 0, 100);
        Assert.InRange(Usual(190.42, 190.42, 190.42), 0, Rei.StarvedCap);
    }

    [Theory]
    [InlineData(1, 15, 20)]
    [InlineData(2, 25, 45)]
    [InlineData(0, 5, 60)]
    public void An_idle_host_gets_40_at_most(double cpu, double memory, double disk) => Assert.InRange(Usual(cpu, memory, disk), 0, 40);

    [Theory]
    [InlineData(100, 98, 97)]
    [InlineData(100, 60, 50)]
    [InlineData(45, 100, 50)]
    [InlineData(45, 60, 100)]
    public void A_saturated_host_gets_40_at_most_whatever_else_it_has_plenty_of(double cpu, double memory, double disk) => Assert.InRange(Usual(cpu, memory, disk), 0, 40);

    [Theory]
    [InlineData(45, 65, 55)]
    [InlineData(25, 55, 35)]
    [InlineData(65, 80, 75)]
    public void A_well_sized_host_gets_80_at_least(double cpu, double memory, double disk) => Assert.InRange(Usual(cpu, memory, disk), 80, 100);

    [Fact]
    public void A_network_and_disks_at_rest_lift_nothing_and_at_their_limit_they_cap_all()
    {
        Assert.Equal(Usual(10, 60, 50, io: 0, network: 0), Usual(10, 60, 50, io: 55, network: 55), 9);
        Assert.InRange(Usual(45, 65, 55, network: 100), 0, Rei.StarvedCap);
    }

    [Fact]
    public void Twenty_busy_minutes_of_an_hour_are_not_hidden_by_the_rest_of_it()
    {
        HourUse[] uses = [new(55, 100), new(65, 65), new(50, 50), new(1, 1), new(1, 1)];
        Assert.InRange(Total(EfficiencySettings.Usual, uses), 0, 90);
    }

    [Fact]
    public void It_says_why_in_a_sentence()
    {
        var meter = new ReiMeter(EfficiencySettings.Usual);
        for (var h = 0; h < 168; h++)
        {
            var hour = Monday.AddHours(h);
            var cpu = hour.Hour is < 6 or >= 22 ? 1 : 45;
            meter.Add(hour, [new(cpu, cpu), new(98, 99), new(50, 50), new(1, 1), new(1, 1)]);
        }

        var reading = meter.Read()!;
        Assert.EndsWith(": memory sits at its limit, CPU is idle at night", reading.Sentence);
        Assert.Equal((1, "high"), (reading.Confidence, reading.ConfidenceWord));
        Assert.StartsWith($"{reading.Total:0}:", reading.Sentence);
    }

    [Fact]
    public void What_is_not_known_lowers_the_confidence_and_not_the_index()
    {
        HourUse[] good = [new(45, 45), new(65, 65), new(50, 50), new(1, 1), new(1, 1)];
        HourUse[] nothing = [.. Enumerable.Repeat(HourUse.Unknown, 5)];
        var (whole, part) = (new ReiMeter(EfficiencySettings.Usual), new ReiMeter(EfficiencySettings.Usual));
        for (var h = 0; h < 100; h++)
        {
            whole.Add(Monday.AddHours(h), good);
            part.Add(Monday.AddHours(h), h < 10 ? good : nothing);
        }

        Assert.Equal(whole.Read()!.Total, part.Read()!.Total);
        Assert.Equal((0.1, "low"), (part.Read()!.Confidence, part.Read()!.ConfidenceWord));
        Assert.Null(new ReiMeter(EfficiencySettings.Usual).Read());
    }

    [Fact]
    public void Hours_outside_of_the_working_hours_do_not_count()
    {
        var settings = new EfficiencySettings { Hours = new WorkingHours(31, 8, 18, "Europe/Berlin") };
        var meter = new ReiMeter(settings);
        for (var h = 0; h < 168; h++)
        {
            var hour = Monday.AddHours(h);
            var use = settings.Hours.Contains(hour) ? 60 : 1;
            meter.Add(hour, [new(use, use), new(use, use), new(use, use), new(1, 1), new(1, 1)]);
        }

        Assert.Equal(100, meter.Read()!.Total, 9);
        Assert.True(settings.Hours.Contains(Monday.AddHours(7)) && !settings.Hours.Contains(Monday.AddHours(17)) && !settings.Hours.Contains(Monday.AddDays(5).AddHours(10)));
    }

    [Fact]
    public void A_group_is_the_mean_of_its_hosts_and_says_how_many_lack_what()
    {
        ReiReading Read(double cpu, double memory)
        {
            var meter = new ReiMeter(EfficiencySettings.Usual);
            meter.Add(Monday, [new(cpu, cpu), new(memory, memory), new(50, 50), new(1, 1), new(1, 1)]);
            return meter.Read()!;
        }

        ReiReading[] hosts = [Read(45, 65), Read(1, 65), Read(1, 99)];
        var group = ReiOfMany.Of(hosts)!;
        Assert.Equal(hosts.Average(h => h.Total), group.Total, 9);
        Assert.EndsWith(": CPU is idle on 2 of 3 hosts, memory is short on 1 of 3 hosts", group.Sentence);
        Assert.Null(ReiOfMany.Of([]));
    }

    [Fact]
    public void A_day_of_use_comes_back_as_it_was_to_half_a_percent()
    {
        var day = new DayUse();
        day[3, ResourceKind.Memory] = new HourUse(55.93, 160);
        var again = new DayUse([.. day.Bytes]);
        Assert.Equal(new HourUse(56, 100), again[3, ResourceKind.Memory]);
        Assert.False(again[3, ResourceKind.Cpu].IsKnown);
        Assert.Equal(DayUse.Length, day.Bytes.Length);
        Assert.Throws<FormatException>(() => new DayUse(new byte[3]));
    }
}
