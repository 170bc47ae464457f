using System.Text.Json;
using System.Text.Json.Serialization;

namespace Monitor.Domain.RootCause.Runbooks;

/// <summary>Runbooks as JSON, as they are kept: camelCase names, kinds as text.</summary>
public static class RunbookJson
{
    public static string Write(RunbookDefinition definition) => JsonSerializer.Serialize(definition, RunbookJsonContext.Default.RunbookDefinition);

    /// <summary>Null for what is no runbook (any more): it is then shown as unreadable and never run.</summary>
    public static RunbookDefinition? TryRead(string json)
    {
        try
        {
            var read = JsonSerializer.Deserialize(json, RunbookJsonContext.Default.RunbookDefinition);
            return read is not null && RunbookCheck.Error(read) is null ? read : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static string Write(IReadOnlyList<HostAction> actions) => JsonSerializer.Serialize(actions, RunbookJsonContext.Default.IReadOnlyListHostAction);

    /// <summary>Empty for what cannot be read.</summary>
    public static IReadOnlyList<HostAction> ReadActions(string json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, RunbookJsonContext.Default.IReadOnlyListHostAction) ?? [];
        }
        catch (JsonException)
        {
            return [];
        }
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(RunbookDefinition))]
[JsonSerializable(typeof(IReadOnlyList<HostAction>))]
internal sealed partial class RunbookJsonContext : JsonSerializerContext;
