using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Monitor.Web.Access.Audit;

/// <summary>What the audit keeps as JSON, for people: fields with names of words, answers as yes and no, and a name beside each id.</summary>
internal static partial class AuditWords
{
    private static readonly (string End, string Kind)[] Kinds =
    [
        ("HostId", "host"), ("UserId", "user"), ("TeamId", "team"), ("GroupId", "host_group"), ("ServiceId", "service"), ("CategoryId", "ticket_category"),
        ("CalendarId", "calendar"), ("RunbookId", "runbook"),
    ];

    public static string Of(string? json, string subject, IReadOnlyDictionary<AuditThing, string> names)
    {
        if (json is null || JsonElement.Parse(json) is not { ValueKind: JsonValueKind.Object } fields)
        {
            return json ?? "";
        }

        return string.Join("; ", fields.EnumerateObject().Select(f => $"{Label(f)}: {(Thing(f, subject) is { } thing ? Named(thing, names) : Value(f.Value))}"));
    }

    /// <summary>The things that are told by id.</summary>
    public static IEnumerable<AuditThing> Things(string? json, string subject) =>
        json is null || JsonElement.Parse(json) is not { ValueKind: JsonValueKind.Object } fields ? [] : fields.EnumerateObject().Select(f => Thing(f, subject)).OfType<AuditThing>();

    private static AuditThing? Thing(JsonProperty field, string subject) => field.Value.ValueKind == JsonValueKind.Number && field.Value.TryGetInt32(out var id)
        ? field.Name == "ParentId" ? new AuditThing(subject, id)
        : Kinds.FirstOrDefault(k => field.Name.EndsWith(k.End, StringComparison.OrdinalIgnoreCase)) is { Kind: { } kind } ? new AuditThing(kind, id) : null
        : null;

    private static string Named(AuditThing thing, IReadOnlyDictionary<AuditThing, string> names)
    {
        var id = thing.Id.ToString(CultureInfo.InvariantCulture);
        return names.GetValueOrDefault(thing) is { } name ? $"{name} ({id})" : id;
    }

    /// <summary>"Approved by" for ApprovedByUserId, "Dry run" for IsDryRun, "Host" for HostId.</summary>
    private static string Label(JsonProperty field)
    {
        var name = field.Value.ValueKind is JsonValueKind.True or JsonValueKind.False && Question().IsMatch(field.Name) ? field.Name[2..] : field.Name;
        name = name.Length > "UserId".Length && name.EndsWith("UserId", StringComparison.Ordinal) ? name[..^"UserId".Length] : name.Length > 2 && name.EndsWith("Id", StringComparison.Ordinal) ? name[..^2] : name;
        return char.ToUpperInvariant(name[0]) + Hump().Replace(name, found => $"{found.Value[0]} {char.ToLowerInvariant(found.Value[1])}")[1..];
    }

    private static string Value(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => "none",
        JsonValueKind.True => "yes",
        JsonValueKind.False => "no",
        JsonValueKind.Array => value.GetArrayLength() == 0 ? "none" : string.Join(", ", value.EnumerateArray().Select(Value)),
        JsonValueKind.Object => $"({string.Join("; ", value.EnumerateObject().Select(f => $"{Label(f)}: {Value(f.Value)}"))})",
        JsonValueKind.String => Text(value.GetString()!),
        _ => value.ToString(),
    };

    /// <summary>A definition is kept as it is stored: as JSON in a text. A sentence ends with the field that it stands in.</summary>
    private static string Text(string text)
    {
        if (text.StartsWith('{'))
        {
            try
            {
                return Value(JsonElement.Parse(text));
            }
            catch (JsonException)
            {
                return text;
            }
        }

        if (DateTimeOffset.TryParseExact(text, "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment))
        {
            return moment.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
        }

        return text.EndsWith('.') && !text.EndsWith("..", StringComparison.Ordinal) ? text[..^1] : text;
    }

    [GeneratedRegex("^Is[A-Z]", RegexOptions.NonBacktracking)]
    private static partial Regex Question();

    [GeneratedRegex("[a-z][A-Z]", RegexOptions.NonBacktracking)]
    private static partial Regex Hump();
}

/// <summary>Something that the audit tells of, by the kind that subjects are named with.</summary>
internal readonly record struct AuditThing(string Kind, int Id);
