using Monitor.Agent.Local;

namespace Monitor.Agent.Collectors;

/// <summary>Runs every collector once a tick. One that throws is logged and skipped; the others do not notice.</summary>
internal sealed class CollectorSet(IReadOnlyList<ICollector> collectors, AgentLog log)
{
    private readonly long[] _failures = new long[collectors.Count];

    public SampleVector Vector { get; } = new();

    public void Collect(TimeSpan uptime)
    {
        Vector.Begin();
        for (var i = 0; i < collectors.Count; i++)
        {
            try
            {
                collectors[i].Collect(Vector, uptime);
            }
            catch (Exception exception)
            {
                _failures[i]++;
                log.Warn("collector." + collectors[i].Name, $"{collectors[i].Name} could not be measured and is missing in this tick", exception);
            }
        }
    }

    public long FailuresOf(int index) => _failures[index];
}
