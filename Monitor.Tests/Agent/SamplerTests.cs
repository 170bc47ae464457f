using System.Text;
using Monitor.Agent.Collectors;
using Monitor.Agent.Delivery;
using Monitor.Agent.Running;
using Monitor.Tests.Support;

namespace Monitor.Tests.Agent;

public sealed class SamplerTests : IDisposable
{
    private readonly AgentFolder _folder = new();
    private readonly ManualTimeProvider _clock = new();

    [Fact]
    public void A_host_with_more_series_than_are_taken_says_so_once()
    {
        using var spool = new Spool(new SpoolOptions { Folder = _folder.In("spool"), FlushToDisk = static _ => { } }, _clock);
        using var sampler = new Sampler(
            new CollectorSet([new Many()], _folder.Log), Platform.TopProcesses(), Platform.Inventory, spool, new SchemaStore(_folder.In("schemas")), new TickClock(_clock), _clock, _folder.Log);
        var told = new List<string>();
        for (var tick = 0; tick < 3; tick++)
        {
            told.AddRange(States(sampler.Take()).Where(s => s.Contains("agent.series", StringComparison.Ordinal)));
            _clock.Advance(TimeSpan.FromSeconds(2));
        }

        Assert.Contains("more series than the 2,000", Assert.Single(told), StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static List<string> States(SpoolEntry entry)
    {
        var states = new List<string>();
        var parts = new RecordParts(entry.Payload.Span);
        while (parts.MoveNext())
        {
            if (parts.Kind == PartKind.State)
            {
                states.Add(Encoding.UTF8.GetString(parts.Json));
            }
        }

        return states;
    }

    private sealed class Many : ICollector
    {
        private readonly int[] _ordinals = [.. Enumerable.Repeat(-1, SampleVector.DefaultLimit + 1)];

        public string Name => "many";

        public void Collect(SampleVector vector, TimeSpan uptime)
        {
            for (var i = 0; i < _ordinals.Length; i++)
            {
                vector.Set(ref _ordinals[i], "disk.used_percent", i % 100, "mount", $"/{i}");
            }
        }
    }
}
