using System.Text.Json;
using Monitor.Domain.Tickets;
using Monitor.Domain.Tickets.Catalog;
using Monitor.Web.Components;

namespace Monitor.Web.Tickets;

/// <summary>What stands in the form of a new ticket, as the browser's tab keeps it: with the key under which it is sent, so that what had been sent already is not sent twice.</summary>
internal sealed record NewTicketDraft(Guid Key, string Title, string Description, TicketKind Kind)
{
    public TicketLevel Impact { get; init; }

    public TicketLevel Urgency { get; init; }

    public int? Category { get; init; }

    public int? Host { get; init; }

    public int? Team { get; init; }

    public int? Template { get; init; }

    public NamedId? Requester { get; init; }

    public string Due { get; init; } = "";

    public string Tags { get; init; } = "";

    public Dictionary<int, string> Fields { get; init; } = [];

    public string Write() => JsonSerializer.Serialize(this);

    /// <summary>Null for what is none: the tab's memory is the person's own to change.</summary>
    public static NewTicketDraft? Read(string? text)
    {
        try
        {
            return text is null ? null : JsonSerializer.Deserialize<NewTicketDraft>(text) is { Title: not null, Description: not null, Due: not null, Tags: not null, Fields: not null } draft ? draft : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
