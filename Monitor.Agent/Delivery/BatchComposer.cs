using System.Buffers;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Monitor.Domain.Wire;

namespace Monitor.Agent.Delivery;

/// <summary>
/// Puts the parts of some records together as one batch of contract 5, and compresses it where that saves a packet: a single tick of a usual host fits into one
/// as it is, and costs both ends more to pack and unpack than to send. Buffers are kept between batches.
/// </summary>
internal sealed class BatchComposer(SchemaStore schemas) : IDisposable
{
    private const int OnePacket = 1024;
    private readonly ArrayBufferWriter<byte> _text = new(16 * 1024);
    private readonly MemoryStream _packed = new(16 * 1024);
    private readonly Utf8JsonWriter _json = new(Stream.Null, new JsonWriterOptions { SkipValidation = true });

    /// <summary>The batch in plain JSON, as it was last composed.</summary>
    public ReadOnlySpan<byte> Text => _text.WrittenSpan;

    /// <summary>The schema ids that the batch's ticks use.</summary>
    public HashSet<string> Used { get; } = new(StringComparer.Ordinal);

    /// <summary>A schema's names are put in where <paramref name="isKnown"/> says that the server lacks them.</summary>
    public ReadOnlyMemory<byte> Compose(long seq, long sent, IReadOnlyList<SpoolEntry> entries, Func<string, bool> isKnown)
    {
        _text.ResetWrittenCount();
        _json.Reset(_text);
        _json.WriteStartObject();
        _json.WriteNumber("v"u8, MetricBatch.CurrentVersion);
        _json.WriteNumber("seq"u8, seq);
        _json.WriteNumber("sent"u8, sent);
        _json.WriteNumber("count"u8, CountTicks(entries));
        _json.WriteNumber("commands"u8, WireCommand.CurrentVersion);
        WriteSchemas(isKnown);
        WriteAll("ticks"u8, PartKind.Tick, entries);
        WriteAll("top"u8, PartKind.Top, entries);
        WriteAll("events"u8, PartKind.Event, entries);
        WriteAll("states"u8, PartKind.State, entries);
        WriteAll("logs"u8, PartKind.Log, entries);
        WriteAll("results"u8, PartKind.Result, entries);
        WriteLast("inventory"u8, PartKind.Inventory, entries);
        WriteLast("peers"u8, PartKind.Peers, entries);
        WriteLast("actions"u8, PartKind.Actions, entries);
        _json.WriteEndObject();
        _json.Flush();
        return Pack();
    }

    public void Dispose()
    {
        _json.Dispose();
        _packed.Dispose();
    }

    private int CountTicks(IReadOnlyList<SpoolEntry> entries)
    {
        Used.Clear();
        var count = 0;
        foreach (var entry in entries)
        {
            var parts = new RecordParts(entry.Payload.Span);
            while (parts.MoveNext())
            {
                if (parts.Kind == PartKind.Tick)
                {
                    count++;
                    Used.Add(Encoding.ASCII.GetString(parts.Schema));
                }
            }
        }

        return count;
    }

    private void WriteSchemas(Func<string, bool> isKnown)
    {
        var started = false;
        foreach (var id in Used)
        {
            if (isKnown(id) || schemas.Find(id) is not { } names)
            {
                continue;
            }

            if (!started)
            {
                _json.WriteStartArray("schemas"u8);
                started = true;
            }

            _json.WriteStartObject();
            _json.WriteString("id"u8, id);
            _json.WritePropertyName("series"u8);
            _json.WriteRawValue(names, skipInputValidation: true);
            _json.WriteEndObject();
        }

        if (started)
        {
            _json.WriteEndArray();
        }
    }

    private void WriteAll(ReadOnlySpan<byte> name, PartKind kind, IReadOnlyList<SpoolEntry> entries)
    {
        var started = false;
        foreach (var entry in entries)
        {
            var parts = new RecordParts(entry.Payload.Span);
            while (parts.MoveNext())
            {
                if (parts.Kind != kind)
                {
                    continue;
                }

                if (!started)
                {
                    _json.WriteStartArray(name);
                    started = true;
                }

                _json.WriteRawValue(parts.Json, skipInputValidation: true);
            }
        }

        if (started)
        {
            _json.WriteEndArray();
        }
    }

    /// <summary>Of what replaces what was said before: the newest of the group.</summary>
    private void WriteLast(ReadOnlySpan<byte> name, PartKind kind, IReadOnlyList<SpoolEntry> entries)
    {
        for (var i = entries.Count - 1; i >= 0; i--)
        {
            var parts = new RecordParts(entries[i].Payload.Span);
            while (parts.MoveNext())
            {
                if (parts.Kind == kind)
                {
                    _json.WritePropertyName(name);
                    _json.WriteRawValue(parts.Json, skipInputValidation: true);
                    return;
                }
            }
        }
    }

    private ReadOnlyMemory<byte> Pack()
    {
        if (_text.WrittenCount <= OnePacket)
        {
            return _text.WrittenMemory;
        }

        _packed.SetLength(0);
        using (var gzip = new GZipStream(_packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(_text.WrittenSpan);
        }

        return _packed.GetBuffer().AsMemory(0, (int)_packed.Length);
    }
}
