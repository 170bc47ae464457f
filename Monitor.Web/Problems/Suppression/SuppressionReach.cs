using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Web.Access;

namespace Monitor.Web.Problems.Suppression;

/// <summary>Who is limited to groups or teams changes what reaches no further than these, and what is one's own. Read once for a list.</summary>
internal sealed class SuppressionReach
{
    private readonly Actor _actor;
    private readonly HashSet<int> _groups;

    private SuppressionReach(Actor actor, HashSet<int> groups) => (_actor, _groups) = (actor, groups);

    public static bool IsLimited(Actor actor) => actor.GroupIds.Count > 0 || actor.TeamIds.Count > 0;

    public static async Task<SuppressionReach> ReadAsync(MonitorDb db, Actor actor, CancellationToken cancellationToken) =>
        new(actor, actor.GroupIds.Count == 0 ? [] : [.. await Visibility.GroupsBelow(db, actor.GroupIds).ToListAsync(cancellationToken)]);

    public bool MayChange(int? authorUserId, int[] groupIds, int[] teamIds) =>
        !IsLimited(_actor) || (authorUserId is not null && authorUserId == _actor.UserId)
        || IsWithin(groupIds, teamIds);

    /// <summary>How far what this person changed reaches: no further than the person, also where it was made when nobody limited its author.</summary>
    public (int[] GroupIds, int[] TeamIds) Narrowed(int[] groupIds, int[] teamIds) =>
        !IsLimited(_actor) || IsWithin(groupIds, teamIds) ? (groupIds, teamIds) : ([.. _actor.GroupIds], [.. _actor.TeamIds]);

    private bool IsWithin(int[] groupIds, int[] teamIds) => groupIds.Length + teamIds.Length > 0 && groupIds.All(_groups.Contains) && teamIds.All(_actor.TeamIds.Contains);
}
