using System.Text.Json;
using System.Text.Json.Serialization;

namespace Monitor.Domain.Notifications;

[JsonConverter(typeof(JsonStringEnumConverter<TicketNewsKind>))]
public enum TicketNewsKind
{
    Opened,

    /// <summary>A public answer.</summary>
    Answered,

    /// <summary>An internal note.</summary>
    Noted,

    /// <summary>The state changed.</summary>
    Moved,
    Assigned,

    /// <summary>Any other field.</summary>
    Changed,

    /// <summary>A promise is about to be broken, or is.</summary>
    Escalated,

    /// <summary>Fields that a trigger changed.</summary>
    Automated,
}

/// <summary>What an announcement says of a ticket: the payload of the outbox rows <c>ticket.opened</c> and <c>ticket.changed</c>.</summary>
public sealed record TicketNews
{
    /// <summary>What the kinds of these rows begin with.</summary>
    public const string KindPrefix = "ticket.";

    public required int Number { get; init; }

    public required TicketNewsKind What { get; init; }

    public string State { get; init; } = "";

    public int? AssigneeUserId { get; init; }

    /// <summary>Who did it; null: the product.</summary>
    public int? By { get; init; }

    /// <summary>What was written, as it stands in the entry.</summary>
    public string Text { get; init; } = "";

    /// <summary>The requester does not see the entry.</summary>
    public bool IsInternal { get; init; }

    /// <summary>People who are told whatever else they are: named with @, by an escalation or by a trigger.</summary>
    public IReadOnlyList<int> Named { get; init; } = [];

    /// <summary>Null for what is no news of a ticket.</summary>
    public static TicketNews? Read(string json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, TicketNewsJson.Default.TicketNews) is { Number: > 0, Text: not null, State: not null, Named: not null } news && Enum.IsDefined(news.What) ? news : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

[JsonSerializable(typeof(TicketNews))]
internal sealed partial class TicketNewsJson : JsonSerializerContext;
