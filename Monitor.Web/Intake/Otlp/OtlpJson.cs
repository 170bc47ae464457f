using System.Globalization;
using System.Text.Json;

namespace Monitor.Web.Intake.Otlp;

/// <summary>Reads the same as <see cref="OtlpProtobuf"/> in JSON, as OpenTelemetry writes it: numbers of 64 bits as text, identifiers in hexadecimal.</summary>
internal static class OtlpJson
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 64 };

    public static void Read(ReadOnlyMemory<byte> body, OtlpLogs logs)
    {
        using var request = JsonDocument.Parse(body, Options);
        BatchParser.Expect(request.RootElement.ValueKind == JsonValueKind.Object, "The body is an object {resourceLogs}.");
        foreach (var one in Items(request.RootElement, "resourceLogs"))
        {
            var resource = Resource(one);
            foreach (var scope in Items(one, "scopeLogs"))
            {
                var name = scope.TryFind("scope", out var by) && by.ValueKind == JsonValueKind.Object ? Text(by, "name") : null;
                foreach (var record in Items(scope, "logRecords"))
                {
                    logs.Add(resource, name, Record(record));
                }
            }
        }
    }

    private static OtlpResource Resource(JsonElement one)
    {
        var (host, id, service) = ((string?)null, (string?)null, (string?)null);
        if (one.TryFind("resource", out var resource) && resource.ValueKind == JsonValueKind.Object)
        {
            foreach (var (name, value) in Attributes(resource))
            {
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

    private static OtlpRecord Record(JsonElement one)
    {
        var record = new OtlpRecord(
            Number(one, "timeUnixNano"), Number(one, "observedTimeUnixNano"), (int)Math.Min(Number(one, "severityNumber"), 1000), Text(one, "severityText"), OtlpText.New());
        if (one.TryFind("body", out var body))
        {
            record.Text.Body(Value(body, 0));
        }

        foreach (var (name, value) in Attributes(one))
        {
            record.Text.Attribute(name, value);
        }

        if (Text(one, "traceId") is { Length: > 0 } trace)
        {
            record.Text.Attribute("trace_id", trace);
        }

        return record;
    }

    private static IEnumerable<(string Name, string Value)> Attributes(JsonElement one) =>
        Items(one, "attributes").Select(a => (Text(a, "key") ?? "", a.TryFind("value", out var value) ? Value(value, 0) : ""));

    private static string Value(JsonElement value, int depth)
    {
        if (depth == OtlpText.DeepestValue)
        {
            return "…";
        }

        if (value.ValueKind != JsonValueKind.Object)
        {
            return "";
        }

        foreach (var part in value.EnumerateObject())
        {
            switch (part.SafeName())
            {
                case "stringValue" or "bytesValue" or "intValue" or "doubleValue" when part.Value.ValueKind == JsonValueKind.String: return part.Value.SafeText();
                case "intValue" or "doubleValue": return part.Value.ValueKind == JsonValueKind.Number ? part.Value.GetRawText() : "";
                case "boolValue": return OtlpText.Of(part.Value.ValueKind == JsonValueKind.True);
                case "arrayValue": return "[" + string.Join(", ", Items(part.Value, "values").Select(v => Value(v, depth + 1))) + "]";
                case "kvlistValue":
                    return "{" + string.Join(", ", Items(part.Value, "values").Select(v => $"{Text(v, "key")}={(v.TryFind("value", out var own) ? Value(own, depth + 1) : "")}")) + "}";
            }
        }

        return "";
    }

    /// <summary>The objects of a list; none where there is no list.</summary>
    private static IEnumerable<JsonElement> Items(JsonElement one, string name) =>
        one.ValueKind == JsonValueKind.Object && one.TryFind(name, out var list) && list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray().Where(i => i.ValueKind == JsonValueKind.Object)
            : [];

    private static string? Text(JsonElement one, string name) =>
        one.TryFind(name, out var text) && text.ValueKind == JsonValueKind.String ? text.SafeText() : null;

    private static ulong Number(JsonElement one, string name) =>
        !one.TryFind(name, out var number) ? 0
        : number.ValueKind == JsonValueKind.Number && number.TryGetUInt64(out var plain) ? plain
        : number.ValueKind == JsonValueKind.String && ulong.TryParse(number.SafeText(), NumberStyles.None, CultureInfo.InvariantCulture, out var text) ? text
        : 0;
}
