using System.Buffers;
using System.Text.Json;
using Monitor.Domain.Wire;

namespace Monitor.Agent.Delivery;

/// <summary>
/// The names behind each schema id, as finished JSON. They are kept beside the spool, because what waits in it may outlive the agent that measured it.
/// </summary>
internal sealed class SchemaStore(string folder)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, byte[]> _names = new(StringComparer.Ordinal);

    /// <summary>False where it could not be written to disk; it then lives as long as the agent.</summary>
    public bool Keep(string id, IReadOnlyList<WireSeries> series)
    {
        var json = Write(series);
        lock (_lock)
        {
            _names[id] = json;
        }

        var path = PathOf(id);
        try
        {
            if (!File.Exists(path))
            {
                Directory.CreateDirectory(folder);
                File.WriteAllBytes(path + ".new", json);
                File.Move(path + ".new", path, overwrite: true);
            }

            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    public byte[]? Find(string id)
    {
        lock (_lock)
        {
            if (_names.TryGetValue(id, out var known))
            {
                return known;
            }
        }

        if (id.Length != RecordBuilder.SchemaIdLength || !id.All(char.IsAsciiHexDigitLower))
        {
            return null;
        }

        try
        {
            var json = File.ReadAllBytes(PathOf(id));
            JsonDocument.Parse(json).Dispose();
            lock (_lock)
            {
                _names[id] = json;
            }

            return json;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Called while nothing waits in the spool: only the present schema can still be asked for.</summary>
    public void ForgetAllBut(string id)
    {
        lock (_lock)
        {
            foreach (var other in _names.Keys.Where(k => k != id).ToList())
            {
                _names.Remove(other);
            }
        }

        try
        {
            foreach (var path in Directory.GetFiles(folder, "*.json"))
            {
                if (Path.GetFileNameWithoutExtension(path) != id)
                {
                    File.Delete(path);
                }
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Old names take a little room, no more.
        }
    }

    private static byte[] Write(IReadOnlyList<WireSeries> series)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartArray();
            foreach (var one in series)
            {
                json.WriteStartArray();
                json.WriteStringValue(one.Metric);
                if (one.Labels.Count > 0)
                {
                    json.WriteStartObject();
                    foreach (var (name, value) in one.Labels)
                    {
                        json.WriteString(name, value);
                    }

                    json.WriteEndObject();
                }

                json.WriteEndArray();
            }

            json.WriteEndArray();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private string PathOf(string id) => Path.Combine(folder, id + ".json");
}
