using Monitor.Domain.Metrics;
using Monitor.Domain.RootCause.Packs;

namespace Monitor.Domain.RootCause.Reports;

/// <summary>What the facts of a ticket recommend, each as one sentence that says what to do.</summary>
public static class CaseAdvice
{
    private const int RecursFrom = 3;
    private static readonly TimeSpan LateAnswer = TimeSpan.FromHours(4);

    public static IReadOnlyList<string> Of(CaseFacts facts, DateTimeOffset now)
    {
        List<string> advice = [.. facts.Findings.Where(f => f.CauseKey != PackFinding.NoCause && f.Action is { Length: > 0 }).OrderBy(f => f.Rank).Take(3)
            .Select(f => CasePaper.Sentence(f.Action!)).Distinct(StringComparer.Ordinal)];
        if (facts.TimesBefore >= RecursFrom)
        {
            advice.Add($"The same problem came {facts.TimesBefore} times in 60 days: open a problem ticket for its cause (Problems, Recurring).");
        }

        if (facts.ResolvedAt is not null && facts.TimesSince > 0)
        {
            advice.Add($"The same problem came back {CasePaper.Counted(facts.TimesSince, "time", "times")} since: what was done then did not treat its cause.");
        }

        if (facts.ResolvedAt is not null && facts.Fix is not { IsByPerson: true })
        {
            advice.Add("Note on the ticket what fixed it: the next one like it will show that.");
        }

        if (facts.ResolvedAt is not null && facts.Verdict is null && facts.Findings.Count > 0)
        {
            advice.Add("Say what the true cause was: Monitor learns from it how far its findings can be trusted.");
        }

        if (facts.ReopenedCount > 0)
        {
            advice.Add($"It came back {CasePaper.Counted(facts.ReopenedCount, "time", "times")} after it was called done: check that the fix treats the cause and not the sign of it.");
        }

        if ((facts.FirstRespondedAt ?? (facts.ResolvedAt ?? now)) - facts.CreatedAt > LateAnswer && facts.Problems.Any(p => p.Severity == "Critical"))
        {
            advice.Add($"It was critical and nobody answered for {ValueText.Duration((facts.FirstRespondedAt ?? facts.ResolvedAt ?? now) - facts.CreatedAt)}: look at who is told of it, and when.");
        }

        var helpful = facts.Similar.FirstOrDefault(s => s.Fix is { IsByPerson: true });
        if (facts.ResolvedAt is null && helpful is not null)
        {
            advice.Add($"Try what fixed #{helpful.Number}: {CasePaper.Sentence(helpful.Fix!.Text)}");
        }

        return advice.Count > 0 ? advice
            : facts is { Verdict: not null, Fix.IsByPerson: true } ? ["Nothing in particular: the cause is known, the fix is noted, and it did not come back."]
            : ["Nothing in particular stands out."];
    }
}
