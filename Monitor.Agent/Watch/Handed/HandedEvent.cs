using System.Text.Json;
using System.Text.Json.Serialization;
using Monitor.Domain.Notifications;

namespace Monitor.Agent.Watch.Handed;

/// <summary>What somebody on the host says has happened on it.</summary>
/// <param name="T">Unix milliseconds by the host's own clock.</param>
internal sealed record HandedEvent(long T, string Kind, string Text)
{
    public const int MostLength = 500;

    /// <summary>No others are taken: those that the agent tells of itself are not for others to say.</summary>
    public static IReadOnlyList<string> Kinds { get; } = ["deploy", "config", "maintenance", "note"];

    /// <summary>With the text as one plain line; null where nothing is left of it, or for another kind.</summary>
    public static HandedEvent? TryMake(DateTimeOffset at, string? kind, string? text) =>
        kind is not null && Kinds.Contains(kind) && PlainLine.Of(text, MostLength) is { Length: > 0 } plain ? new HandedEvent(at.ToUnixTimeMilliseconds(), kind, plain) : null;

    /// <summary>Null for what is no such event.</summary>
    public static HandedEvent? TryRead(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, HandedEventJson.Default.HandedEvent) is { T: > 0 and < 253_402_300_799_000 } read
                ? TryMake(DateTimeOffset.FromUnixTimeMilliseconds(read.T), read.Kind, read.Text) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, HandedEventJson.Default.HandedEvent);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(HandedEvent))]
internal sealed partial class HandedEventJson : JsonSerializerContext;
