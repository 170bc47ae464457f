using Monitor.Domain.Problems.Ledger;

namespace Monitor.Domain.Problems.Judging;

/// <summary>A problem that a rule would have made.</summary>
public sealed class ReplayedProblem
{
    public required int HostId { get; init; }

    public required string Fingerprint { get; init; }

    public required string Labels { get; init; }

    public required DateTimeOffset BeganAt { get; init; }

    public required DateTimeOffset FiringAt { get; init; }

    /// <summary>Null: it lasts at the end of the replay.</summary>
    public DateTimeOffset? EndedAt { get; internal set; }

    /// <summary>The worst that it came to.</summary>
    public Severity Severity { get; internal set; }

    public required string Summary { get; init; }

    /// <summary>The number of its ticket, from 1 on in this replay; several problems may have the same.</summary>
    public required int TicketNumber { get; init; }

    public int NoticesSent { get; internal set; }
}

/// <summary>
/// What a rule would have done: plans, trackers and ledger machine as they work live, on an ordered stream of ticks of one host after another. Nothing is
/// suppressed, and no host is in its first day. Pure; not for two threads at once.
/// </summary>
public sealed class RuleReplay(LedgerPolicy policy)
{
    /// <summary>Problems of a host that begin within this time of each other have one ticket.</summary>
    public static readonly TimeSpan JoinWithin = TimeSpan.FromMinutes(2);

    private readonly Dictionary<string, Case> _cases = new(StringComparer.Ordinal);
    private readonly List<ReplayedProblem> _problems = [];
    private readonly List<Verdict> _verdicts = [];
    private (int Number, DateTimeOffset At, Severity Told)? _lastTicket;

    public IReadOnlyList<ReplayedProblem> Problems => _problems;

    /// <summary>Everything that was told to the ledger, in its order.</summary>
    public IReadOnlyList<Verdict> Verdicts => _verdicts;

    public int Tickets { get; private set; }

    public int NoticesSent { get; private set; }

    /// <param name="plan">A fresh plan of one host.</param>
    /// <param name="samples">Its series, from before the beginning by the reach of the rules.</param>
    /// <param name="from">From here on it counts; before, windows are filled.</param>
    /// <param name="to">The end.</param>
    public void Run(HostPlan plan, IReadOnlyList<SeriesSamples> samples, DateTimeOffset from, DateTimeOffset to)
    {
        _lastTicket = null;
        _cases.Clear();
        foreach (var (streamId, time, values) in TickMerge.Merge(samples))
        {
            if (plan.Stream(streamId) is not { } stream || !stream.Begin(time))
            {
                continue;
            }

            for (var place = 0; (place = stream.Next(place, time, values, out var kind)) >= 0; place++)
            {
                if (time >= from.UtcTicks)
                {
                    Take(stream.At(place).Verdict(kind, time));
                }
                else if (kind is not (VerdictKind.Pending or VerdictKind.Abandoned))
                {
                    // As after a restart: what was before opens nothing, the first sample that counts does.
                    stream.TakeBack(place);
                }
            }
        }

        foreach (var one in _cases.Values)
        {
            PassTime(one, to);
        }
    }

    private void Take(Verdict verdict)
    {
        _verdicts.Add(verdict);
        if (!_cases.TryGetValue(verdict.Fingerprint, out var one))
        {
            one = _cases[verdict.Fingerprint] = new Case();
        }

        PassTime(one, verdict.At);
        var offer = verdict.Kind == VerdictKind.Fired && _lastTicket is { } last && verdict.At - last.At <= JoinWithin
            ? new JoinOffer(last.Number, last.Number, last.Told)
            : null;
        Follow(one, new LedgerEvent.Judged(verdict, verdict.At, []) { Offer = offer }, verdict, offer);
    }

    /// <summary>The ledger looks at open problems now and then: for repeats, and for what has been calm for long enough.</summary>
    private void PassTime(Case one, DateTimeOffset until)
    {
        while (one.State.IsOpen && NextLook(one.State, one.LookedAt) is { } next && next < until)
        {
            one.LookedAt = next;
            Follow(one, new LedgerEvent.Ticked(next, []), null, null);
        }
    }

    private DateTimeOffset? NextLook(ProblemState state, DateTimeOffset lookedAt)
    {
        DateTimeOffset? next = state switch
        {
            { IsFlapping: true, Changes.Count: > 0 } => state.Changes[^1] + policy.FlapWindow,
            { Severity: Severity.Critical, NoticeAt: { } last } when state.Repeats < policy.Repeats => last + policy.RepeatEvery,
            _ => null,
        };
        return next is { } at && at <= lookedAt ? lookedAt + TimeSpan.FromMinutes(1) : next;
    }

    private void Follow(Case one, LedgerEvent e, Verdict? verdict, JoinOffer? offer)
    {
        one.LookedAt = e.Now > one.LookedAt ? e.Now : one.LookedAt;
        var step = LedgerMachine.Apply(one.State, e, policy);
        one.State = step.State;
        foreach (var effect in step.Effects)
        {
            switch (effect)
            {
                case LedgerEffect.Began { How: Beginning.Reopened } when one.Problem is not null:
                    one.Problem.EndedAt = null;
                    break;
                case LedgerEffect.Began:
                    one.Problem = Open(verdict!, offer);
                    break;
                case LedgerEffect.SeverityChanged changed when one.Problem is not null:
                    one.Problem.Severity = changed.To > one.Problem.Severity ? changed.To : one.Problem.Severity;
                    break;
                case LedgerEffect.Ended when one.Problem is not null:
                    one.Problem.EndedAt = e.Now;
                    break;
                case LedgerEffect.Notice { IsSent: true }:
                    NoticesSent++;
                    one.Problem!.NoticesSent++;
                    break;
                default:
                    break;
            }
        }
    }

    private ReplayedProblem Open(Verdict verdict, JoinOffer? offer)
    {
        var ticket = offer?.TicketNumber ?? ++Tickets;
        if (offer is null)
        {
            _lastTicket = (ticket, verdict.At, verdict.Severity);
        }

        var problem = new ReplayedProblem
        {
            HostId = verdict.HostId, Fingerprint = verdict.Fingerprint, Labels = verdict.Labels, BeganAt = verdict.BeganAt, FiringAt = verdict.At,
            Severity = verdict.Severity, Summary = verdict.Summary, TicketNumber = ticket,
        };
        _problems.Add(problem);
        return problem;
    }

    private sealed class Case
    {
        public ProblemState State { get; set; } = ProblemState.None;

        public DateTimeOffset LookedAt { get; set; }

        public ReplayedProblem? Problem { get; set; }
    }
}
