using System.Text.Json;
using System.Text.Json.Serialization;

namespace Monitor.Domain.Efficiency;

/// <summary>Settings and proposals as JSON, as they are kept. Throws <see cref="JsonException"/> for what is none.</summary>
public static class EfficiencyJson
{
    public static string Write(EfficiencySettings settings) => JsonSerializer.Serialize(settings, EfficiencyJsonContext.Default.EfficiencySettings);

    public static string Write(IReadOnlyList<SizeProposal> proposals) => JsonSerializer.Serialize(proposals, EfficiencyJsonContext.Default.IReadOnlyListSizeProposal);

    public static EfficiencySettings ReadSettings(string json) =>
        JsonSerializer.Deserialize(json, EfficiencyJsonContext.Default.EfficiencySettings) ?? throw new JsonException("Settings are not null.");

    public static IReadOnlyList<SizeProposal> ReadProposals(string json) => JsonSerializer.Deserialize(json, EfficiencyJsonContext.Default.IReadOnlyListSizeProposal) ?? [];
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, IgnoreReadOnlyProperties = true, UseStringEnumConverter = true)]
[JsonSerializable(typeof(EfficiencySettings))]
[JsonSerializable(typeof(IReadOnlyList<SizeProposal>))]
internal sealed partial class EfficiencyJsonContext : JsonSerializerContext;
