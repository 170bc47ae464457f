using Microsoft.EntityFrameworkCore;
using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Ledger;

namespace Monitor.Web.Problems;

/// <summary>The ledger for judges that speak of breaches and fingerprints.</summary>
public sealed partial class ProblemLedger
{
    /// <summary>Opens a problem. False: one with this fingerprint is open already (this node's or another's), or nobody judges it.</summary>
    public async Task<bool> OpenAsync(Breach breach, CancellationToken cancellationToken) => await TakeAsync(
    [
        new Verdict
        {
            Kind = VerdictKind.Fired, HostId = breach.HostId, RuleId = breach.RuleId, RuleKey = breach.RuleKey, Metric = breach.Metric, Labels = breach.Labels,
            Severity = breach.Severity, Value = breach.Value, Limit = breach.Limit, BeganAt = breach.BeganAt, At = breach.FiringAt, Summary = breach.Summary,
            IsHostWish = breach.IsHostWish,
        },
    ], cancellationToken) > 0;

    /// <summary>Ends the open problem of a fingerprint. False: there is none.</summary>
    public Task<bool> EndAsync(string fingerprint, DateTimeOffset at, string text, double? value, CancellationToken cancellationToken) =>
        SayAsync(fingerprint, VerdictKind.Ended, at, text, value, cancellationToken);

    /// <summary>Writes down that an open problem began to clear or fires again.</summary>
    public Task MarkAsync(string fingerprint, ProblemPhase phase, string text, double value, CancellationToken cancellationToken) =>
        SayAsync(fingerprint, phase == ProblemPhase.Clearing ? VerdictKind.BeganToClear : VerdictKind.FiresAgain, _time.GetUtcNow(), text, value, cancellationToken);

    private async Task<bool> SayAsync(string fingerprint, VerdictKind kind, DateTimeOffset at, string text, double? value, CancellationToken cancellationToken)
    {
        await using var db = await _contexts.CreateDbContextAsync(cancellationToken);
        var problem = await db.Problems.AsNoTracking().SingleOrDefaultAsync(p => p.Fingerprint == fingerprint && p.EndedAt == null, cancellationToken);
        if (problem is null)
        {
            return false;
        }

        var key = await db.Rules.Where(r => r.Id == problem.RuleId).Select(r => r.Key).SingleAsync(cancellationToken);
        return await TakeAsync(
        [
            new Verdict
            {
                Kind = kind, HostId = problem.HostId, RuleId = problem.RuleId, RuleKey = key, Metric = problem.Metric, Labels = problem.Labels,
                Severity = problem.Severity, Value = value, Limit = problem.Limit, BeganAt = problem.BeganAt, At = at, Summary = text,
            },
        ], cancellationToken) > 0;
    }
}
