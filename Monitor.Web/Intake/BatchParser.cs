using System.Globalization;
using System.Text.Json;

namespace Monitor.Web.Intake;

/// <summary>
/// Reads a batch by hand: no allocation for a value. Unknown properties are left out, a known one may come once. Throws
/// <see cref="JsonException"/>, <see cref="BatchFormatException"/> or <see cref="BatchTooMuchException"/>; a bad value or name is counted instead.
/// </summary>
internal static class BatchParser
{
    private const int MaximumValues = 1 << 20;
    private const int MaximumTicks = 20_000;
    private static readonly JsonReaderOptions Options = new() { MaxDepth = 16 };

    [Flags]
    private enum Part
    {
        None = 0,
        Version = 1,
        Seq = 2,
        Sent = 4,
        Count = 8,
        Schemas = 16,
        Ticks = 32,
        Top = 64,
        Events = 128,
        States = 256,
        Inventory = 512,
        Host = 1024,
        HostKey = 2048,
        HostId = 4096,
        Logs = 8192,
        Peers = 16384,
        Commands = 32_768,
        Actions = 65_536,
        Results = 131_072,
    }

    public static void Read(ReadOnlySpan<byte> json, IncomingBatch batch)
    {
        try
        {
            ReadBatch(json, batch);
        }
        catch (InvalidOperationException halfCharacter)
        {
            // What the reader throws where it compares a property's name that is escaped into half a surrogate pair.
            throw new BatchFormatException("A property's name is not valid Unicode.", halfCharacter);
        }
    }

    /// <summary>Where a text stops being JSON: line and byte, from 1. Read from its start, since values are passed over by <see cref="Read"/>.</summary>
    public static (long Line, long Byte) BrokenAt(ReadOnlySpan<byte> json, JsonException broken)
    {
        try
        {
            var reader = new Utf8JsonReader(json, Options);
            while (reader.Read())
            {
            }
        }
        catch (JsonException exact)
        {
            broken = exact;
        }

        return (broken.LineNumber + 1 ?? 1, broken.BytePositionInLine + 1 ?? 1);
    }

    private static void ReadBatch(ReadOnlySpan<byte> json, IncomingBatch batch)
    {
        var reader = new Utf8JsonReader(json, Options);
        var seen = Part.None;
        Expect(reader.Read() && reader.TokenType == JsonTokenType.StartObject, "A batch is a JSON object.");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var part = PartOf(ref reader);
            Expect((seen & part) == 0, "Each property of a batch comes once.");
            seen |= part;
            reader.Read();
            if (part == Part.Ticks)
            {
                ReadTicks(ref reader, ref json, batch);
            }
            else
            {
                ReadPart(ref reader, part, batch);
            }
        }

