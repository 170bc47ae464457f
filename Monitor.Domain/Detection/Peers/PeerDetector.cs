using Monitor.Domain.Detection.Hosts;

namespace Monitor.Domain.Detection.Peers;

/// <summary>
/// Watches the hosts of one group beside each other, row after row of five minutes: a <see cref="FleetDetector"/> for each metric, and which hosts are apart in any of them. A host
/// is as its peers again after three rows without a difference, and where three are missing. Metrics and hosts come and go: what stays away for a day is forgotten. For one thread at a time.
/// </summary>
public sealed class PeerDetector(DetectionPreset preset)
{
    public static readonly TimeSpan Step = TimeSpan.FromMinutes(5);

    /// <summary>With fewer hosts nobody can say which of them differs.</summary>
    public const int FewestHosts = FleetDetector.FewestPeers + 1;

    private const byte Version = 1;
    private const int MostMetrics = 64;
    private const int MostHosts = 10_000;

    /// <summary>A metric that nearly never differs has no spread to speak of: what lies further off than this says no more.</summary>
    private const double MostStrength = 100;

    private readonly SortedDictionary<string, FleetDetector> _metrics = new(StringComparer.Ordinal);
    private readonly SortedDictionary<int, (DateTimeOffset Began, DateTimeOffset Last)> _apart = [];
    private DateTimeOffset _last = DateTimeOffset.MinValue;

    /// <summary>The hosts that differ from their peers.</summary>
    public IReadOnlyCollection<int> Apart => _apart.Keys;

    /// <summary>
    /// Takes the next row; what is told is of hosts that differ and of those that do no more, in the order of the hosts. A host without a value is not there; a row that is not after the
    /// last one changes nothing, and nothing is told.
    /// </summary>
    /// <param name="time">The beginning of the row.</param>
    /// <param name="values">At most one for each host and metric, in any order; what is not finite is left out. No more than 64 metrics are taken.</param>
    public IReadOnlyList<PeerReading> Observe(DateTimeOffset time, IEnumerable<PeerValue> values)
    {
        if (time <= _last)
        {
            return [];
        }

        _last = time;
        var found = Differences(time, values.ToLookup(v => v.Metric, StringComparer.Ordinal)).ToLookup(d => d.Host, d => d.Found);
        var told = new List<PeerReading>();
        foreach (var host in found)
        {
            var began = _apart.TryGetValue(host.Key, out var known) ? known.Began : time - ((FleetPlace.RowsNeeded(preset) - 1) * Step);
            _apart[host.Key] = (began, time);
            told.Add(new PeerReading(host.Key, began, null, [.. host.OrderByDescending(d => d.Strength).ThenBy(d => d.Metric, StringComparer.Ordinal)]));
        }

        foreach (var (host, (began, last)) in _apart.Where(a => time - a.Value.Last >= FleetPlace.RowsToEnd * Step).ToList())
        {
            _apart.Remove(host);
            told.Add(new PeerReading(host, began, last + Step, []));
        }

        return [.. told.OrderBy(t => t.Host)];
    }

    /// <summary>Writes all that later readings depend on.</summary>
    public void Save(BinaryWriter writer)
    {
        writer.Write(Version);
        writer.Write(_last.UtcTicks);
        writer.Write(_apart.Count);
        foreach (var (host, (began, last)) in _apart)
        {
            writer.Write(host);
            writer.Write(began.UtcTicks);
            writer.Write(last.UtcTicks);
        }

        writer.Write(_metrics.Count);
        foreach (var (metric, detector) in _metrics)
        {
            writer.Write(metric);
            detector.Save(writer);
        }
    }

    /// <summary>Takes up a saved state; an <see cref="InvalidDataException"/> where it is of another version or broken, the detector being as new then.</summary>
    public void Load(BinaryReader reader)
    {
        Forget();
        try
        {
            if (reader.ReadByte() != Version)
            {
                throw new InvalidDataException($"The state of the detector of peers is not of version {Version}.");
            }

            var last = FleetPlace.Moment(reader.ReadInt64());
            for (var left = Count(reader, MostHosts); left > 0; left--)
            {
                _apart[reader.ReadInt32()] = (FleetPlace.Moment(reader.ReadInt64()), FleetPlace.Moment(reader.ReadInt64()));
            }

            for (var left = Count(reader, MostMetrics); left > 0; left--)
            {
                var metric = reader.ReadString();
                (_metrics[metric] = New(metric)).Load(reader);
            }

            _last = last;
        }
        catch (Exception e) when (e is EndOfStreamException or InvalidDataException or FormatException)
        {
            Forget();
            throw e as InvalidDataException ?? new InvalidDataException("The state of the detector of peers is broken.", e);
        }
    }

    private IEnumerable<(int Host, PeerDifference Found)> Differences(DateTimeOffset time, ILookup<string, PeerValue> values)
    {
        foreach (var metric in values.Select(v => v.Key).Order(StringComparer.Ordinal).Where(m => !_metrics.ContainsKey(m)).Take(MostMetrics - _metrics.Count).ToList())
        {
            _metrics.Add(metric, New(metric));
        }

        foreach (var (metric, detector) in _metrics.ToList())
        {
            var rows = values[metric].Where(v => double.IsFinite(v.Value)).Select(v => new PeerRow(v.Host, [v.Value])).ToList();
            foreach (var one in detector.Observe(time, rows))
            {
                yield return (one.Host, new PeerDifference(metric, Math.Min(one.Distance / FleetPlace.Limit(preset), MostStrength), one.Value, one.PeersMedian, one.Low, one.High, rows.Count - 1));
            }

            if (detector.IsEmpty)
            {
                _metrics.Remove(metric);
            }
        }
    }

    private FleetDetector New(string metric) => new(1, Step, preset, PeerMetrics.LeastScale(metric));

    private void Forget()
    {
        _metrics.Clear();
        _apart.Clear();
        _last = DateTimeOffset.MinValue;
    }

    private static int Count(BinaryReader reader, int most) =>
        reader.ReadInt32() is >= 0 and var count && count <= most ? count : throw new InvalidDataException("The state of the detector of peers has an impossible number.");
}
