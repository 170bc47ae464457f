using Monitor.Domain.Metrics;
using Monitor.Domain.Problems.Ledger;

namespace Monitor.Domain.Problems.Why;

/// <summary>Tells from the traces what became of each thing that was wrong at a moment. Pure: the same traces give the same words.</summary>
public static class WhyTeller
{
    /// <summary>The weightiest first: told in that minute, then by severity, the newest first; then what was not wrong for long enough, then what came late.</summary>
    public static IReadOnlyList<WhyStory> Stories(WhyFacts facts)
    {
        var lasting = facts.Problems.Select(p => OfProblem(facts, p))
            .OrderByDescending(s => s.IsToldNow).ThenByDescending(s => s.Story.Severity).ThenByDescending(s => s.Story.ProblemId).Select(s => s.Story).ToList();
        var known = facts.Problems.Select(p => p.Fingerprint).ToHashSet();
        var others = facts.Decisions.GroupBy(d => d.Decision.Fingerprint).Where(g => !known.Contains(g.Key)).ToList();
        return
        [
            .. lasting, .. others.Select(g => OfPending(facts, [.. g])).OfType<WhyStory>(), .. others.Select(g => OfLate(facts, [.. g])).OfType<WhyStory>(),
        ];
    }

    private static (WhyStory Story, bool IsToldNow) OfProblem(WhyFacts facts, WhyProblem problem)
    {
        var decisions = facts.Decisions.Where(d => d.Decision.ProblemId == problem.Id || (d.Decision.ProblemId is null && d.Decision.Fingerprint == problem.Fingerprint)).ToList();
        var before = decisions.Where(d => d.Decision.At < facts.Until).ToList();
        var notices = facts.Notices.Where(n => n.ProblemId == problem.Id && n.At < facts.Until).ToList();
        var (sent, held) = (notices.Where(n => n.HeldReason is null).ToList(), notices.Where(n => n.HeldReason is not null).ToList());
        var now = sent.FindLast(n => n.At >= facts.At);
        var holds = before.Count == 0 ? [] : before[^1].Chain.Holds;
        var (cause, sentence) = now is not null ? (WhyCause.Told, $"Somebody was told at {facts.Clock(now.At)}: {Sentence(now.Text)}")
            : holds.Count > 0 ? (CauseOf(holds[0].Kind), Held(facts, problem, holds[0].Text, sent))
            : sent.Count > 0 ? (WhyCause.Told, $"People had been told at {facts.Clock(sent[^1].At)}, and at {facts.Clock(facts.At)} there was nothing new to tell: {Sentence(sent[^1].Text)}")
            : problem.IsHeldBack ? (WhyCause.FirstDay, Held(facts, problem, held.Count == 0 ? "it was the first day of the host" : held[^1].HeldReason!, sent))
            : held.Count > 0 ? (held[^1].HeldReason!.StartsWith("joined ticket", StringComparison.Ordinal) ? WhyCause.Joined : WhyCause.Held, Held(facts, problem, held[^1].HeldReason!, sent))
            : (WhyCause.NoTrace, $"No trace is left of what was told of this at {facts.Clock(facts.At)}: {Sentence(problem.Summary)}");
        return (new WhyStory
        {
            Cause = cause, Sentence = sentence, Summary = problem.Summary, Severity = problem.Severity, Fingerprint = problem.Fingerprint, ProblemId = problem.Id,
            Ticket = problem.Ticket, Steps = Steps(facts, decisions),
        }, now is not null);
    }

    private static string Held(WhyFacts facts, WhyProblem problem, string reason, List<WhyNotice> sent)
    {
        var again = sent.Count == 0 ? "" : " again";
        var earlier = sent.Count == 0 ? "" : $" People had been told at {facts.Clock(sent[^1].At)}.";
        return $"Nobody was told{again} about {facts.Host} at {facts.Clock(facts.At)}: {Sentence(reason)} {Sentence(problem.Summary)}{earlier}";
    }

    /// <summary>The limit was crossed and had not held long enough; also when it was good again within the minute.</summary>
    private static WhyStory? OfPending(WhyFacts facts, IReadOnlyList<WhyDecision> decisions)
    {
        var began = decisions.LastOrDefault(d => d.Decision.Kind == DecisionKind.Pending && d.Decision.At < facts.Until);
        var next = began is null ? null : decisions.FirstOrDefault(d => d.Decision.Id > began.Decision.Id);
        if (began is null || next?.Decision.At < facts.At || (next is null && facts.At - began.Decision.At > TimeSpan.FromDays(1)))
        {
            return null;
        }

        var since = (began.Chain.SampleAt ?? began.Decision.At) - (began.Chain.HeldFor ?? TimeSpan.Zero);
        var end = next is not null && next.Decision.At < facts.Until ? next.Chain.SampleAt ?? next.Decision.At : facts.Until;
        var lasted = end > since ? end - since : TimeSpan.Zero;
        var asked = began.Chain.For is { } held ? $" of the {ValueText.Duration(held)} that it must last" : "";
        var after = next?.Decision.Kind switch
        {
            DecisionKind.Abandoned => $" It was good again at {facts.Clock(next.Decision.At)}.",
            null => "",
            _ => $" It had lasted long enough at {facts.Clock(next.Decision.At)}.",
        };
        return new WhyStory
        {
            Cause = WhyCause.DurationNotOver,
            Sentence = $"Nobody was told about {facts.Host} at {facts.Clock(facts.At)}: {Plain(began.Decision.Text)} for only {ValueText.Duration(lasted)}{asked}.{after}",
            Summary = began.Decision.Text, Severity = began.Chain.Severity, Fingerprint = began.Decision.Fingerprint, Steps = Steps(facts, decisions),
        };
    }

    private static WhyStory? OfLate(WhyFacts facts, IReadOnlyList<WhyDecision> decisions)
    {
        var late = decisions.FirstOrDefault(d => d.Decision.Kind == DecisionKind.SeenLate && d.Chain.SampleAt >= facts.At && d.Chain.SampleAt < facts.Until);
        return late is null ? null : new WhyStory
        {
            Cause = WhyCause.SeenLate,
            Sentence = $"Nobody was told about {facts.Host} at {facts.Clock(facts.At)}: the samples of that time came only at {facts.Clock(late.Decision.At)}, too late to be judged. {Sentence(late.Decision.Text)}",
            Summary = late.Decision.Text, Severity = late.Chain.Severity, Fingerprint = late.Decision.Fingerprint, Steps = Steps(facts, decisions),
        };
    }

    private static List<WhyStep> Steps(WhyFacts facts, IReadOnlyList<WhyDecision> decisions) =>
        [.. decisions.Select(d => new WhyStep(d.Decision.At, d.Decision.Text, WhyFactWords.Of(d, facts.Metrics.GetValueOrDefault(d.Decision.RuleId, ""))))];

    private static WhyCause CauseOf(HoldKind kind) => kind switch
    {
        HoldKind.FirstDay => WhyCause.FirstDay,
        HoldKind.Maintenance => WhyCause.Maintenance,
        HoldKind.Silence => WhyCause.Silence,
        HoldKind.Dependency => WhyCause.Dependency,
        HoldKind.Acknowledged => WhyCause.Acknowledged,
        HoldKind.Snoozed => WhyCause.Snoozed,
        _ => WhyCause.Done,
    };

    private static string Plain(string text) => text.TrimEnd('.');

    private static string Sentence(string text) => text.EndsWith('.') ? text : text + ".";
}