        Expect(!reader.Read(), "Nothing follows the batch.");
    }

    private static Part PartOf(ref Utf8JsonReader reader) =>
        reader.ValueTextEquals("v"u8) ? Part.Version
        : reader.ValueTextEquals("seq"u8) ? Part.Seq
        : reader.ValueTextEquals("sent"u8) ? Part.Sent
        : reader.ValueTextEquals("count"u8) ? Part.Count
        : reader.ValueTextEquals("schemas"u8) ? Part.Schemas
        : reader.ValueTextEquals("ticks"u8) ? Part.Ticks
        : reader.ValueTextEquals("top"u8) ? Part.Top
        : reader.ValueTextEquals("events"u8) ? Part.Events
        : reader.ValueTextEquals("states"u8) ? Part.States
        : reader.ValueTextEquals("inventory"u8) ? Part.Inventory
        : reader.ValueTextEquals("logs"u8) ? Part.Logs
        : reader.ValueTextEquals("peers"u8) ? Part.Peers
        : reader.ValueTextEquals("commands"u8) ? Part.Commands
        : reader.ValueTextEquals("actions"u8) ? Part.Actions
        : reader.ValueTextEquals("results"u8) ? Part.Results
        : reader.ValueTextEquals("host"u8) ? Part.Host
        : reader.ValueTextEquals("hostKey"u8) ? Part.HostKey
        : reader.ValueTextEquals("hostId"u8) ? Part.HostId
        : Part.None;

    private static void ReadPart(ref Utf8JsonReader reader, Part part, IncomingBatch batch)
    {
        switch (part)
        {
            case Part.Version: batch.Version = JsonNumber.Whole(ref reader); break;
            case Part.Seq: batch.Seq = JsonNumber.Whole(ref reader); break;
            case Part.Sent: batch.Sent = JsonNumber.Whole(ref reader); break;
            case Part.Count: batch.Count = JsonNumber.Whole(ref reader); break;
            case Part.Schemas: SchemaParser.Read(ref reader, batch); break;
            case Part.Top: TextParser.ReadTops(ref reader, batch); break;
            case Part.Events: TextParser.Read(ref reader, batch, "kind"u8, 2000, batch.Events); break;
            case Part.States: TextParser.Read(ref reader, batch, "name"u8, 1000, batch.States); break;
            case Part.Logs: LogsParser.Read(ref reader, batch); break;
            case Part.Peers: PeersParser.Read(ref reader, batch); break;
            case Part.Commands: batch.Commands = JsonNumber.Whole(ref reader); break;
            case Part.Actions: ActionsParser.ReadActions(ref reader, batch); break;
            case Part.Results: ActionsParser.ReadResults(ref reader, batch); break;
            case Part.Inventory: InventoryParser.Read(ref reader, batch); break;
            case Part.Host or Part.HostKey or Part.HostId: batch.ClaimedHosts.Add(ReadHost(ref reader)); break;
            default: reader.Skip(); break;
        }
    }

    private static string ReadHost(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Number)
        {
            return JsonNumber.Whole(ref reader)?.ToString(CultureInfo.InvariantCulture) ?? "";
        }

        Expect(TextCheck.Read(ref reader, Host.NameLength, out var text) is null, "A batch names its host by id, key or name, or not at all.");
        return text;
    }

    /// <param name="reader">Stands on the list.</param>
    /// <param name="text">What the reader reads: where values are read without it, both go on behind them.</param>
    /// <param name="batch">Takes the ticks.</param>
    private static void ReadTicks(ref Utf8JsonReader reader, ref ReadOnlySpan<byte> text, IncomingBatch batch)
    {
        while (JsonList.Next(ref reader, "ticks"))
        {
            if (batch.Ticks.Count == MaximumTicks)
            {
                throw new BatchTooMuchException("At most 20000 ticks are taken in one batch.");
            }

            ReadTick(ref reader, ref text, batch);
        }
    }

    private static void ReadTick(ref Utf8JsonReader reader, ref ReadOnlySpan<byte> text, IncomingBatch batch)
    {
        ulong? schema = null;
        long? time = null;
        var start = batch.ValueCount;
        var hasValues = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("schema"u8))
            {
                reader.Read();
                schema = SchemaParser.ReadId(ref reader);
            }
            else if (reader.ValueTextEquals("t"u8))
            {
                reader.Read();
                time = JsonNumber.Whole(ref reader);
            }
            else if (reader.ValueTextEquals("v"u8))
            {
                Expect(!hasValues, "A tick has its values once.");
                hasValues = true;
                reader.Read();
                ReadValues(ref reader, ref text, batch);
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }

        Expect(schema is not null && hasValues, "A tick is {schema, t, v}.");
        batch.Ticks.Add(new IncomingTick(schema!.Value, time, start, batch.ValueCount - start));
    }

    private static void ReadValues(ref Utf8JsonReader reader, ref ReadOnlySpan<byte> text, IncomingBatch batch)
    {
        Expect(reader.TokenType == JsonTokenType.StartArray, "The values of a tick are an array.");
        var behind = text[(int)reader.BytesConsumed..];
        if (PlainValues.Read(behind, batch, MaximumValues) is > 0 and var plain)
        {
            text = behind[plain..];
            reader = new Utf8JsonReader(text, isFinalBlock: true, reader.CurrentState);
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (batch.ValueCount == MaximumValues)
            {
                throw new BatchTooMuchException("At most 1048576 values are taken in one batch.");
            }

            batch.AddValue(ReadValue(ref reader, batch.Refusals));
        }
    }

    private static double ReadValue(ref Utf8JsonReader reader, Refusals refusals)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return double.NaN;
        }

        if (reader.TokenType != JsonTokenType.Number)
        {
            reader.Skip();
            refusals.Add(Refusals.NotNumber);
            return double.NaN;
        }

        // 1e999 is read as infinity.
        if (!reader.TryGetDouble(out var value) || !double.IsFinite(value))
        {
            refusals.Add(Refusals.NotFinite);
            return double.NaN;
        }

        return value;
    }

    internal static void Expect(bool isSo, string expectation)
    {
        if (!isSo)
        {
            throw new BatchFormatException(expectation);
        }
    }
}
