using System.Text.Json.Serialization;

namespace Monitor.Domain.Wire;

/// <summary>Source-generated JSON of the wire: camelCase names, nulls left out.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    GenerationMode = JsonSourceGenerationMode.Default)]
[JsonSerializable(typeof(MetricBatch))]
[JsonSerializable(typeof(BatchAnswer))]
[JsonSerializable(typeof(WireActions))]
[JsonSerializable(typeof(WireResult))]
[JsonSerializable(typeof(EnrolRequest))]
[JsonSerializable(typeof(EnrolAnswer))]
public sealed partial class WireJson : JsonSerializerContext;
