using System.Globalization;
using Monitor.Domain.Metrics;
using Monitor.Domain.Wire;
using Monitor.Web.Logs.Intake;
using Monitor.Web.Metrics;
using Monitor.Web.Store;

namespace Monitor.Web.Intake;

/// <summary>
/// Checks one batch of one agent: what is good may be stored, what is not is counted with its reason. The host is the key's, whatever the body says.
/// </summary>
internal sealed class BatchIntake(SchemaBook schemas, TimeWindow window, AgentClocks clocks, BatchLogs logs)
{
    /// <summary>The batch, or what is wrong with all of it. Nearly every one is a tick of known names: nothing is waited for.</summary>
    /// <param name="agent">Whose key it came with.</param>
    /// <param name="incoming">As it was read; given back here.</param>
    /// <param name="cancellationToken">Ends when the agent left.</param>
    public ValueTask<(CheckedBatch? Good, IntakeProblem? Problem)> CheckAsync(AgentIdentity agent, IncomingBatch incoming, CancellationToken cancellationToken)
    {
        var problem = Fault(incoming);
        if (problem is null && incoming.Schemas.Count + incoming.Logs.Count > 0)
        {
            return CheckNewAsync(agent, incoming, cancellationToken);
        }

        CheckedBatch? good = problem is null ? Check(agent, incoming, null) : null;
        incoming.Return();
        return ValueTask.FromResult((good, problem));
    }

    /// <summary>With names to learn, or lines to let in.</summary>
    private async ValueTask<(CheckedBatch? Good, IntakeProblem? Problem)> CheckNewAsync(AgentIdentity agent, IncomingBatch incoming, CancellationToken cancellationToken)
    {
        var brought = new Dictionary<ulong, SchemaMap>(incoming.Schemas.Count);
        foreach (var schema in incoming.Schemas)
        {
            brought[schema.Id] = await schemas.LearnAsync(agent.HostId, schema, cancellationToken);
        }

        var good = Check(agent, incoming, brought);
        if (incoming.Logs.Count > 0)
        {
            var lines = await AdmitLinesAsync(good.Batch, incoming, cancellationToken);
            good = good with { Aside = good.Aside.With(lines, incoming.Refusals) };
        }

        incoming.Return();
        return (good, null);
    }

    private async ValueTask<LogAdmission> AdmitLinesAsync(SampleBatch batch, IncomingBatch incoming, CancellationToken cancellationToken)
    {
        var lines = new LogAdmission(batch);
        try
        {
            await logs.AdmitAsync(lines, incoming, cancellationToken);
            return lines;
        }
        catch
        {
            // Nothing of the batch is kept, so that a change of the clock that it told is told again by the next.
            lines.Dispose();
            clocks.Forget(batch.HostId);
            throw;
        }
    }

    private CheckedBatch Check(AgentIdentity agent, IncomingBatch incoming, Dictionary<ulong, SchemaMap>? brought)
    {
        var now = window.Now;
        var skew = AgentClocks.Skew(incoming.Sent!.Value, now);
        var batch = new SampleBatch { HostId = agent.HostId, Seq = incoming.Seq, ArrivedAt = now, ClockSkew = skew, IsFromAgent = true };
        var needSchema = AddTicks(incoming, batch, brought, now);
        AddTops(incoming, batch, now);
        if (incoming.Events.Count + incoming.States.Count > 0)
        {
            AddTexts(incoming.Events, incoming.Refusals, now, batch.AddEvent);
            AddTexts(incoming.States, incoming.Refusals, now, batch.AddState);
        }

        var change = clocks.Change(agent.HostId, skew, now);
        if (change is not null)
        {
            batch.AddState(change);
        }

        return new CheckedBatch(batch, BatchAside.Of(incoming, needSchema, tellsClock: change is not null));
    }

