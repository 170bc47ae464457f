using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Ledger;
using Monitor.Domain.Problems.Rules;
using Monitor.Domain.Problems.Suppression;

namespace Monitor.Web.Detection;

/// <summary>How long a host has sent nothing, and whether that is a problem already.</summary>
internal sealed record HostSilence(int HostId, EffectiveRule Rule, TimeSpan Silent, bool IsOpen)
{
    public bool IsTooLong => Silent > Rule.ForDuration.Value;
}

/// <summary>
/// What one round of looking for silent hosts says, parents before the hosts behind them. A host whose parent has begun to be silent too waits until that is
/// decided: the parent's problem comes first, or none comes.
/// </summary>
internal static class SilenceOrder
{
    /// <summary>A host that has sent nothing for this long, while one behind it is silent, may be the cause. Agents send every few seconds.</summary>
    public static readonly TimeSpan Suspicious = TimeSpan.FromSeconds(30);

    /// <param name="silences">All hosts that the rule may be about.</param>
    /// <param name="links">Which host stands behind which.</param>
    /// <param name="now">The server's clock.</param>
    /// <param name="mayOpen">False while our own absence would look like theirs.</param>
    public static IReadOnlyList<Verdict> Verdicts(IReadOnlyList<HostSilence> silences, HostDependencies links, DateTimeOffset now, bool mayOpen)
    {
        var byHost = silences.ToDictionary(s => s.HostId);
        var ended = silences.Where(s => s is { IsOpen: true, IsTooLong: false });
        var begun = silences.Where(s => mayOpen && s is { IsOpen: false, IsTooLong: true, Rule.IsJudged: true } && !WaitsForParent(s, byHost, links));
        return
        [
            .. ended.OrderBy(s => Depth(s, links)).ThenBy(s => s.HostId).Select(s => Of(s, VerdictKind.Ended, now)),
            .. begun.OrderBy(s => Depth(s, links)).ThenBy(s => s.HostId).Select(s => Of(s, VerdictKind.Fired, now)),
        ];
    }

    private static int Depth(HostSilence one, HostDependencies links) => links.Above(one.HostId).Count;

    /// <summary>Ends by itself: the parent is heard of again, or has been silent for as long as its own rule allows.</summary>
    private static bool WaitsForParent(HostSilence one, Dictionary<int, HostSilence> byHost, HostDependencies links) =>
        links.Above(one.HostId).Any(id => byHost.TryGetValue(id, out var parent)
            && parent is { IsOpen: false, IsTooLong: false, Rule.IsJudged: true } && parent.Silent > Suspicious);

    private static Verdict Of(HostSilence one, VerdictKind kind, DateTimeOffset now) => new()
    {
        Kind = kind,
        HostId = one.HostId,
        RuleId = one.Rule.Rule.Id,
        RuleKey = one.Rule.Rule.Key,
        RuleVersion = one.Rule.Rule.Version,
        Metric = "",
        Severity = one.Rule.Rule.Definition.Mildest.Severity,
        Value = kind == VerdictKind.Ended ? null : Math.Floor(one.Silent.TotalSeconds),
        Limit = one.Rule.ForDuration.Value.TotalSeconds,
        BeganAt = now - one.Silent,
        At = now,
        Summary = kind == VerdictKind.Ended ? $"{ProblemSentence.Ended("", "", null)}." : ProblemSentence.Silent(one.Silent),
        IsHostWish = one.Rule.IsHostWish,
        HeldFor = one.Silent,
        For = one.Rule.ForDuration.Value,
    };
}
