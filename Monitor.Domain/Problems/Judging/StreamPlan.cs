using Monitor.Domain.Problems.Ledger;

namespace Monitor.Domain.Problems.Judging;

/// <summary>
/// What the rules look at in one stream: built when the stream grows or the rules change, then walked for every tick. Not for two threads at once.
/// </summary>
public sealed class StreamPlan
{
    /// <summary>Clocks that are kept in step by the network differ by less.</summary>
    private static readonly TimeSpan MostAhead = TimeSpan.FromSeconds(5);

    /// <summary>By place, the same array for all streams of which the same is asked.</summary>
    private readonly ProbeBounds[] _bounds;

    private readonly Probe[] _probes;

    /// <summary>One bit a place.</summary>
    private readonly ulong[] _awake;
    private long _last;

    internal StreamPlan(int streamId, int hostId, int knownLength, ProbeBounds[] bounds, Probe[] probes, StreamPlan? before)
    {
        (StreamId, HostId, KnownLength, _bounds, _probes) = (streamId, hostId, knownLength, bounds, probes);
        _awake = new ulong[(probes.Length + 63) / 64];
        for (var place = 0; place < probes.Length; place++)
        {
            Wake(place, probes[place].Watch.IsOfHost || probes[place].Watch.Tracker.IsAwake);
        }

        _last = before?._last ?? 0;
    }

    /// <summary>The same, for vectors that are longer than what is known of their series.</summary>
    public static StreamPlan Longer(StreamPlan? known, int streamId, int hostId, int length) =>
        new(streamId, hostId, length, known?._bounds ?? [], known?._probes ?? [], known);

    public int StreamId { get; }

    public int HostId { get; }

    /// <summary>How long a vector may be before the stream's series must be read again.</summary>
    public int KnownLength { get; }

    /// <summary>How many comparisons a tick costs.</summary>
    public int Count => _probes.Length;

    /// <summary>The watch at a place.</summary>
    public RuleWatch At(int place) => _probes[place].Watch;

    /// <summary>Where the value of a place is in the vector.</summary>
    public int OrdinalAt(int place) => _bounds[place].Ordinal;

    /// <summary>
    /// By which time a tick is judged: its own, but for one that lies clearly ahead of the server's clock, which happened when it came. Once the sender's clock is set right, all that
    /// it sends would else be passed over until time has caught up. Several such that came together keep their order.
    /// </summary>
    /// <param name="time">The tick's.</param>
    /// <param name="arrivedAt">By the server's clock.</param>
    public long TimeOf(long time, long arrivedAt) => time <= arrivedAt + MostAhead.Ticks ? time : Math.Max(arrivedAt, _last + 1);

    /// <summary>False for a tick that is not newer than the last one: it is passed over.</summary>
    public bool Begin(long now)
    {
        if (now <= _last)
        {
            return false;
        }

        _last = now;
        return true;
    }

    /// <summary>Goes on with a tick from a place. The next place where something is to be told, and what; -1 at the end.</summary>
    /// <param name="from">0, then the place after the last one.</param>
    /// <param name="now">The tick's time.</param>
    /// <param name="values">By ordinal, NaN where missing.</param>
    /// <param name="kind">What is to be told.</param>
    public int Next(int from, long now, ReadOnlySpan<double> values, out VerdictKind kind)
    {
        var bounds = _bounds;
        for (var i = from; i < bounds.Length; i++)
        {
            ref readonly var bound = ref bounds[i];
            var value = (uint)bound.Ordinal < (uint)values.Length ? values[bound.Ordinal] : double.NaN;
            var isFinite = double.IsFinite(value);
            if (bound.Measures && isFinite)
            {
                value = _probes[i].Series.Add(now, value);
            }

            if (!IsAwake(i) && !(value > bound.High) && !(value < bound.Low))
            {
                continue;
            }

            var probe = _probes[i];
            if (!bound.Measures && isFinite)
            {
                probe.Series.Add(now, value);
            }

            if (bound.Judges && (isFinite || probe.Watch.IsOfHost))
            {
                var told = probe.Watch.Judge(now);
                Wake(i, probe.Watch.IsOfHost || probe.Watch.Tracker.IsAwake);
                if (told is { } what)
                {
                    kind = what;
                    return i;
                }
            }
        }

        kind = default;
        return -1;
    }

    /// <summary>Goes on with a tick that came too late. The next place where a problem would have begun; -1 at the end.</summary>
    public int NextLate(int from, long time, ReadOnlySpan<double> values)
    {
        for (var i = from; i < _probes.Length; i++)
        {
            var (probe, ordinal) = (_probes[i], _bounds[i].Ordinal);
            if (!probe.Watch.IsOfHost && !probe.Series.HasWindow && ordinal < values.Length && double.IsFinite(values[ordinal]) && probe.Watch.JudgeLate(time, values[ordinal]))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>The ledger could not write down what was told at a place: the next sample tells it again.</summary>
    public void TakeBack(int place)
    {
        _probes[place].Watch.Tracker.TakeBack();
        Wake(place, true);
    }

    /// <summary>Something is wrong or pending: every sample is judged.</summary>
    private bool IsAwake(int place) => (_awake[place >> 6] & (1UL << place)) != 0;

    private void Wake(int place, bool isAwake) =>
        _awake[place >> 6] = isAwake ? _awake[place >> 6] | (1UL << place) : _awake[place >> 6] & ~(1UL << place);
}
