using System.Text.Json;
using System.Text.Json.Serialization;

namespace Monitor.Domain.Problems.Rules;

/// <summary>Rules as JSON, as they are kept: camelCase names, enums as text, durations in seconds.</summary>
public static class RuleJson
{
    public static string Write(RuleDefinition definition) => JsonSerializer.Serialize(definition, RuleJsonContext.Default.RuleDefinition);

    public static string Write(IReadOnlyList<StepOverride> steps) => JsonSerializer.Serialize(steps, RuleJsonContext.Default.IReadOnlyListStepOverride);

    /// <summary>Throws <see cref="JsonException"/> for what is no rule, also for an empty list of conditions or steps, and for a schema of a later version.</summary>
    public static RuleDefinition Read(string json)
    {
        var definition = JsonSerializer.Deserialize(json, RuleJsonContext.Default.RuleDefinition) ?? throw new JsonException("A rule is not null.");
        if (definition.Schema > RuleDefinition.CurrentSchema)
        {
            throw new JsonException($"The rule has schema {definition.Schema}; this version reads {RuleDefinition.CurrentSchema}.");
        }

        return definition.Conditions is { Count: > 0 } conditions && conditions.All(IsWhole)
            ? definition
            : throw new JsonException("A rule has at least one condition, and a condition at least one step.");
    }

    public static IReadOnlyList<StepOverride> ReadSteps(string json) =>
        JsonSerializer.Deserialize(json, RuleJsonContext.Default.IReadOnlyListStepOverride) ?? [];

    private static bool IsWhole(Condition? condition) =>
        condition is { Metric: not null, Steps.Count: > 0 } && condition.Steps.All(s => s is not null)
        && condition.Labels.All(l => l is { Name: not null, Value: not null });

    /// <summary>True when both say the same.</summary>
    public static bool AreSame(RuleDefinition? one, RuleDefinition? other) =>
        ReferenceEquals(one, other) || (one is not null && other is not null && Write(one) == Write(other));
}

/// <summary>A duration as a number of seconds.</summary>
internal sealed class SecondsConverter : JsonConverter<TimeSpan>
{
    public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var seconds = reader.GetDouble();
        return double.IsFinite(seconds) && Math.Abs(seconds) < 1e9 ? TimeSpan.FromSeconds(seconds) : throw new JsonException("A duration is a number of seconds.");
    }

    public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) => writer.WriteNumberValue(value.TotalSeconds);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true,
    Converters = [typeof(SecondsConverter)])]
[JsonSerializable(typeof(RuleDefinition))]
[JsonSerializable(typeof(IReadOnlyList<StepOverride>))]
internal sealed partial class RuleJsonContext : JsonSerializerContext;
