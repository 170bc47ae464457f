using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Web.Access;

namespace Monitor.Web.Problems.Suppression;

/// <summary>Who is limited to groups or teams changes what reaches no further than these, and what is one's own.</summary>
internal static class SuppressionReach
{
    public static bool IsLimited(Actor actor) => actor.GroupIds.Count > 0 || actor.TeamIds.Count > 0;

    public static async Task<bool> MayChangeAsync(
        MonitorDb db, Actor actor, int? authorUserId, int[] groupIds, int[] teamIds, CancellationToken cancellationToken)
    {
        if (!IsLimited(actor) || (authorUserId is not null && authorUserId == actor.UserId))
        {
            return true;
        }

        if (groupIds.Length + teamIds.Length == 0 || teamIds.Except(actor.TeamIds).Any())
        {
            return false;
        }

        var below = await Scope.GroupsBelow(db, actor.GroupIds).ToListAsync(cancellationToken);
        return !groupIds.Except(below).Any();
    }
}
