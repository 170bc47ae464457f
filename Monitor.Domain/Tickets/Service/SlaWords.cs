using Monitor.Domain.Metrics;

namespace Monitor.Domain.Tickets.Service;

/// <summary>Promises and steps in the words of people.</summary>
public static class SlaWords
{
    public static string Of(SlaClock clock) => clock switch
    {
        SlaClock.FirstResponse => "First response",
        SlaClock.NextUpdate => "Next update",
        _ => "Resolution",
    };

    /// <summary>The whole step: <c>15 min before first response is due: tell the leads</c>.</summary>
    /// <param name="team">The name of the step's team; null: it has none, or it is gone.</param>
    public static string Of(EscalationStep step, string? team)
    {
        var clock = Of(step.Clock).ToLowerInvariant();
        var when = step.After < TimeSpan.Zero ? $"{ValueText.Duration(step.After)} before {clock} is due"
            : step.After == TimeSpan.Zero ? $"When {clock} is due"
            : $"{ValueText.Duration(step.After)} after {clock} was due";
        return $"{when}: {Of(step.Action, team)}";
    }

    public static string Of(EscalationAction action, string? team) => action switch
    {
        EscalationAction.TellAssignee => "tell the assignee",
        EscalationAction.TellTeam => "tell its team",
        EscalationAction.TellLeads => "tell the leads",
        EscalationAction.ToTeam => $"give it to {team ?? "a team that is gone"}",
        EscalationAction.ToLead => "assign it to the lead of its team",
        _ => "raise its priority",
    };

    /// <summary>For which tickets a policy holds: <c>priority Urgent, category Network and below</c>.</summary>
    public static string Conditions(SlaPolicy policy, string? category, string? team, string? group)
    {
        var parts = new[]
        {
            policy.Priority is { } priority ? $"priority {priority}" : null,
            policy.CategoryId is null ? null : $"category {category} and below",
            policy.RequesterTeamId is null ? null : $"requester in {team}",
            policy.HostGroupId is null ? null : $"host in {group} and below",
        }.OfType<string>().ToList();
        return parts.Count == 0 ? "all tickets" : string.Join(", ", parts);
    }
}
