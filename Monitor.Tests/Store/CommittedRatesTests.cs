using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using Monitor.Web.Hosting;
using Monitor.Web.Store;

namespace Monitor.Tests.Store;

public sealed class CommittedRatesTests : IAsyncDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private readonly Databases _databases = new("Host=nowhere.invalid", "Host=nowhere.invalid");
    private readonly SeriesCatalog _catalog;
    private readonly CommittedRates _rates;

    public CommittedRatesTests()
    {
        _catalog = new SeriesCatalog(_databases, Options.Create(new IngestOptions()), TimeProvider.System);
        _rates = new CommittedRates(_catalog);
    }

    [Fact]
    public void A_counter_is_told_as_its_rate()
    {
        Keep(1, "load.1m", "reads_total");
        Assert.Equal([5, double.NaN], Of(0, [5, 100]));
        Assert.Equal([7, 5], Of(2, [7, 110]));
    }

    [Fact]
    public void A_counter_that_begins_again_is_no_spike()
    {
        Keep(1, "reads_total");
        Assert.Equal([[double.NaN], [50], [double.NaN], [3]], new[] { Of(0, [1_000_000]), Of(2, [1_000_100]), Of(4, [4]), Of(6, [10]) });
    }

    [Fact]
    public void A_missing_value_is_bridged_by_the_next()
    {
        Keep(1, "reads_total");
        Assert.Equal([[double.NaN], [double.NaN], [25]], new[] { Of(0, [0]), Of(2, [double.NaN]), Of(4, [100]) });
    }

    [Fact]
    public void A_tick_that_is_older_than_the_last_has_no_rate_and_does_not_change_the_next()
    {
        Keep(1, "reads_total");
        Assert.Equal([[double.NaN], [double.NaN], [double.NaN], [10]], new[] { Of(10, [100]), Of(4, [40]), Of(10, [100]), Of(12, [120]) });
    }

    [Fact]
    public void A_counter_that_is_added_later_begins_then_and_an_older_shape_has_no_place_for_it()
    {
        Keep(1, "reads_total");
        Of(0, [100]);
        Keep(1, "reads_total", "load.1m", "writes_total");
        Assert.Equal([10, 1, double.NaN], Of(2, [120, 1, 7]));
        Assert.Equal([10], Of(4, [140]));
        Assert.Equal([10, 1, 5], Of(6, [160, 1, 27]));
    }

    [Fact]
    public void A_stream_without_counters_is_told_as_it_came()
    {
        Keep(1, "load.1m", "reads_total");
        Keep(2, "load.1m");
        double[] values = [5];
        Assert.Same(values, _rates.Of(2, Start, values));
        Assert.Same(values, _rates.Of(3, Start, values)); // a stream that nobody knows
    }

    public ValueTask DisposeAsync() => _databases.DisposeAsync();

    private double[] Of(int second, double[] values) => _rates.Of(1, Start.AddSeconds(second), values);

    private void Keep(int stream, params string[] metrics)
    {
        var series = metrics.Select((m, i) => new SeriesEntry(i, 1, stream, i, m, "")).ToImmutableArray();
        _catalog.Keep(new StreamEntry(stream, 1, $"agent {stream}", series));
    }
}
