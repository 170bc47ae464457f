using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Ledger;
using Monitor.Domain.Problems.Suppression;
using Monitor.Domain.Tickets;
using Monitor.Web.Problems.Suppression;

namespace Monitor.Web.Problems.Ledger;

/// <summary>Why nobody is told, as the tables say at one moment: read once for all problems of a transaction, kept right while it goes on.</summary>
internal sealed class LedgerHoldings
{
    private readonly List<DownHost> _down;
    private readonly Dictionary<int, (int Number, TicketState State)> _doneTickets;
    private SuppressionSet _set;

    private LedgerHoldings(SuppressionSet set, IEnumerable<DownHost> down, Dictionary<int, (int, TicketState)> doneTickets) =>
        (_set, _down, _doneTickets) = (set, [.. down], doneTickets);

    public HostDependencies Dependencies => _set.Dependencies;

    public static async Task<LedgerHoldings> ReadAsync(MonitorDb db, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var set = await SuppressionReading.ReadAsync(db, now, cancellationToken);
        var down = await SuppressionReading.DownAsync(db, null, cancellationToken);
        var done = await db.Tickets.AsNoTracking()
            .Where(t => (t.State == TicketState.Resolved || t.State == TicketState.Closed) && db.Problems.Any(p => p.TicketId == t.Id && p.EndedAt == null))
            .ToDictionaryAsync(t => t.Id, t => (t.Number, t.State), cancellationToken);
        return new LedgerHoldings(set, down, done);
    }

    /// <summary>The reasons for a problem that is there (with its ticket's), or for one that a judge has just found.</summary>
    public (IReadOnlyList<LedgerHold> Holds, int? DownProblemId) Of(SuppressionSubject subject, bool isOpen, DateTimeOffset now)
    {
        var reasons = _set.ReasonsFor(subject, now);
        var holds = reasons.Select(r => new LedgerHold(KindOf(r.Kind), r.Text)).ToList();
        if (isOpen && subject.TicketId is { } id && _doneTickets.TryGetValue(id, out var done))
        {
            holds.Add(new(HoldKind.Done, $"ticket #{done.Number} was {(done.State == TicketState.Closed ? "closed" : "resolved")} by hand"));
        }

        return (holds, reasons.FirstOrDefault(r => r.Kind == SuppressionKind.Dependency)?.DownProblemId);
    }

    /// <summary>A host went down, or is back, by what this transaction has just written.</summary>
    public void Follow(Problem problem, string hostName, string ruleKey)
    {
        if (!SuppressionFacts.DownRules.Contains(ruleKey))
        {
            return;
        }

        _down.RemoveAll(d => d.ProblemId == problem.Id);
        if (problem is { EndedAt: null, Phase: not ProblemPhase.Predicted, State.IsGood: false })
        {
            _down.Add(new DownHost(problem.HostId, hostName, problem.Id, ruleKey, problem.BeganAt));
        }

        _set = _set.WithDown(_down);
    }

    private static HoldKind KindOf(SuppressionKind kind) => kind switch
    {
        SuppressionKind.Maintenance => HoldKind.Maintenance,
        SuppressionKind.Silence => HoldKind.Silence,
        SuppressionKind.Dependency => HoldKind.Dependency,
        SuppressionKind.Acknowledged => HoldKind.Acknowledged,
        _ => HoldKind.Snoozed,
    };
}
