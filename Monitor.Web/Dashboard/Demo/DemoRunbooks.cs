using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Domain.Problems;
using Monitor.Domain.RootCause.Runbooks;
using Monitor.Domain.Tickets;
using Monitor.Web.Access;
using Monitor.Web.Tickets.Runbooks;

namespace Monitor.Web.Dashboard.Demo;

/// <summary>Two runbooks: one that people ask for, and one that runs by itself on the web servers, with what became of its runs. Switched on, since no real host hears of it.</summary>
internal sealed class DemoRunbooks(IDbContextFactory<MonitorDb> contexts, RunbookBook book, RunbookProposals proposals)
{
    private const string Restart = "restart-application";
    private const string Leaks = "Restart what leaks";
    private static readonly RunbookStep Again = new(RunbookStepKind.Action, "Takes half a minute; nothing is lost") { Action = Restart };

    public async Task WriteAsync(IReadOnlyList<DemoFleet.DemoMember> members, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var first = await db.Users.Where(u => u.Role == Roles.Admin).OrderBy(u => u.Id).Select(u => u.Id).Take(1).ToListAsync(cancellationToken);
        var admin = (await AccessGate.OfAsync(db, first, cancellationToken)).FirstOrDefault() ?? Actor.System;
        var web = await db.HostGroups.Where(g => g.Name == "Web").Select(g => g.Id).SingleAsync(cancellationToken);
        db.HostActions.AddRange(members.Where(m => m.Profile.Group == "Web" && m.Profile.Name != "edge-1").Select(m => new HostActions
        {
            HostId = m.HostId, At = now, Actions = RunbookJson.Write([new HostAction(Restart, "restart-unit", "Restart the shop", [])]),
        }));
        await db.SaveChangesAsync(cancellationToken);

        await AddAsync(admin, new RunbookDefinition
        {
            Name = "Restart a busy shop", Description = "When the shop's own program takes the CPU and nothing speaks for a rush of customers.", Causes = ["process:node"],
            Steps =
            [
                new(RunbookStepKind.OpenPage, "Is it the shop, and only on this server?") { Address = "/hosts/{host}?range=1h" }, Again,
                new(RunbookStepKind.Manual, "Tell the shop's team what was seen"),
            ],
        }, cancellationToken);
        var automatic = await AddAsync(admin, new RunbookDefinition
        {
            Name = Leaks, Description = "Until a leak is mended, a restart frees the memory.", Causes = ["rule:memory-leak"], Steps = [Again],
            NeedsApproval = false, AutomaticGroups = [web], LeastConfidence = 0.5, CheckMinutes = 5,
        }, cancellationToken);
        if (await book.SwitchAsync(admin, true, cancellationToken) is { } wrong)
        {
            throw new InvalidOperationException(wrong);
        }

        await HistoryAsync(db, automatic, members.First(m => m.Profile.Fault == DemoFault.MemoryLeaks).HostId, cancellationToken);
        await DemoTickets.SortAsync(db, cancellationToken);
        await proposals.LookAsync(cancellationToken);
    }

    private async Task<int> AddAsync(Actor admin, RunbookDefinition definition, CancellationToken cancellationToken)
    {
        var wrong = await book.SaveAsync(admin, null, null, definition, cancellationToken);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var made = await db.Runbooks.AsNoTracking().SingleOrDefaultAsync(r => r.Name == definition.Name, cancellationToken) ?? throw new InvalidOperationException(wrong);
        return await book.EnableAsync(admin, made.Id, made.RowVersion, true, cancellationToken) is { } refused ? throw new InvalidOperationException(refused) : made.Id;
    }

    /// <summary>On the tickets of the leak since the runbook is there; once it came too late to be of use.</summary>
    private static async Task HistoryAsync(MonitorDb db, int runbookId, int hostId, CancellationToken cancellationToken)
    {
        var problems = await db.Problems.AsNoTracking().Where(p => p.HostId == hostId && p.TicketId != null && p.EndedAt != null && p.Metric == "memory.used_percent").OrderByDescending(p => p.BeganAt)
            .Take(DemoTickets.MendedByItself).ToListAsync(cancellationToken);
        foreach (var (problem, place) in problems.OrderBy(p => p.BeganAt).Select((p, i) => (p, i)))
        {
            var cause = await db.Findings.Where(f => f.ProblemId == problem.Id && f.Rank == 1).SingleAsync(cancellationToken);
            var (started, done) = (problem.FiringAt.AddSeconds(25), problem.FiringAt.AddSeconds(58));
            var helps = place != 1;
            var check = helps ? "It helped: The problem ended 1 min after it." : "It did not help: The problem still fires 5 min after it.";
            db.RunbookRuns.Add(new RunbookRun
            {
                RunbookId = runbookId, RunbookVersion = 1, TicketId = problem.TicketId!.Value, ProblemId = problem.Id, HostId = hostId, CauseKey = cause.CauseKey, Confidence = cause.Confidence,
                ProposalKey = FormattableString.Invariant($"problem/{problem.Id}.0/runbook/{runbookId}/host/{hostId}"), State = helps ? RunState.Helped : RunState.DidNotHelp, IsAutomatic = true,
                ProposedAt = problem.FiringAt.AddSeconds(22), RequestedAt = started, StartedAt = started, EndedAt = done,
                Outcome = $"1. {Restart} (dry run) succeeded. Would restart shop.service.\n1. {Restart} succeeded. shop.service is active.\n{check}",
            });
            db.TicketEntries.AddRange(
                Told(problem, started, $"Runbook “{Leaks}” runs by itself, as an administrator allowed for this group."),
                Told(problem, done, $"Runbook “{Leaks}” on web-2: 1. {Restart} succeeded. shop.service is active."),
                Told(problem, done.AddMinutes(helps ? 1 : 5), $"Runbook “{Leaks}”: {check}"));
        }

        await db.SaveChangesAsync(cancellationToken);
    }

    private static TicketEntry Told(Problem problem, DateTimeOffset at, string text) =>
        new() { TicketId = problem.TicketId!.Value, At = at, Kind = TicketEntryKind.Report, Text = text, IsInternal = true };
}
