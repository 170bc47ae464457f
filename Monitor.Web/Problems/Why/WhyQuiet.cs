using Monitor.Domain.Problems.Suppression;
using Monitor.Domain.Problems.Why;

namespace Monitor.Web.Problems.Why;

/// <summary>The answer where the ledger has nothing to tell of the moment.</summary>
internal static class WhyQuiet
{
    public static (WhyCause Cause, string Sentence) Say(WhyFacts facts, IReadOnlyList<WhyValue> values, bool hasData, IReadOnlyList<SuppressionReason> reasons)
    {
        var (host, at) = (facts.Host, facts.Clock(facts.At));
        if (!hasData)
        {
            return (WhyCause.NoData, $"Nobody was told about {host} at {at}: no value that a rule looks at is stored of that time, and nothing was open.{Also(reasons)}");
        }

        var breached = values.FirstOrDefault(v => v.IsBreached);
        if (breached is null)
        {
            var nearest = values.Count == 0 ? "" : $" Nearest was {values[0].Subject} at {values[0].Text} ({values[0].Rule}).";
            return (WhyCause.BelowLimit, $"Nobody was told about {host} at {at}: every value was within its limit.{nearest}{Also(reasons)}");
        }

        return breached.IsOff
            ? (WhyCause.RuleOff, $"Nobody was told about {host} at {at}: {breached.Subject} was at {breached.Text}, so nobody judged it ({breached.Rule}).")
            : (WhyCause.NoTrace, $"Nobody was told about {host} at {at}, and no judge left a trace: {breached.Subject} is stored as {breached.Text} ({breached.Rule}). The rule has changed since, or the samples came later, or the trace is older than is kept.");
    }

    private static string Also(IReadOnlyList<SuppressionReason> reasons) =>
        reasons.Count == 0 ? "" : $" Anything else would have been held: {reasons[0].Text}.";
}
