using System.Text.Json;
using System.Text.Json.Serialization;

namespace Monitor.Domain.Efficiency;

/// <summary>Settings and proposals as JSON, as they are kept. Throws <see cref="JsonException"/> for what is none.</summary>
public static class EfficiencyJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { IgnoreReadOnlyProperties = true, Converters = { new JsonStringEnumConverter() } };

    public static string Write(EfficiencySettings settings) => JsonSerializer.Serialize(settings, Options);

    public static string Write(IReadOnlyList<SizeProposal> proposals) => JsonSerializer.Serialize(proposals, Options);

    public static EfficiencySettings ReadSettings(string json) => JsonSerializer.Deserialize<EfficiencySettings>(json, Options) ?? throw new JsonException("Settings are not null.");

    public static IReadOnlyList<SizeProposal> ReadProposals(string json) => JsonSerializer.Deserialize<List<SizeProposal>>(json, Options) ?? [];
}
