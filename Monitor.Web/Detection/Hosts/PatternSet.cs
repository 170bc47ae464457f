using Monitor.Domain.Detection;
using Monitor.Domain.Detection.Hygiene;

namespace Monitor.Web.Detection.Hosts;

/// <summary>What people called normal often enough, as it was at one moment. Nobody is told of an anomaly that it knows. Safe for several threads.</summary>
public sealed class PatternSet(IEnumerable<AnomalyPattern> silent)
{
    private readonly ILookup<int, KnownPattern> _silent = silent.ToLookup(p => p.HostId, PatternSight.Of);

    public static PatternSet Empty { get; } = new([]);

    public bool Knows(Anomaly anomaly)
    {
        if (!_silent.Contains(anomaly.HostId))
        {
            return false;
        }

        var sight = PatternSight.Of(anomaly);
        return _silent[anomaly.HostId].Any(p => p.Silences(sight));
    }
}
