using Monitor.Agent.Collectors;
using Monitor.Agent.Delivery;
using Monitor.Agent.Local;
using Monitor.Domain.Wire;

namespace Monitor.Agent.Running;

/// <summary>Makes one record of each tick: the vector and, when they are due, the busiest processes, the inventory and what there is to report.</summary>
internal sealed class Sampler(
    CollectorSet collectors, ITopProcesses processes, Func<WireInventory> readInventory, Spool spool, SchemaStore schemas, TickClock ticks,
    TimeProvider clock, AgentLog log) : IDisposable
{
    private static readonly TimeSpan TopEvery = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan InventoryEvery = TimeSpan.FromMinutes(10);

    /// <summary>Where its owner wants other hosts to be told of.</summary>
    public PeerWatch? Peers { get; init; }

    private readonly RecordBuilder _record = new();
    private readonly TopProcesses _top = new();
    private readonly TopChange _change = new();
    private readonly long _startedAt = clock.GetTimestamp();
    private TimeSpan? _toppedAt;
    private TimeSpan? _inventoriedAt;
    private WireInventory? _inventory;
    private string? _schema;
    private bool _hasOldSchemas;
    private string? _spoolState;
    private string? _seriesState;

    public SpoolEntry Take(string? eventKind = null, string? eventText = null)
    {
        var uptime = clock.GetElapsedTime(_startedAt);
        collectors.Collect(uptime);
        var time = ticks.Now().ToUnixTimeMilliseconds();
        _record.Begin();
        PutTick(time);
        PutTop(time, uptime);
        PutInventory(uptime);
        PutPeers(uptime);
        PutReports(time, eventKind, eventText);
        ForgetOldSchemas();
        return spool.Append(_record.Payload, _record.IsAlone);
    }

    public void Dispose() => _record.Dispose();

    private void PutTick(long time)
    {
        var schema = collectors.Vector.Schema;
        if (schema != _schema)
        {
            _schema = schema;
            _hasOldSchemas = true;
            if (!schemas.Keep(schema, collectors.Vector.Series))
            {
                log.Warn("schema", "The names of the series could not be written beside the spool");
            }
        }

        _record.Tick(schema, time, collectors.Vector.Values);
        if (collectors.Vector.Refused > 0)
        {
            PutState(ref _seriesState, "agent.series", $"The host has more series than the {collectors.Vector.Series.Count:N0} that are taken: some disks, mounts or interfaces are not measured", time);
        }
    }

    private void PutState(ref string? said, string name, string text, long time)
    {
        if (text != said)
        {
            said = text;
            _record.State(time, name, text);
        }
    }

    /// <summary>Names can be asked for as long as a record waits that was measured with them. Nothing that needs names is added to the spool meanwhile: only this adds ticks.</summary>
    private void ForgetOldSchemas()
    {
        if (_hasOldSchemas && spool.Pending == 0)
        {
            schemas.ForgetAllBut(_schema!);
            _hasOldSchemas = false;
        }
    }

    private void PutTop(long time, TimeSpan uptime)
    {
        // A little early is on time: ticks do not fall on whole seconds.
        if (_toppedAt is { } at && uptime - at < TopEvery - TimeSpan.FromMilliseconds(500))
        {
            return;
        }

        _toppedAt = uptime;
        try
        {
            if (processes.Scan(uptime, _top))
            {
                var busiest = _top.Union();
                _record.Top(time, busiest);
                if (_change.Look(uptime, busiest) is { } text)
                {
                    _record.Event(time, TopChange.Kind, text);
                }
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or FormatException)
        {
            log.Warn("processes", "The processes could not be listed", exception);
        }
    }

    private void PutInventory(TimeSpan uptime)
    {
        if (_inventoriedAt is { } at && uptime - at < InventoryEvery)
        {
            return;
        }

        _inventoriedAt = uptime;
        try
        {
            var inventory = readInventory();
            if (_inventory is null || !IsSame(inventory, _inventory))
            {
                _inventory = inventory;
                _record.Inventory(inventory);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            log.Warn("inventory", "The inventory could not be read", exception);
        }
    }

    private void PutPeers(TimeSpan uptime)
    {
        try
        {
            if (Peers?.Look(uptime) is { } peers)
            {
                _record.Peers(peers);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            log.Warn("topology", "The TCP connections could not be read", exception);
        }
    }

    private void PutReports(long time, string? eventKind, string? eventText)
    {
        if (eventKind is not null)
        {
            _record.Event(time, eventKind, eventText ?? "");
        }

        foreach (var notice in spool.TakeNotices())
        {
            log.Warn(notice.Kind, notice.Text);
            _record.Event(time, notice.Kind, notice.Text);
        }

        while (collectors.Vector.TakeState(out var measured))
        {
            _record.State(time, measured.Name, measured.Text);
        }

        var state = spool switch
        {
            { MemoryReason: { } reason } => $"In memory only, because the disk cannot be written: {reason}",
            { Dropped: > 0 } => $"On disk; {spool.Dropped} of the oldest records were dropped to make room",
            _ => "On disk",
        };
        PutState(ref _spoolState, "agent.spool", state, time);
    }

    private static bool IsSame(WireInventory a, WireInventory b) =>
        a.Addresses.SequenceEqual(b.Addresses) && a with { Addresses = b.Addresses } == b;
}
