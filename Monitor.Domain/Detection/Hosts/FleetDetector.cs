namespace Monitor.Domain.Detection.Hosts;

/// <summary>One host of a group at one time: a value per metric, the same columns for all hosts of the group, NaN where missing.</summary>
public readonly record struct PeerRow(int Host, double[] Values);

/// <summary>A metric in which a host has parted from its peers; low and high are the band around their median.</summary>
/// <param name="Distance">How far it lies beyond its usual place among them, in robust standard deviations: the peers', or its own beside them where they are larger.</param>
/// <param name="IsOnset">Whether this row is the first that says so.</param>
public readonly record struct FleetDifference(int Host, int Metric, double Distance, double Value, double PeersMedian, double Low, double High, bool IsOnset);

/// <summary>
/// Tells which host of a group parts from its peers: per metric and time its distance from the peers' median in their median absolute deviations (Hampel 1974), less the
/// distance at which it usually lies, lasting for several rows in a row. Where the host wavers more beside its peers than they differ, that is the measure. Silent where the whole group
/// moves, since the median moves with it, and below five peers. A host or metric is learned for a day before anything is said of it. State: 36 bytes a host and metric, hosts that stay away for a day are forgotten. For one thread at a time.
/// </summary>
/// <param name="metrics">How many columns a row has.</param>
/// <param name="step">From row to row: where one of a host is missing, its rows are not in a row.</param>
/// <param name="preset">How far a host lies off, and for how many rows, before it is told.</param>
/// <param name="leastScale">The smallest deviation that counts as one, in the metrics' unit: what differs by less than some of it is the same.</param>
public sealed class FleetDetector(int metrics, TimeSpan step, DetectionPreset preset, double leastScale = 0)
{
    public const int FewestPeers = 5;
    private const byte Version = 2;
    private const int MostHosts = 10_000;
    private static readonly TimeSpan Away = TimeSpan.FromDays(1);

    private readonly Dictionary<int, FleetPlace[]> _places = [];
    private DateTimeOffset _last = DateTimeOffset.MinValue;

    /// <summary>Nothing is known of any host.</summary>
    public bool IsEmpty => _places.Count == 0;

    /// <summary>Takes the group at a time; what is told is ordered by distance. A time that is not after the last one changes nothing, and nothing is told.</summary>
    public IReadOnlyList<FleetDifference> Observe(DateTimeOffset time, IReadOnlyList<PeerRow> rows)
    {
        if (time <= _last)
        {
            return [];
        }

        var told = new List<FleetDifference>();
        for (var metric = 0; metric < metrics; metric++)
        {
            var known = rows.Where(r => double.IsFinite(r.Values[metric])).Select(r => (r.Host, Value: Math.Clamp(r.Values[metric], -1e100, 1e100))).OrderBy(r => r.Host).ToList();
            if (known.Count > FewestPeers)
            {
                Judge(time, metric, known, told);
            }
        }

        _last = time;
        Forget(time);
        return [.. told.OrderByDescending(d => d.Distance).ThenBy(d => d.Host).ThenBy(d => d.Metric)];
    }

    /// <summary>Writes all that later answers depend on.</summary>
    public void Save(BinaryWriter writer)
    {
        writer.Write(Version);
        writer.Write(metrics);
        writer.Write(_last.UtcTicks);
        writer.Write(_places.Count);
        foreach (var (host, places) in _places.OrderBy(p => p.Key))
        {
            writer.Write(host);
            Array.ForEach(places, place => place.Write(writer));
        }
    }

    /// <summary>Takes up a saved state; an <see cref="InvalidDataException"/> where it is of another version or number of metrics, or broken, the detector being as new then.</summary>
    public void Load(BinaryReader reader)
    {
        _places.Clear();
        _last = DateTimeOffset.MinValue;
        try
        {
            if (reader.ReadByte() != Version || reader.ReadInt32() != metrics)
            {
                throw new InvalidDataException("The state of the fleet detector is of another version or another group.");
            }

            var last = FleetPlace.Moment(reader.ReadInt64());
            var hosts = reader.ReadInt32();
            for (var i = 0; i < Math.Min(hosts, MostHosts); i++)
            {
                _places[reader.ReadInt32()] = [.. Enumerable.Range(0, metrics).Select(_ => FleetPlace.Read(reader))];
            }

            _last = last;
        }
        catch (Exception e) when (e is EndOfStreamException or InvalidDataException)
        {
            _places.Clear();
            throw e as InvalidDataException ?? new InvalidDataException("The state of the fleet detector ends early.", e);
        }
    }

    private void Judge(DateTimeOffset time, int metric, List<(int Host, double Value)> known, List<FleetDifference> told)
    {
        var values = known.Select(k => k.Value).ToArray();
        var median = Middle(values);
        var spread = 1.4826 * Middle([.. values.Select(v => Math.Abs(v - median))]);
        var scale = Math.Max(Math.Max(spread, .05 * Math.Abs(median)), Math.Max(leastScale, 1e-9));
        foreach (var (host, value) in known)
        {
            if (!_places.TryGetValue(host, out var places))
            {
                places = _places.Count < MostHosts ? _places[host] = new FleetPlace[metrics] : new FleetPlace[metrics];
            }

            var before = places[metric];
            var after = places[metric] = before.Next(time, value - median, scale, step, preset);
            if (after.IsApart(preset))
            {
                var (usual, reach) = (median + before.Usual, 3 * before.Unit(scale));
                told.Add(new FleetDifference(host, metric, after.Distance, value, median, usual - reach, usual + reach, !before.IsApart(preset)));
            }
        }
    }

    private void Forget(DateTimeOffset time)
    {
        foreach (var host in _places.Where(p => Array.TrueForAll(p.Value, place => time - place.LastSeen > Away)).Select(p => p.Key).ToList())
        {
            _places.Remove(host);
        }
    }

    private static double Middle(double[] values)
    {
        var sorted = (double[])values.Clone();
        Array.Sort(sorted);
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
