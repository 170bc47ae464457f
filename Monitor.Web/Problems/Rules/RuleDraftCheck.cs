using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Metrics;

namespace Monitor.Web.Problems.Rules;

/// <summary>What a draft says, and whether the groups and hosts that it names are there.</summary>
internal static class RuleDraftCheck
{
    public static async Task<IReadOnlyList<string>> ErrorsAsync(MonitorDb db, RuleDraft draft, CancellationToken cancellationToken)
    {
        var errors = draft.Errors();
        if (errors.Count > 0)
        {
            return errors;
        }

        var where = draft.Definition.Where;
        var (groups, hosts) = (where.Groups.Distinct().ToArray(), where.Hosts.Distinct().ToArray());
        var all = new List<string>();
        if (groups.Length > 0 && await db.HostGroups.CountAsync(g => groups.Contains(g.Id), cancellationToken) < groups.Length)
        {
            all.Add("A group of the rule is not there (any more). Take it out, or choose another.");
        }

        if (hosts.Length > 0 && await db.Hosts.CountAsync(h => hosts.Contains(h.Id), cancellationToken) < hosts.Length)
        {
            all.Add("A host of the rule is not there (any more). Take it out, or choose another.");
        }

        if (where.Tags.FirstOrDefault(t => t.IndexOf('=', StringComparison.Ordinal) is < 1 || t.Length > 300) is { } tag)
        {
            all.Add($"A tag is key=value, such as env=prod; this is none: {WholeText.Cut(tag, 61)}");
        }

        return all;
    }
}