    private static IntakeProblem? Fault(IncomingBatch incoming)
    {
        if (incoming.Version != MetricBatch.CurrentVersion)
        {
            return IntakeProblem.Invalid("The version 'v' is 1. A newer agent needs a newer server.");
        }

        if (incoming.Seq is not >= 0 || incoming.Sent is not >= 0 || incoming.Sent > DateTimeOffset.MaxValue.ToUnixTimeMilliseconds())
        {
            return IntakeProblem.Invalid("A batch has a number 'seq' from 0 and the time 'sent' in milliseconds since 1970.");
        }

        if (incoming.Count != incoming.Ticks.Count)
        {
            return incoming.Count is >= 0 and <= int.MaxValue
                ? IntakeProblem.Truncated((int)incoming.Count, incoming.Ticks.Count)
                : IntakeProblem.Invalid("A batch says in 'count' how many ticks it has.");
        }

        return incoming.Schemas.TrueForAll(s => s.IsGenuine) ? null : IntakeProblem.Invalid("The id of a schema is not the hash of its names.");
    }

    /// <summary>Adds what may be stored and returns the schemas that nobody knows.</summary>
    private IReadOnlyList<string> AddTicks(IncomingBatch incoming, SampleBatch batch, Dictionary<ulong, SchemaMap>? brought, DateTimeOffset now)
    {
        List<ulong>? unknown = null;
        var buffer = new PackedRows(incoming);
        foreach (var tick in incoming.Ticks)
        {
            var samples = CountSamples(incoming.Values(tick));
            if (window.Check(tick.Time, now, out var at) is { } reason)
            {
                incoming.Refusals.Add(reason, Math.Max(1, samples));
            }
            else if ((brought?.GetValueOrDefault(tick.Schema) ?? schemas.Find(batch.HostId, tick.Schema)) is not { } map)
            {
                if (unknown?.Contains(tick.Schema) != true)
                {
                    (unknown ??= []).Add(tick.Schema);
                }
            }
            else if (map.Length != tick.Length)
            {
                incoming.Refusals.Add(Refusals.Shape, Math.Max(1, samples));
            }
            else if (!window.HasRoom(map.StreamId, at))
            {
                incoming.Refusals.Add(Refusals.TooDense, Math.Max(1, samples));
            }
            else
            {
                AddTick(incoming, batch, map, at, samples, incoming.Values(tick), ref buffer);
            }
        }

        return unknown?.ConvertAll(id => id.ToString("x16", CultureInfo.InvariantCulture)) ?? (IReadOnlyList<string>)[];
    }

    private static void AddTick(IncomingBatch incoming, SampleBatch batch, SchemaMap map, DateTimeOffset at, int samples, ReadOnlySpan<double> given, ref PackedRows rows)
    {
        var values = map.IsSame ? given.ToArray() : Place(incoming, map, given, ref samples);
        if (samples > 0)
        {
            batch.Ticks.Add(new TickRow(map.StreamId, at, values, rows.Pack(values), samples));
        }
    }

    private static double[] Place(IncomingBatch incoming, SchemaMap map, ReadOnlySpan<double> given, ref int samples)
    {
        var values = new double[map.Width];
        Array.Fill(values, double.NaN);
        for (var place = 0; place < given.Length; place++)
        {
            if (double.IsNaN(given[place]))
            {
                continue;
            }

            if (map.FaultOf(place) is { } fault)
            {
                incoming.Refusals.Add(fault);
                samples--;
                continue;
            }

            values[map.OrdinalOf(place)] = given[place];
        }

        return values;
    }

    private void AddTops(IncomingBatch incoming, SampleBatch batch, DateTimeOffset now)
    {
        foreach (var top in incoming.Tops)
        {
            if (window.Check(top.Time, now, out var at) is { } reason)
            {
                incoming.Refusals.Add(reason);
            }
            else
            {
                batch.Add(new ProcessRow(at, ProcessTopCodec.Encode(top.Processes)));
            }
        }
    }

    private void AddTexts(List<IncomingText> texts, Refusals refusals, DateTimeOffset now, Action<TextRow> add)
    {
        foreach (var text in texts)
        {
            if (window.Check(text.Time, now, out var at) is { } reason)
            {
                refusals.Add(reason);
            }
            else
            {
                add(new TextRow(at, text.Name, text.Text));
            }
        }
    }

    private static int CountSamples(ReadOnlySpan<double> values)
    {
        var count = 0;
        foreach (var value in values)
        {
            count += double.IsNaN(value) ? 0 : 1;
        }

        return count;
    }
}
