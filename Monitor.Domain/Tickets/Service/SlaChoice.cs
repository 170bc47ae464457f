namespace Monitor.Domain.Tickets.Service;

/// <summary>What a ticket is, as far as the choice of its policy asks.</summary>
/// <param name="Categories">Its category and all above it.</param>
/// <param name="RequesterTeams">The teams of the requester.</param>
/// <param name="HostGroups">The group of its host and all above it.</param>
public sealed record SlaSubject(
    TicketPriority Priority, IReadOnlyCollection<int> Categories, IReadOnlyCollection<int> RequesterTeams, IReadOnlyCollection<int> HostGroups);

public static class SlaChoice
{
    /// <summary>The first enabled policy by position (then id) whose conditions all hold.</summary>
    public static SlaPolicy? Choose(IEnumerable<SlaPolicy> policies, SlaSubject subject) =>
        policies.Where(p => p.IsEnabled).OrderBy(p => p.Position).ThenBy(p => p.Id).FirstOrDefault(p => Holds(p, subject));

    private static bool Holds(SlaPolicy policy, SlaSubject subject) =>
        (policy.Priority is null || policy.Priority == subject.Priority)
        && (policy.CategoryId is not { } category || subject.Categories.Contains(category))
        && (policy.RequesterTeamId is not { } team || subject.RequesterTeams.Contains(team))
        && (policy.HostGroupId is not { } group || subject.HostGroups.Contains(group));
}
