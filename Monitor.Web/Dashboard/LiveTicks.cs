using Monitor.Web.Components;
using Monitor.Web.Store;

namespace Monitor.Web.Dashboard;

/// <summary>Gathers, from what was committed, the points of the lines of a page until they are sent to the browser.</summary>
internal sealed class LiveTicks(IReadOnlyList<ChartSpec> specs)
{
    /// <summary>Points waiting per chart before the oldest go: a page that is not painted must not grow.</summary>
    private const int MostWaiting = 2000;

    private readonly Lock _lock = new();
    private readonly Dictionary<int, List<(string Chart, int Line, int Ordinal)>> _places = Places(specs);
    private readonly Dictionary<string, List<ChartPoint>> _waiting = [];
    private DateTimeOffset _arrivedAt;

    /// <summary>True when at least one point is for this page.</summary>
    public bool Take(IReadOnlyList<CommittedTick> ticks)
    {
        var any = false;
        lock (_lock)
        {
            foreach (var tick in ticks)
            {
                if (!_places.TryGetValue(tick.StreamId, out var places))
                {
                    continue;
                }

                any = true;
                _arrivedAt = tick.ArrivedAt;
                foreach (var (chart, line, ordinal) in places)
                {
                    if (ordinal < tick.Values.Length)
                    {
                        Add(chart, new ChartPoint(line, tick.Time.ToUnixTimeMilliseconds(), double.IsNaN(tick.Values[ordinal]) ? null : tick.Values[ordinal]));
                    }
                }
            }
        }

        return any;
    }

    /// <summary>All points that wait, per chart, and when the newest of them reached the server.</summary>
    public (IReadOnlyList<(TimeChart Chart, IReadOnlyList<ChartPoint> Points)> Updates, DateTimeOffset ArrivedAt) Drain(
        IReadOnlyDictionary<string, TimeChart> charts)
    {
        lock (_lock)
        {
            var updates = _waiting.Where(w => charts.GetValueOrDefault(w.Key) is not null)
                .Select(w => (charts[w.Key], (IReadOnlyList<ChartPoint>)[.. w.Value])).ToList();
            _waiting.Clear();
            return (updates, _arrivedAt);
        }
    }

    private void Add(string chart, ChartPoint point)
    {
        if (!_waiting.TryGetValue(chart, out var points))
        {
            _waiting[chart] = points = [];
        }

        if (points.Count >= MostWaiting)
        {
            points.RemoveRange(0, MostWaiting / 2);
        }

        points.Add(point);
    }

    private static Dictionary<int, List<(string Chart, int Line, int Ordinal)>> Places(IReadOnlyList<ChartSpec> specs)
    {
        var places = new Dictionary<int, List<(string, int, int)>>();
        foreach (var spec in specs)
        {
            for (var line = 0; line < spec.Lines.Count; line++)
            {
                var series = spec.Lines[line].Series;
                if (!places.TryGetValue(series.StreamId, out var list))
                {
                    places[series.StreamId] = list = [];
                }

                list.Add((spec.Key, line, series.Ordinal));
            }
        }

        return places;
    }
}
