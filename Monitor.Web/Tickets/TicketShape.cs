using Monitor.Web.Tickets.Service.Admin;

namespace Monitor.Web.Tickets;

/// <summary>Tickets as the API writes them.</summary>
internal static class TicketShape
{
    public static object Of(TicketDetail t) => new
    {
        t.Line.Number, t.Line.Title, t.Description, Kind = t.Line.Kind.ToString(), State = t.Line.State.ToString(), PendingReason = t.PendingReason?.ToString(),
        PendingUntil = t.PendingUntil?.UtcDateTime, Impact = t.Impact.ToString(), Urgency = t.Urgency.ToString(), Priority = t.Line.Priority.ToString(),
        t.Line.CategoryId, t.Category, t.Line.TeamId, t.Line.Team, t.Line.HostId, Host = t.Line.HostName, MoreHosts = t.MoreHosts, t.Line.Assignee, t.AssigneeUserId,
        t.Line.Requester, t.RequesterUserId, Source = t.Source.ToString(), t.Tags,
        Fields = t.Fields.Select(f => new { Id = f.FieldId, f.Name, Kind = f.Kind.ToString(), f.Value }).ToList(),
        Watchers = t.Watchers, Checks = t.Checks.Select(c => new { c.Id, c.Text, DoneAt = c.DoneAt?.UtcDateTime, c.DoneBy }).ToList(),
        Parent = Of(t.Relations.Parent), Children = t.Relations.Children.Select(Of).ToList(), t.Relations.MergedInto, Merged = t.Relations.Merged.Select(Of).ToList(),
        Links = t.Relations.Links.Select(l => new { Kind = l.Kind.ToString(), From = l.IsFrom, l.Other.Number, l.Other.Title, State = l.Other.State.ToString() }).ToList(),
        t.Metric, t.Value, t.Limit, t.StillFires, t.Version, ETag = EntityTag.Of(t),
        Acknowledged = TicketHandsApi.Shape(t.Acknowledged), Snoozed = TicketHandsApi.Shape(t.Snoozed), DueAt = t.Line.DueAt?.UtcDateTime,
        CreatedAt = t.Line.CreatedAt.UtcDateTime, UpdatedAt = t.Line.UpdatedAt.UtcDateTime, ResolvedAt = t.ResolvedAt?.UtcDateTime,
        ClosedAt = t.ClosedAt?.UtcDateTime, Clocks = t.Clocks.Select(SlaApi.Shape).ToList(),
        Entries = t.Entries.Select(e => new { e.Id, At = e.At.UtcDateTime, e.By, Kind = e.Kind.ToString(), e.Text, Internal = e.IsInternal, EditedAt = e.EditedAt?.UtcDateTime, e.SpentMinutes }).ToList(),
    };

    private static object? Of(TicketReference? t) => t is null ? null : new { t.Number, t.Title, State = t.State.ToString() };
}
