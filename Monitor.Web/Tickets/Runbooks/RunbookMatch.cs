using Monitor.Domain.RootCause;
using Monitor.Domain.RootCause.Runbooks;

namespace Monitor.Web.Tickets.Runbooks;

/// <summary>A problem that fires, with the causes of its newest ranking, the most probable first.</summary>
internal sealed record FiringProblem(int Id, int Reopenings, int HostId, int TicketId, string RuleKey, string Summary, IReadOnlyList<Finding> Causes);

internal static class RunbookMatch
{
    /// <summary>On which hosts a runbook fits a problem, each with the most probable cause that it fits; none where it fits the problem's rule alone.</summary>
    public static IReadOnlyList<(int HostId, Finding? Cause)> Of(RunbookDefinition runbook, FiringProblem problem)
    {
        var byCause = problem.Causes.Where(c => runbook.Causes.Any(p => CausePattern.Matches(p, c.CauseKey, c.Method, "")))
            .GroupBy(c => c.HostId ?? problem.HostId).Select(g => (g.Key, (Finding?)g.First())).ToList();
        return byCause.Count > 0 ? byCause
            : runbook.Causes.Any(p => CausePattern.Matches(p, null, null, problem.RuleKey)) ? [(problem.HostId, null)]
            : [];
    }
}
