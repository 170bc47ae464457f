using Monitor.Domain.Problems.Ledger;

namespace Monitor.Domain.Problems.Judging;

/// <summary>One series of a stream under one rule. A value between low and high changes nothing while nothing is wrong, and is not looked at any further.</summary>
internal struct Probe
{
    public int Ordinal;

    /// <summary>Something is wrong or pending: every sample is judged.</summary>
    public bool IsAwake;

    /// <summary>A window takes every sample.</summary>
    public bool Measures;

    /// <summary>The last one of its watch in this stream: here it is judged.</summary>
    public bool Judges;

    public double Low;

    public double High;

    public MeasuredSeries Series;

    public RuleWatch Watch;
}

/// <summary>
/// What the rules look at in one stream: built when the stream grows or the rules change, then walked for every tick. Not for two threads at once.
/// </summary>
public sealed class StreamPlan
{
    /// <summary>Clocks that are kept in step by the network differ by less.</summary>
    private static readonly TimeSpan MostAhead = TimeSpan.FromSeconds(5);

    private readonly Probe[] _probes;
    private long _last;

    internal StreamPlan(int streamId, int hostId, int knownLength, Probe[] probes, StreamPlan? before)
    {
        (StreamId, HostId, KnownLength, _probes) = (streamId, hostId, knownLength, probes);
        _last = before?._last ?? 0;
    }

    /// <summary>The same, for vectors that are longer than what is known of their series.</summary>
    public static StreamPlan Longer(StreamPlan? known, int streamId, int hostId, int length) => new(streamId, hostId, length, known?._probes ?? [], known);

    public int StreamId { get; }

    public int HostId { get; }

    /// <summary>How long a vector may be before the stream's series must be read again.</summary>
    public int KnownLength { get; }

    /// <summary>How many comparisons a tick costs.</summary>
    public int Count => _probes.Length;

    /// <summary>The watch at a place.</summary>
    public RuleWatch At(int place) => _probes[place].Watch;

    /// <summary>Where the value of a place is in the vector.</summary>
    public int OrdinalAt(int place) => _probes[place].Ordinal;

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
        var probes = _probes;
        for (var i = from; i < probes.Length; i++)
        {
            ref var probe = ref probes[i];
            var value = (uint)probe.Ordinal < (uint)values.Length ? values[probe.Ordinal] : double.NaN;
            var isFinite = double.IsFinite(value);
            if (probe.Measures && isFinite)
            {
                value = probe.Series.Add(now, value);
            }

            if (!probe.IsAwake && !(value > probe.High) && !(value < probe.Low))
            {
                continue;
            }

            if (!probe.Measures && isFinite)
            {
                probe.Series.Add(now, value);
            }

            if (probe.Judges && (isFinite || probe.Watch.IsOfHost))
            {
                var told = probe.Watch.Judge(now);
                probe.IsAwake = probe.Watch.IsOfHost || probe.Watch.Tracker.IsAwake;
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
            ref var probe = ref _probes[i];
            if (!probe.Watch.IsOfHost && !probe.Series.HasWindow && probe.Ordinal < values.Length && double.IsFinite(values[probe.Ordinal])
                && probe.Watch.JudgeLate(time, values[probe.Ordinal]))
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
        _probes[place].IsAwake = true;
    }
}
