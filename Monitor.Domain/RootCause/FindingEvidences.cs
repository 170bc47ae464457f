using System.Text.Json;
using System.Text.Json.Serialization;

namespace Monitor.Domain.RootCause;

/// <summary>Reads what a <see cref="Finding"/> keeps as JSON.</summary>
public static class FindingEvidences
{
    /// <summary>The pieces, in their order; none for a text that is no such array.</summary>
    public static IReadOnlyList<FindingEvidence> Read(string json)
    {
        try
        {
            return [.. (JsonSerializer.Deserialize(json, FindingEvidencesJson.Default.IReadOnlyListFindingEvidence) ?? []).Where(e => e is { Text: not null, Kind: not null })];
        }
        catch (JsonException)
        {
            return [];
        }
    }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(IReadOnlyList<FindingEvidence>))]
internal sealed partial class FindingEvidencesJson : JsonSerializerContext;
