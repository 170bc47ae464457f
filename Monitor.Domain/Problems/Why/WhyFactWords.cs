using Monitor.Domain.Metrics;

namespace Monitor.Domain.Problems.Why;

/// <summary>What a decision was made of, link by link, as people read it.</summary>
internal static class WhyFactWords
{
    public static IReadOnlyList<string> Of(WhyDecision one, string metric)
    {
        var (decision, chain) = (one.Decision, one.Chain);
        var facts = new List<string>();
        if (decision.Value is { } value)
        {
            var limit = decision.Limit is { } set ? $", limit {ProblemSentence.Number(metric, set)}" : "";
            facts.Add($"value {ProblemSentence.Number(metric, value)}{limit}");
        }

        if (chain.For is { } must)
        {
            facts.Add($"held for {ValueText.Duration(chain.HeldFor ?? TimeSpan.Zero)} of {ValueText.Duration(must)}");
        }

        if (chain.Phase is { } phase)
        {
            facts.Add($"{phase switch
            {
                ProblemPhase.Clearing => "on the good side of the clear level, not for long enough yet",
                ProblemPhase.Firing => "not at the clear level",
                _ => phase.ToString().ToLowerInvariant(),
            }}, severity {chain.Severity}{(chain.IsFlapping ? ", flapping" : "")}");
        }

        facts.AddRange(chain.Holds.Select(h => $"held by {h.Kind.ToString().ToLowerInvariant()}: {h.Text}"));
        facts.AddRange(chain.Notices.Select(n => n.IsSent ? $"notice \"{n.Kind}\" sent" : $"notice \"{n.Kind}\" held: {n.HeldReason}"));
        if (chain.Ticket is { } ticket)
        {
            facts.Add($"ticket #{ticket}");
        }

        facts.Add($"fingerprint {decision.Fingerprint}, rule version {decision.RuleVersion}");
        return facts;
    }
}
