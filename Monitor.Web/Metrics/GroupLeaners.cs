using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.RootCause.Runbooks;

namespace Monitor.Web.Metrics;

/// <summary>What is about one group and nothing else, so that it would be about nothing without it.</summary>
internal static class GroupLeaners
{
    private const int MostNamed = 5;

    /// <summary>Rules, then runbooks that run by themselves there, each as it is told.</summary>
    public static async Task<IReadOnlyList<string>> OfAsync(MonitorDb db, int groupId, CancellationToken cancellationToken)
    {
        var rules = await db.Rules.AsNoTracking().Where(r => r.DeletedAt == null).OrderBy(r => r.Name).ToListAsync(cancellationToken);
        var runbooks = await db.Runbooks.AsNoTracking().OrderBy(r => r.Name).Select(r => new { r.Name, r.Definition }).ToListAsync(cancellationToken);
        return
        [
            .. rules.Where(r => IsAlone(r.Definition.Where.Groups, groupId) && r.Definition.Where.Hosts.Count == 0).Select(r => $"the rule “{r.Name}”"),
            .. runbooks.Where(r => IsAlone(RunbookJson.TryRead(r.Definition)?.AutomaticGroups ?? [], groupId)).Select(r => $"the runbook “{r.Name}”, which runs by itself"),
        ];
    }

    public static string Listed(IReadOnlyList<string> leaners) =>
        string.Join(", ", leaners.Take(MostNamed)) + (leaners.Count > MostNamed ? $" and {leaners.Count - MostNamed} more" : "");

    private static bool IsAlone(IReadOnlyList<int> groups, int groupId) => groups.Count > 0 && groups.All(g => g == groupId);
}
