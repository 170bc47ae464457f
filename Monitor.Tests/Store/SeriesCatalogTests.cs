using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using Monitor.Tests.Support;
using Monitor.Web.Hosting;
using Monitor.Web.Store;

namespace Monitor.Tests.Store;

public sealed class SeriesCatalogTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task What_was_registered_while_the_catalog_is_loaded_again_stays()
    {
        await using var databases = new Databases("Host=nowhere.invalid", "Host=nowhere.invalid");
        var catalog = new SeriesCatalog(databases, Options.Create(new IngestOptions()), TimeProvider.System);
        catalog.Keep(Stream(1));
        catalog.Keep(Stream(3)); // registered
        catalog.Keep(Stream(2)); // read before that, kept after

        Assert.Equal(3, catalog.FindStream(1)!.Width);
        catalog.Keep(Stream(4)); // another node's
        Assert.Equal(4, catalog.FindStream(1)!.Width);
    }

    [Fact]
    public async Task What_another_server_registered_is_found_and_nothing_is_read_again_where_nothing_came()
    {
        await using var db = database.CreateDb();
        var host = (await EnrolledHost.AddAsync(db, $"catalog-{Guid.NewGuid():N}", CancellationToken.None)).Host.Id;
        SeriesCatalog Server() => new(database.Databases, Options.Create(new IngestOptions()), TimeProvider.System);
        var (own, other) = (Server(), Server());
        await own.LoadAsync(CancellationToken.None);
        await other.RegisterAsync(host, "agent", [new SeriesName("cpu.used_percent", "")], CancellationToken.None);
        Assert.Null(own.FindStream(host, "agent"));
        await own.LoadAsync(CancellationToken.None);
        var found = own.FindStream(host, "agent");
        Assert.Equal(1, found!.Width);
        await own.LoadAsync(CancellationToken.None);
        Assert.Same(found, own.FindStream(host, "agent"));

        await other.RegisterAsync(host, "agent", [new SeriesName("memory.used_percent", "")], CancellationToken.None);
        await own.LoadAsync(CancellationToken.None);
        Assert.Equal(2, own.FindStream(host, "agent")!.Width);
    }

    [Fact]
    public async Task Every_series_is_found_by_its_name_and_by_its_number_and_no_other()
    {
        await using var databases = new Databases("Host=nowhere.invalid", "Host=nowhere.invalid");
        var catalog = new SeriesCatalog(databases, Options.Create(new IngestOptions()), TimeProvider.System);
        var (random, names) = (new Random(7), new HashSet<SeriesName>());
        while (names.Count < 500)
        {
            names.Add(new SeriesName("m" + random.Next(40), random.Next(3) == 0 ? "" : $"device={random.Next(200)}"));
        }

        // Numbers of several ranges, and gaps.
        var series = names.Select((n, i) => new SeriesEntry(900 + (i * 7), 1, 1, i, n.Metric, n.Labels)).ToImmutableArray();
        var stream = new StreamEntry(1, 1, "agent", series);
        catalog.Keep(stream);
        Assert.All(series, s => Assert.Same(s, stream.Find(s.Name)));
        Assert.All(series, s => Assert.Same(s, catalog.FindSeries(s.Id)));
        Assert.All(series, s => Assert.Same(s, catalog.FindSeries(1, s.Metric, s.Labels)));
        foreach (var other in new[] { "m", "m0x", "l", "z" })
        {
            Assert.Null(stream.Find(new SeriesName(other, "")));
            Assert.Null(stream.Find(new SeriesName("m1", other)));
        }

        Assert.Null(new StreamEntry(2, 1, "agent", []).Find(new SeriesName("m1", "")));
        Assert.All([0, 899, 901, 1_000_000], id => Assert.Null(catalog.FindSeries(id)));
    }

    private static StreamEntry Stream(int width)
    {
        var series = Enumerable.Range(0, width).Select(i => new SeriesEntry(i, 1, 1, i, $"m{i}", "")).ToImmutableArray();
        return new StreamEntry(1, 1, "agent", series);
    }
}
