using System.Text;

namespace Monitor.Web.Intake.Otlp;

/// <summary>
/// Reads <c>ExportLogsServiceRequest</c> in Protocol Buffers (opentelemetry/proto/collector/logs/v1 and logs/v1, stable since 1.0). Unknown fields are passed
/// over, as the format wants.
/// </summary>
internal static class OtlpProtobuf
{
    public static void Read(ReadOnlySpan<byte> body, OtlpLogs logs)
    {
        var request = new ProtoReader(body);
        while (request.Next() is var field && field != 0)
        {
            if (field == 1)
            {
                ReadResourceLogs(request.Bytes(), logs);
            }
            else
            {
                request.Skip();
            }
        }
    }

    private static void ReadResourceLogs(ReadOnlySpan<byte> message, OtlpLogs logs)
    {
        // The resource may stand behind its records.
        var resource = Resource(message);
        var reader = new ProtoReader(message);
        while (reader.Next() is var field && field != 0)
        {
            if (field == 2)
            {
                ReadScopeLogs(reader.Bytes(), resource, logs);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private static OtlpResource Resource(ReadOnlySpan<byte> message)
    {
        var (host, id, service) = ((string?)null, (string?)null, (string?)null);
        var reader = new ProtoReader(message);
        while (reader.Next() is var field && field != 0)
        {
            if (field != 1)
            {
                reader.Skip();
                continue;
            }

            var resource = new ProtoReader(reader.Bytes());
            while (resource.Next() is var part && part != 0)
            {
                if (part != 1)
                {
                    resource.Skip();
                    continue;
                }

                var (name, value) = Attribute(resource.Bytes(), 0);
                switch (name)
                {
                    case "host.name": host = value; break;
                    case "host.id": id = value; break;
                    case "service.name": service = value; break;
                }
            }
        }

        return new OtlpResource(host ?? id, service);
    }

    private static void ReadScopeLogs(ReadOnlySpan<byte> message, in OtlpResource resource, OtlpLogs logs)
    {
        var scope = (string?)null;
        var names = new ProtoReader(message);
        while (names.Next() is var field && field != 0)
        {
            if (field == 1)
            {
                scope = ScopeName(names.Bytes());
            }
            else
            {
                names.Skip();
            }
        }

        var reader = new ProtoReader(message);
        while (reader.Next() is var field && field != 0)
        {
            if (field == 2)
            {
                logs.Add(resource, scope, Record(reader.Bytes()));
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private static string? ScopeName(ReadOnlySpan<byte> message)
    {
        var name = (string?)null;
        var reader = new ProtoReader(message);
        while (reader.Next() is var field && field != 0)
        {
            if (field == 1)
            {
                name = Encoding.UTF8.GetString(reader.Bytes());
            }
            else
            {
                reader.Skip();
            }
        }

        return name;
    }

    private static OtlpRecord Record(ReadOnlySpan<byte> message)
    {
        var record = new OtlpRecord(0, 0, 0, null, OtlpText.New());
        var trace = "";
        var reader = new ProtoReader(message);
        while (reader.Next() is var field && field != 0)
        {
            switch (field)
            {
                case 1: record.TimeNanoseconds = reader.Number(); break;
                case 2: record.SeverityNumber = (int)Math.Min(reader.Number(), 1000); break;
                case 3: record.SeverityName = Encoding.UTF8.GetString(reader.Bytes()); break;
                case 5: record.Text.Body(Value(reader.Bytes(), 0)); break;
                case 6:
                    var (name, value) = Attribute(reader.Bytes(), 0);
                    record.Text.Attribute(name, value);
                    break;
                case 9: trace = Convert.ToHexStringLower(reader.Bytes()); break;
                case 11: record.ObservedNanoseconds = reader.Number(); break;
                default: reader.Skip(); break;
            }
        }

        if (trace.Length > 0)
        {
            record.Text.Attribute("trace_id", trace);
        }

        return record;
    }

    private static (string Name, string Value) Attribute(ReadOnlySpan<byte> message, int depth)
    {
        var (name, value) = ("", "");
        var reader = new ProtoReader(message);
        while (reader.Next() is var field && field != 0)
        {
            switch (field)
            {
                case 1: name = Encoding.UTF8.GetString(reader.Bytes()); break;
                case 2: value = Value(reader.Bytes(), depth); break;
                default: reader.Skip(); break;
            }
        }

        return (name, value);
    }

    private static string Value(ReadOnlySpan<byte> message, int depth)
    {
        if (depth == OtlpText.DeepestValue)
        {
            return "…";
        }

        var value = "";
        var reader = new ProtoReader(message);
        while (reader.Next() is var field && field != 0)
        {
            switch (field)
            {
                case 1: value = Encoding.UTF8.GetString(reader.Bytes()); break;
                case 2: value = OtlpText.Of(reader.Number() != 0); break;
                case 3: value = OtlpText.Of((long)reader.Number()); break;
                case 4: value = OtlpText.Of(BitConverter.UInt64BitsToDouble(reader.Number())); break;
                case 5: value = "[" + List(reader.Bytes(), depth, isNamed: false) + "]"; break;
                case 6: value = "{" + List(reader.Bytes(), depth, isNamed: true) + "}"; break;
                case 7: value = Convert.ToBase64String(reader.Bytes()); break;
                default: reader.Skip(); break;
            }
        }

        return value;
    }

    private static string List(ReadOnlySpan<byte> message, int depth, bool isNamed)
    {
        var parts = new List<string>();
        var reader = new ProtoReader(message);
        while (reader.Next() is var field && field != 0)
        {
            if (field != 1)
            {
                reader.Skip();
                continue;
            }

            if (isNamed)
            {
                var (name, value) = Attribute(reader.Bytes(), depth + 1);
                parts.Add($"{name}={value}");
            }
            else
            {
                parts.Add(Value(reader.Bytes(), depth + 1));
            }
        }

        return string.Join(", ", parts);
    }
}
