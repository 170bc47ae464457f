using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using Monitor.Agent.Collectors;
using Monitor.Agent.Logs;
using Monitor.Domain.Wire;

namespace Monitor.Agent.Delivery;

internal enum PartKind : byte
{
    Tick = 1,
    Top = 2,
    Event = 3,
    State = 4,
    Inventory = 5,
    Log = 6,

    /// <summary>How far logs were read with this record, for the next start of the agent; never sent.</summary>
    Positions = 7,
    Peers = 8,

    /// <summary>What the agent's own list of actions allows.</summary>
    Actions = 9,

    /// <summary>What became of a command.</summary>
    Result = 10,

    /// <summary>The name under which the record's event was handed to the agent, for the next start of the agent; never sent.</summary>
    Handed = 11,
}

/// <summary>
/// Makes the payload of one record: parts of finished JSON, each as kind (1), length (4), bytes; a tick's bytes begin with its schema id. So a batch
/// of many records is put together later without reading any JSON again.
/// </summary>
internal sealed class RecordBuilder : IDisposable
{
    public const int SchemaIdLength = 16;

    private readonly ArrayBufferWriter<byte> _payload = new(4096);
    private readonly ArrayBufferWriter<byte> _part = new(4096);
    private readonly Utf8JsonWriter _json;

    public RecordBuilder() => _json = new Utf8JsonWriter(_part, new JsonWriterOptions { SkipValidation = true });

    public ReadOnlySpan<byte> Payload => _payload.WrittenSpan;

    /// <summary>Holds something that counts once by its batch number.</summary>
    public bool IsAlone { get; private set; }

    public void Begin()
    {
        _payload.ResetWrittenCount();
        IsAlone = false;
    }

    public void Tick(string schema, long time, ReadOnlySpan<double> values)
    {
        Start();
        Encoding.ASCII.GetBytes(schema, _part.GetSpan(SchemaIdLength));
        _part.Advance(SchemaIdLength);
        _json.WriteStartObject();
        _json.WriteString("schema"u8, schema);
        _json.WriteNumber("t"u8, time);
        _json.WriteStartArray("v"u8);
        foreach (var value in values)
        {
            if (double.IsFinite(value))
            {
                _json.WriteNumberValue(value);
            }
            else
            {
                _json.WriteNullValue();
            }
        }

        _json.WriteEndArray();
        _json.WriteEndObject();
        End(PartKind.Tick);
    }

    public void Top(long time, ReadOnlySpan<ProcessSample> processes)
    {
        Start();
        _json.WriteStartObject();
        _json.WriteNumber("t"u8, time);
        _json.WriteStartArray("processes"u8);
        foreach (ref readonly var process in processes)
        {
            _json.WriteStartObject();
            _json.WriteNumber("pid"u8, process.Pid);
            _json.WriteString("name"u8, process.Name);
            _json.WriteNumber("cpu"u8, process.CpuPercent);
            _json.WriteNumber("memory"u8, process.MemoryBytes);
            _json.WriteEndObject();
        }

        _json.WriteEndArray();
        _json.WriteEndObject();
        End(PartKind.Top);
    }

    public void Event(long time, string kind, string text)
    {
        Start();
        _json.WriteStartObject();
        _json.WriteNumber("t"u8, time);
        _json.WriteString("kind"u8, kind);
        _json.WriteString("text"u8, text);
        _json.WriteEndObject();
        End(PartKind.Event);
        IsAlone = true;
    }

    public void State(long time, string name, string text)
    {
        Start();
        _json.WriteStartObject();
        _json.WriteString("name"u8, name);
        _json.WriteString("text"u8, text);
        _json.WriteNumber("t"u8, time);
        _json.WriteEndObject();
        End(PartKind.State);
        IsAlone = true;
    }

    public void Inventory(WireInventory inventory)
    {
        Start();
        _json.WriteStartObject();
        _json.WriteString("operatingSystem"u8, inventory.OperatingSystem);
        _json.WriteString("kernel"u8, inventory.Kernel);
        _json.WriteString("cpuModel"u8, inventory.CpuModel);
        _json.WriteNumber("cpuCount"u8, inventory.CpuCount);
        _json.WriteNumber("memoryBytes"u8, inventory.MemoryBytes);
        _json.WriteStartArray("addresses"u8);
        foreach (var address in inventory.Addresses)
        {
            _json.WriteStringValue(address);
        }

        _json.WriteEndArray();
        _json.WriteString("agentVersion"u8, inventory.AgentVersion);
        _json.WriteEndObject();
        End(PartKind.Inventory);
        IsAlone = true;
    }

    public void Peers(IReadOnlyList<WirePeer> peers)
    {
        Start();
        _json.WriteStartArray();
        foreach (var peer in peers)
        {
            _json.WriteStartObject();
            _json.WriteString("direction"u8, peer.Direction);
            _json.WriteString("address"u8, peer.Address);
            _json.WriteNumber("port"u8, peer.Port);
            _json.WriteString("process"u8, peer.Process);
            _json.WriteNumber("count"u8, peer.Count);
            _json.WriteEndObject();
        }

        _json.WriteEndArray();
        End(PartKind.Peers);
        IsAlone = true;
    }

    public void Logs(string kind, string source, IReadOnlyList<LogEntry> lines, int dropped)
    {
        Start();
        _json.WriteStartObject();
        _json.WriteString("kind"u8, kind);
        _json.WriteString("source"u8, source);
        _json.WriteStartArray("lines"u8);
        foreach (var line in lines)
        {
            _json.WriteStartObject();
            _json.WriteNumber("t"u8, line.Time);
            _json.WriteString("text"u8, line.Text);
            if (line.Severity is { } severity)
            {
                _json.WriteNumber("severity"u8, severity);
            }

            if (line.IsJoined)
            {
                _json.WriteBoolean("joined"u8, true);
            }

            _json.WriteEndObject();
        }

        _json.WriteEndArray();
        if (dropped > 0)
        {
            _json.WriteNumber("dropped"u8, dropped);
        }

        _json.WriteEndObject();
        End(PartKind.Log);
        IsAlone = true;
    }

    /// <param name="json">Of the positions, whole.</param>
    public void Positions(ReadOnlySpan<byte> json)
    {
        Start();
        _part.Write(json);
        End(PartKind.Positions);
        IsAlone = true;
    }

    /// <param name="name">Of the file that the event came in.</param>
    public void Handed(string name)
    {
        Start();
        _json.WriteStringValue(name);
        End(PartKind.Handed);
        IsAlone = true;
    }

    public void Actions(WireActions actions)
    {
        Start();
        JsonSerializer.Serialize(_json, actions, WireJson.Default.WireActions);
        End(PartKind.Actions);
        IsAlone = true;
    }

    public void Result(WireResult result)
    {
        Start();
        JsonSerializer.Serialize(_json, result, WireJson.Default.WireResult);
        End(PartKind.Result);
        IsAlone = true;
    }

    public void Dispose() => _json.Dispose();

    private void Start()
    {
        _part.ResetWrittenCount();
        _json.Reset();
    }

    private void End(PartKind kind)
    {
        _json.Flush();
        var header = _payload.GetSpan(5);
        header[0] = (byte)kind;
        BinaryPrimitives.WriteInt32LittleEndian(header[1..], _part.WrittenCount);
        _payload.Advance(5);
        _payload.Write(_part.WrittenSpan);
    }
}
