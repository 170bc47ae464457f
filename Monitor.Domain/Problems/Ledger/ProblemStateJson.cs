using System.Text.Json;
using System.Text.Json.Serialization;

namespace Monitor.Domain.Problems.Ledger;

/// <summary>The state of a problem as it is kept. What a newer version wrote and this one does not know is passed over.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault, UseStringEnumConverter = true)]
[JsonSerializable(typeof(ProblemState))]
public sealed partial class ProblemStateJson : JsonSerializerContext
{
    public static string Write(ProblemState state) => JsonSerializer.Serialize(state, Default.ProblemState);

    /// <summary>Throws <see cref="JsonException"/> for what is no state.</summary>
    public static ProblemState Read(string json) => JsonSerializer.Deserialize(json, Default.ProblemState) ?? new();
}
