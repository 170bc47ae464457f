using Monitor.Tests.Metrics.Chunks;
using Monitor.Tests.Support;
using Monitor.Web.Store.Sealing;

namespace Monitor.Tests.Store.Sealing;

/// <summary>kill -9 at every moment of sealing: the next round finishes it, and the same samples are there, bit for bit, each once.</summary>
public sealed class SealKillTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private readonly TestDatabase _database = new();

    public static TheoryData<SealPhase> Phases => [.. Enum.GetValues<SealPhase>().Where(p => p is not SealPhase.None and < SealPhase.LogsWritten)];

    public Task InitializeAsync() => _database.InitializeAsync();

    public Task DisposeAsync() => _database.DisposeAsync();

    [Theory]
    [MemberData(nameof(Phases))]
    public async Task A_kill_in_the_middle_of_sealing_loses_and_doubles_nothing(SealPhase phase)
    {
        var store = new SealedStore(_database.Databases, new ManualTimeProvider(Noon.AddHours(2)));
        var random = new Random((int)phase);
        List<(DateTimeOffset Time, double[] Values)> ticks =
            [.. Enumerable.Range(0, 500).Select(i => (Noon.AddHours(-36).AddSeconds((i * 260) + random.Next(100)), new[] { random.NextDouble(), Math.Round(random.NextDouble() * 100, 1) }))];
        var streams = new[] { await store.AddStreamAsync(_database, "a", "b"), await store.AddStreamAsync(_database, "c", "d") };
        foreach (var stream in streams)
        {
            await store.WriteHotAsync(stream.Id, ticks.Where((_, i) => i % 7 != 0));
            await store.WriteLateAsync(stream.Id, ticks.Where((_, i) => i % 7 == 0));
        }

        Assert.Equal(137, await SealOnce.StartAsync(_database.ConnectionString, Noon.AddHours(2), phase));
        await AssertReadAsync(store, streams[0], ticks);
        while (await store.Sealing.RunAsync(default) != new SealReport(0, 0, 0, 0))
        {
            // Until there is nothing left to do.
        }

        Assert.Equal(0, await store.CountAsync("SELECT (SELECT count(*) FROM hot_ticks) + (SELECT count(*) FROM late_ticks)"));
        foreach (var stream in streams)
        {
            var stored = await StoredSamples.ReadAsync(_database.Source, stream.HostId);
            Assert.Equal(ticks.Select(t => t.Time), stored.Select(t => t.Time));
            Assert.All(ticks.Zip(stored), pair => Assert.True(HostileColumns.AreSame(pair.First.Values, pair.Second.Values)));
        }
    }

    /// <summary>Also half done nothing is missing and nothing double.</summary>
    private static async Task AssertReadAsync(SealedStore store, Web.Store.StreamEntry stream, List<(DateTimeOffset Time, double[] Values)> ticks)
    {
        await store.Catalog.LoadAsync(default);
        var curve = (await store.Reader.ReadAsync([stream.Series[1]], new Web.Store.TimeRange(Noon.AddHours(-9), Noon.AddMinutes(10)), 600, default))[0].Curve;
        var expected = ticks.Where(t => t.Time >= Noon.AddHours(-9)).ToList();
        Assert.Equal(expected.Count, curve.Summary.Count);
        Assert.Equal(expected.Max(t => t.Values[1]), curve.Summary.Maximum);
    }
}
