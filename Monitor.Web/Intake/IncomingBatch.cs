using System.Buffers;
using System.Collections.Concurrent;
using Monitor.Domain.Metrics;
using Monitor.Domain.Metrics.Topology;
using Monitor.Domain.Wire;
using Monitor.Web.Logs.Intake;
using Monitor.Web.Store;

namespace Monitor.Web.Intake;

/// <summary>A place of a schema: the series, or why it cannot be one.</summary>
internal readonly record struct IncomingSeries(SeriesName Name, string? Fault);

/// <param name="IsGenuine">False when the id is not the hash of the names: such a schema would mix up values.</param>
internal sealed record IncomingSchema(ulong Id, IReadOnlyList<IncomingSeries> Series, bool IsGenuine);

/// <summary>A tick: where its values lie in the batch. The time is null where it was no time.</summary>
internal readonly record struct IncomingTick(ulong Schema, long? Time, int Start, int Length);

internal sealed record IncomingTop(long? Time, IReadOnlyList<ProcessSample> Processes);

internal sealed record IncomingText(long? Time, string Name, string Text);

/// <summary>A batch as it was read, before anything was looked up. Values lie in one pooled array, NaN where missing or refused.</summary>
/// <remarks>The batch itself is pooled too, from being read until it is checked; one that grew large, or that nobody gives back, is left to the collector.</remarks>
internal sealed class IncomingBatch
{
    private const int MostKept = 32;
    private const int MostValuesKept = 4096;
    private static readonly ConcurrentQueue<IncomingBatch> Free = new();
    private double[] _values = ArrayPool<double>.Shared.Rent(64);

    public long? Version { get; set; }

    public long? Seq { get; set; }

    public long? Sent { get; set; }

    public long? Count { get; set; }

    /// <summary>What the sender says about whose batch it is; the key decides.</summary>
    public List<string> ClaimedHosts { get; } = [];

    public List<IncomingSchema> Schemas { get; } = [];

    public List<IncomingTick> Ticks { get; } = [];

    public List<IncomingTop> Tops { get; } = [];

    public List<IncomingText> Events { get; } = [];

    public List<IncomingText> States { get; } = [];

    public List<RawLines> Logs { get; } = [];

    public HostInventory? Inventory { get; set; }

    /// <summary>Null where the batch says nothing of other ends.</summary>
    public List<TcpPeer>? Peers { get; set; }

    /// <summary>The version of commands that the agent understands.</summary>
    public long? Commands { get; set; }

    public WireActions? Actions { get; set; }

    public List<WireResult> Results { get; } = [];

    public Refusals Refusals { get; } = new();

    public int ValueCount { get; private set; }

    public ReadOnlySpan<double> Values(in IncomingTick tick) => _values.AsSpan(tick.Start, tick.Length);

    public void AddValue(double value)
    {
        if (ValueCount == _values.Length)
        {
            var larger = ArrayPool<double>.Shared.Rent(_values.Length * 2);
            _values.AsSpan().CopyTo(larger);
            ArrayPool<double>.Shared.Return(_values);
            _values = larger;
        }

        _values[ValueCount++] = value;
    }

    /// <summary>Takes back what came after the first so many values.</summary>
    public void KeepValues(int count) => ValueCount = count;

    public static IncomingBatch Rent() => Free.TryDequeue(out var known) ? known : new IncomingBatch();

    /// <summary>Gives it back, once: it is another request's from now on.</summary>
    public void Return()
    {
        if (_values.Length <= MostValuesKept && Schemas.Count + Events.Count + States.Count + Tops.Count + Logs.Count <= MostValuesKept && Free.Count < MostKept)
        {
            Clear();
            Free.Enqueue(this);
            return;
        }

        ArrayPool<double>.Shared.Return(_values);
        _values = [];
    }

    private void Clear()
    {
        (Version, Seq, Sent, Count, Inventory, Peers, ValueCount) = (null, null, null, null, null, null, 0);
        (Commands, Actions) = (null, null);
        Results.Clear();
        ClaimedHosts.Clear();
        Schemas.Clear();
        Ticks.Clear();
        Tops.Clear();
        Events.Clear();
        States.Clear();
        Logs.Clear();
        Refusals.Clear();
    }
}
