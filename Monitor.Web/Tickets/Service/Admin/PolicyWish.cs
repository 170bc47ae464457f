using Monitor.Domain.Tickets;
using Monitor.Domain.Tickets.Service;

namespace Monitor.Web.Tickets.Service.Admin;

public sealed record StepWish(SlaClock Clock, TimeSpan After, EscalationAction Action, int? TeamId)
{
    public EscalationStep ToStep() => new() { Clock = Clock, After = After, Action = Action, TeamId = Action == EscalationAction.ToTeam ? TeamId : null };
}

/// <summary>A service level as somebody wants it.</summary>
public sealed record PolicyWish
{
    public required string Name { get; init; }

    public bool IsEnabled { get; init; }

    public TicketPriority? Priority { get; init; }

    public int? CategoryId { get; init; }

    public int? RequesterTeamId { get; init; }

    public int? HostGroupId { get; init; }

    public required int CalendarId { get; init; }

    public TimeSpan? FirstResponse { get; init; }

    public TimeSpan? NextUpdate { get; init; }

    public TimeSpan? Resolution { get; init; }

    public IReadOnlyList<StepWish> Steps { get; init; } = [];

    public void WriteTo(SlaPolicy policy)
    {
        (policy.Name, policy.IsEnabled, policy.Priority, policy.CategoryId) = (Name.Trim(), IsEnabled, Priority, CategoryId);
        (policy.RequesterTeamId, policy.HostGroupId, policy.CalendarId) = (RequesterTeamId, HostGroupId, CalendarId);
        (policy.FirstResponse, policy.NextUpdate, policy.Resolution) = (FirstResponse, NextUpdate, Resolution);
    }
}
