using Monitor.Domain.Metrics.Matching;

namespace Monitor.Domain.Problems.Suppression;

/// <summary>
/// Which subjects a silence or a maintenance window is about: all matchers fit, and the host is in the groups or teams that its author was limited to
/// (none of both: everywhere).
/// </summary>
internal sealed class SuppressionScope(string matchers, IReadOnlyList<int> groupIds, IReadOnlyList<int> teamIds)
{
    private readonly IReadOnlyList<Matcher> _matchers = MatcherList.Stored(matchers);

    public bool Covers(SuppressionHost host) => IsInReach(host) && _matchers.Where(m => m.IsOfHosts).All(m => m.Fits(Values(m.Name, host)));

    /// <summary>Labels parsed once by the caller, however many silences there are.</summary>
    public bool Covers(SuppressionHost host, SuppressionSubject subject, IReadOnlyList<KeyValuePair<string, string>> labels) =>
        Covers(host) && _matchers.Where(m => !m.IsOfHosts).All(m => m.Fits([Value(m.Name, subject, labels)]));

    private bool IsInReach(SuppressionHost host) =>
        (groupIds.Count == 0 && teamIds.Count == 0)
        || host.Groups.Any(g => groupIds.Contains(g.Id)) || (host.TeamId is { } team && teamIds.Contains(team));

    private static IEnumerable<string> Values(string name, SuppressionHost host) => name switch
    {
        "host" => [host.Name],
        "group" => host.Groups.Select(g => g.Name),
        _ => [host.Tags.FirstOrDefault(t => string.Equals(t.Key, name["tag.".Length..], StringComparison.OrdinalIgnoreCase))?.Value ?? ""],
    };

    private static string Value(string name, SuppressionSubject subject, IReadOnlyList<KeyValuePair<string, string>> labels) => name switch
    {
        "rule" => subject.RuleKey,
        "metric" => subject.Metric,
        "severity" => subject.Severity.ToString(),
        _ => labels.FirstOrDefault(l => l.Key == name["label.".Length..]).Value ?? "",
    };
}
