using FsCheck;
using FsCheck.Fluent;
using Monitor.Domain.Metrics;

namespace Monitor.Tests.Metrics;

public sealed class StorageForecastTests
{
    private static readonly StorageGrowth Raw = Tier(100, held: 2, kept: 8);
    private static readonly StorageGrowth Minute = Tier(10, held: 2, kept: 90);

    [Fact]
    public void While_every_tier_grows_the_disk_is_full_after_its_free_bytes_at_the_whole_rate() =>
        Assert.Equal(TimeSpan.FromDays(5), StorageForecast.UntilFull(550, [Raw, Minute]));

    [Fact]
    public void A_tier_at_its_retention_no_longer_grows()
    {
        // 6 days at 110, then 10 a day.
        Assert.Equal(TimeSpan.FromDays(16), StorageForecast.UntilFull(660 + 100, [Raw, Minute]));
        Assert.Equal(TimeSpan.FromDays(1), StorageForecast.UntilFull(10, [Raw with { Held = TimeSpan.FromDays(9) }, Minute]));
    }

    [Fact]
    public void What_fits_until_every_tier_is_at_its_retention_never_fills_the_disk()
    {
        Assert.Equal((6 * 100) + (88 * 10), StorageForecast.BytesToCome([Raw, Minute]));
        Assert.Equal(TimeSpan.FromDays(88), StorageForecast.UntilFull(1480, [Raw, Minute]));
        Assert.Null(StorageForecast.UntilFull(1481, [Raw, Minute]));
    }

    [Fact]
    public void Without_growth_a_disk_never_fills_and_a_full_one_is_full_now()
    {
        Assert.Null(StorageForecast.UntilFull(1, []));
        Assert.Null(StorageForecast.UntilFull(1, [Tier(0, 0, 9), Tier(double.NaN, 0, 9), Tier(-5, 0, 9)]));
        Assert.Equal(TimeSpan.Zero, StorageForecast.UntilFull(0, [Raw]));
        Assert.Equal(TimeSpan.Zero, StorageForecast.UntilFull(-1, []));
    }

    [Fact]
    public void On_the_day_that_is_named_what_came_until_then_is_what_was_free() => Prop.ForAll(
        ArbMap.Default.ArbFor<(byte Rate, byte Held, byte Kept)[]>(), ArbMap.Default.ArbFor<PositiveInt>(), (parts, free) =>
        {
            var tiers = parts.Select(p => Tier(p.Rate, p.Held, p.Kept)).ToList();
            var full = StorageForecast.UntilFull(free.Get, tiers);
            var come = tiers.Sum(t => t.BytesPerDay * Math.Clamp((t.Kept - t.Held).TotalDays, 0, full?.TotalDays ?? double.MaxValue));
            return full is null ? come < free.Get : Math.Abs(come - free.Get) < 1e-3;
        }).QuickCheckThrowOnFailure();

    private static StorageGrowth Tier(double bytesPerDay, double held, double kept) => new(bytesPerDay, TimeSpan.FromDays(held), TimeSpan.FromDays(kept));
}
