using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using Monitor.Web.Hosting;
using Monitor.Web.Store;

namespace Monitor.Tests.Store;

public sealed class SeriesCatalogTests
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

    private static StreamEntry Stream(int width)
    {
        var series = Enumerable.Range(0, width).Select(i => new SeriesEntry(i, 1, 1, i, $"m{i}", "")).ToImmutableArray();
        return new StreamEntry(1, 1, "agent", series, series.ToImmutableDictionary(s => s.Name));
    }
}
