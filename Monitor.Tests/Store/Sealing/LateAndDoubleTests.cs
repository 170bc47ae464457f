using Microsoft.Extensions.DependencyInjection;
using Monitor.Domain.Wire;
using Monitor.Tests.Intake;
using Monitor.Tests.Metrics.Chunks;
using Monitor.Tests.Support;
using Monitor.Web.Store;
using Monitor.Web.Store.Sealing;

namespace Monitor.Tests.Store.Sealing;

/// <summary>Agents that were cut off for days: everything at once, in no order, some of it twice, through the agents' door of the whole application.</summary>
public sealed class LateAndDoubleTests : IAsyncLifetime
{
    private const int Agents = 2;
    private const int TicksEach = 12_500;
    private const int Width = 40;
    private const int ApartSeconds = 40;
    private readonly TestApplication _application = new();

    public Task InitializeAsync() => _application.InitializeAsync();

    public Task DisposeAsync() => _application.DisposeAsync();

    [Fact]
    public async Task A_million_samples_late_out_of_order_and_doubled_are_each_found_once()
    {
        var schema = TestAgent.Schema([.. Enumerable.Range(0, Width).Select(i => TestAgent.Series("m", ("i", $"{i}")))]);
        var begin = DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()).AddDays(-6);
        var answered = 0L;
        var all = new List<(TestAgent Agent, List<(DateTimeOffset Time, double[] Values)> Ticks)>();
        for (var i = 0; i < Agents; i++)
        {
            var agent = await TestAgent.CreateAsync(_application);
            var ticks = Ticks(new Random(i), begin);
            all.Add((agent, ticks));
            var sent = ticks.Concat(ticks.Where((_, at) => at % 3 == 0)).ToArray();
            new Random(i).Shuffle(sent);
            foreach (var (part, seq) in sent.Chunk(1000).Select((p, seq) => (p, seq)))
            {
                var answer = await agent.StoreAsync(TestAgent.Batch(seq, begin, schema, [.. part.Select(t => (t.Time, Array.ConvertAll(t.Values, v => double.IsNaN(v) ? (double?)null : v)))]));
                Assert.Empty(answer.Rejected);
                answered += answer.Accepted + answer.Duplicate;
                if (seq == 8)
                {
                    await SealAsync(); // the half of it: what comes now meets what is sealed
                }
            }
        }

        await SealAsync();

        Assert.Equal(all.Sum(a => Samples(a.Ticks) + Samples(a.Ticks.Where((_, at) => at % 3 == 0))), answered);
        Assert.Equal(0L, await _application.Database.ScalarAsync<long>($"SELECT count(*) FROM late_ticks WHERE ts < '{begin.AddDays(5):O}'"));
        Assert.True(await _application.Database.ScalarAsync<long>("SELECT count(*) FROM chunks WHERE hours = 24") >= Agents * 5);
        foreach (var (agent, ticks) in all)
        {
            await AssertEachOnceAsync(agent, ticks);
            await AssertCountsAsync(agent, ticks, begin);
            agent.Dispose();
        }
    }

    private static List<(DateTimeOffset Time, double[] Values)> Ticks(Random random, DateTimeOffset begin) =>
        [.. Enumerable.Range(0, TicksEach).Select(i => (
            begin.AddSeconds((long)i * ApartSeconds).AddMilliseconds(random.Next(ApartSeconds * 1000)),
            Enumerable.Range(0, Width).Select(s => s == 7 && i % 5 == 0 ? double.NaN : s % 4 == 0 ? random.NextDouble() : Math.Round(random.NextDouble() * 100, 1)).ToArray()))];

    private static long Samples(IEnumerable<(DateTimeOffset Time, double[] Values)> ticks) => ticks.Sum(t => t.Values.LongCount(v => !double.IsNaN(v)));

    private async Task SealAsync() => Assert.Empty((await _application.Services.GetRequiredService<SampleSealing>().RunAsync(default)).Failures);

    private async Task AssertEachOnceAsync(TestAgent agent, List<(DateTimeOffset Time, double[] Values)> ticks)
    {
        var stored = await StoredRows.TicksAsync(_application, agent.Host.Id);
        Assert.Equal(ticks.Select(t => t.Time), stored.Select(t => t.Time));
        Assert.True(ticks.Zip(stored).All(pair => HostileColumns.AreSame(pair.First.Values, pair.Second.Values)), "A value is not what was sent.");
    }

    private async Task AssertCountsAsync(TestAgent agent, List<(DateTimeOffset Time, double[] Values)> ticks, DateTimeOffset begin)
    {
        var reader = _application.Services.GetRequiredService<SeriesReader>();
        var from = SealPeriods.Floor(begin, SealPeriods.Hour);
        var range = new TimeRange(from, from.AddHours(145));
        var series = StoredRows.Catalog(_application).SeriesOf(agent.Host.Id);
        Assert.Equal(Width, series.Count);
        var hours = await reader.ReadStepsAsync(series, range, SealPeriods.Hour, default);
        foreach (var (one, points) in series.Zip(hours))
        {
            var expected = new int[145];
            foreach (var (time, values) in ticks)
            {
                expected[(int)((time - from) / SealPeriods.Hour)] += double.IsNaN(values[one.Ordinal]) ? 0 : 1;
            }

            Assert.Equal(expected, points.Select(p => p.Count));
        }
    }
}
