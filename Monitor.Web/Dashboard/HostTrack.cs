using Monitor.Domain.Metrics;
using Monitor.Web.Store;

namespace Monitor.Web.Dashboard;

/// <summary>One host's newest values and small curves, kept by <see cref="FleetBoard"/>. Not safe for two threads: the board holds its lock.</summary>
internal sealed class HostTrack(int hostId)
{
    /// <summary>15 minutes of one point per 15 seconds.</summary>
    private const int CurvePoints = 60;

    private static readonly TimeSpan CurveStep = TimeSpan.FromSeconds(15);

    private readonly double[] _cpu = Empty();
    private readonly double[] _memory = Empty();

    /// <summary>By stream: another stream of the host may have a vector of the same length.</summary>
    private readonly Dictionary<int, RowPlaces> _places = [];
    private (int StreamId, RowPlaces Places)? _last;
    private CommittedTick? _newest;
    private RowPlaces? _shown;
    private long _slot = -1;

    public int HostId { get; } = hostId;

    /// <summary>Of the newest tick. It is read here and not when it comes, since ticks come more often than anybody looks.</summary>
    public FleetValues Now => _newest is null || _shown is null ? FleetValues.None : _shown.Read(_newest.Values);

    public DateTimeOffset? ArrivedAt => _newest?.ArrivedAt;

    public IReadOnlyList<double> CpuCurve => Curve(_cpu);

    public IReadOnlyList<double> MemoryCurve => Curve(_memory);

    /// <summary>Takes a tick of the host's own agent; the ordinals are looked up again only when the vector has another length.</summary>
    public void Take(CommittedTick tick, SeriesCatalog catalog)
    {
        var places = PlacesOf(tick, catalog);

        // Late samples repair charts; what is shown as now is never older than what counts as active.
        if (!places.IsAgent || tick.ArrivedAt - tick.Time > FleetBoard.ActiveWithin || (_newest is { } last && tick.ArrivedAt < last.ArrivedAt))
        {
            return;
        }

        // What comes just before the step in which the past was read belongs to that step.
        var slot = tick.ArrivedAt.UtcTicks / CurveStep.Ticks;
        if (slot > _slot)
        {
            Draw();
            var steps = _slot < 0 ? CurvePoints : (int)Math.Min(slot - _slot, CurvePoints);
            Shift(_cpu, steps);
            Shift(_memory, steps);
            _slot = slot;
        }
        else if (_newest is not null && !places.HasAll(tick.Values))
        {
            // What the tick before it had of this step.
            Draw();
        }

        (_newest, _shown) = (tick, places);
    }

    private RowPlaces PlacesOf(CommittedTick tick, SeriesCatalog catalog)
    {
        if (_last is { } last && last.StreamId == tick.StreamId && last.Places.Length == tick.Values.Length)
        {
            return last.Places;
        }

        if (!_places.TryGetValue(tick.StreamId, out var places) || places.Length != tick.Values.Length)
        {
            _places[tick.StreamId] = places = RowPlaces.Of(catalog.FindStream(tick.StreamId), tick.Values.Length);
        }

        _last = (tick.StreamId, places);
        return places;
    }

    /// <summary>Fills the parts of the small curves that lie before the first tick seen here, after a restart.</summary>
    public void Remember(Curve cpu, Curve memory, DateTimeOffset now)
    {
        if (_slot < 0)
        {
            _slot = now.UtcTicks / CurveStep.Ticks;
        }

        Draw();
        Fill(_cpu, cpu);
        Fill(_memory, memory);
    }

    private void Fill(double[] curve, Curve past)
    {
        foreach (var point in past.Points)
        {
            var place = CurvePoints - 1 - (_slot - DateTimeOffset.FromUnixTimeMilliseconds(point.Time).UtcTicks / CurveStep.Ticks);
            if (place is >= 0 and < CurvePoints && double.IsNaN(curve[place]))
            {
                curve[place] = point.Value;
            }
        }
    }

    private double[] Curve(double[] curve)
    {
        Draw();
        return [.. curve];
    }

    /// <summary>The newest values as the last point. One that the newest tick lacks takes nothing away.</summary>
    private void Draw()
    {
        if (_newest is not null)
        {
            var now = Now;
            _cpu[^1] = double.IsNaN(now.CpuPercent) ? _cpu[^1] : now.CpuPercent;
            _memory[^1] = double.IsNaN(now.MemoryPercent) ? _memory[^1] : now.MemoryPercent;
        }
    }

    private static void Shift(double[] curve, int steps)
    {
        Array.Copy(curve, steps, curve, 0, CurvePoints - steps);
        Array.Fill(curve, double.NaN, CurvePoints - steps, steps);
    }

    private static double[] Empty()
    {
        var curve = new double[CurvePoints];
        Array.Fill(curve, double.NaN);
        return curve;
    }

    /// <summary>Where in a stream's vector the values of a fleet row are; -1 for a metric that the stream has not.</summary>
    private sealed record RowPlaces(bool IsAgent, int Length, int Cpu, int Memory, int[] Disk, int[] Reading, int[] Writing, int[] Received, int[] Sent)
    {
        public static RowPlaces Of(StreamEntry? stream, int length)
        {
            int[] All(string metric) => stream is null ? [] : [.. stream.Series.Where(s => s.Metric == metric && s.Ordinal < length).Select(s => s.Ordinal)];
            int One(string metric) => All(metric) is [var first, ..] ? first : -1;
            return new RowPlaces(
                stream?.Kind == "agent", length, One("cpu.used_percent"), One("memory.used_percent"), All("disk.used_percent"),
                All("disk.read_bytes_per_second"), All("disk.write_bytes_per_second"),
                All("network.received_bytes_per_second"), All("network.sent_bytes_per_second"));
        }

        /// <summary>Whether the tick has a value for each curve.</summary>
        public bool HasAll(double[] values) => Cpu >= 0 && Memory >= 0 && !double.IsNaN(values[Cpu]) && !double.IsNaN(values[Memory]);

        public FleetValues Read(double[] values) => new(
            Cpu < 0 ? double.NaN : values[Cpu], Memory < 0 ? double.NaN : values[Memory], Worst(values, Disk),
            Sum(values, Reading), Sum(values, Writing), Sum(values, Received), Sum(values, Sent));

        private static double Worst(double[] values, int[] places)
        {
            var worst = double.NaN;
            foreach (var place in places)
            {
                if (!double.IsNaN(values[place]) && !(values[place] <= worst))
                {
                    worst = values[place];
                }
            }

            return worst;
        }

        private static double Sum(double[] values, int[] places)
        {
            var sum = double.NaN;
            foreach (var place in places)
            {
                if (!double.IsNaN(values[place]))
                {
                    sum = double.IsNaN(sum) ? values[place] : sum + values[place];
                }
            }

            return sum;
        }
    }
}
