using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Problems.Rules;
using Monitor.Domain.Tickets;
using Monitor.Domain.Tickets.Service;
using Monitor.Web.Tickets.Catalog;
using Npgsql;

namespace Monitor.Web.Tickets.Service;

/// <summary>Keeps the clocks of a ticket in step with every change of it, in the context and transaction of the change.</summary>
internal static class SlaKeeper
{
    /// <param name="wasAnswered">Somebody had answered before this change.</param>
    public static async Task KeepAsync(MonitorDb db, Ticket ticket, TicketChange change, bool wasAnswered, CancellationToken cancellationToken)
    {
        var shelf = await SlaShelf.StandingAsync(db, cancellationToken);
        var timers = change.IsNew ? [] : await TimersAsync(db, ticket.Id, cancellationToken);
        if (timers.Count == 0 && !shelf.HasEnabled)
        {
            return;
        }

        var seen = SlaSight.Of(db, ticket, change, wasAnswered, hasTimers: timers.Count > 0);
        var terms = seen.Chooses || seen.Word == SlaWord.Request ? await ChooseAsync(db, shelf, ticket, cancellationToken) : null;
        var before = timers.ConvertAll(t => SlaRun.Of(t, shelf.Hours(t.PolicyId)));
        var after = SlaClocks.Follow(before, terms, seen);
        var changed = after.Where(r => !before.Contains(r)).ToList();
        db.SlaTimers.RemoveRange(timers.Where(t => after.All(r => r.Clock != t.Clock)));
        if (changed.Count == 0)
        {
            return;
        }

        var policyIds = changed.Select(r => r.PolicyId).ToHashSet();
        var steps = policyIds.SelectMany(p => shelf.Steps[p]).ToList();
        var taken = steps.Count == 0 || change.IsNew ? [] : await TakenAsync(db, ticket.Id, cancellationToken);
        foreach (var run in changed)
        {
            Write(db, ticket.Id, timers, run, steps, taken);
        }
    }

    /// <summary>Writes a clock with the moment at which it is to be looked at next.</summary>
    public static void Write(
        MonitorDb db, int ticketId, IReadOnlyList<SlaTimer> timers, SlaRun run, IReadOnlyList<EscalationStep> steps, IReadOnlyCollection<(int StepId, int Round)> taken)
    {
        var timer = timers.FirstOrDefault(t => t.Clock == run.Clock) ?? db.SlaTimers.Add(new SlaTimer { TicketId = ticketId, Clock = run.Clock }).Entity;
        run.WriteTo(timer);
        timer.NextAt = SlaLadder.NextAt(run, steps.Where(s => s.PolicyId == run.PolicyId), InRound(taken, run.Round));
    }

    public static HashSet<int> InRound(IEnumerable<(int StepId, int Round)> taken, int round) => [.. taken.Where(t => t.Round == round).Select(t => t.StepId)];

    /// <summary>The steps that were taken, with those of this transaction that are not saved yet.</summary>
    public static async Task<List<(int StepId, int Round)>> TakenAsync(MonitorDb db, int ticketId, CancellationToken cancellationToken)
    {
        var stored = await db.EscalationFirings.AsNoTracking().Where(f => f.TicketId == ticketId).Select(f => new { f.StepId, f.Round }).ToListAsync(cancellationToken);
        return [.. stored.Select(f => (f.StepId, f.Round)), .. db.EscalationFirings.Local.Where(f => f.TicketId == ticketId).Select(f => (f.StepId, f.Round))];
    }

    /// <summary>Somebody else began the same clock or took the same step of the same ticket first, or deleted its level meanwhile: another look finds what is so now.</summary>
    public static bool IsRaced(DbUpdateException exception) =>
        exception.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "pk_sla_timers" or "pk_escalation_firings" }
            or PostgresException { SqlState: PostgresErrorCodes.ForeignKeyViolation, ConstraintName: "fk_sla_timers_sla_policies_policy_id" };

    /// <summary>Its clocks, with those that this transaction has begun: one change may follow from another.</summary>
    private static async Task<List<SlaTimer>> TimersAsync(MonitorDb db, int ticketId, CancellationToken cancellationToken)
    {
        await db.SlaTimers.Where(t => t.TicketId == ticketId).LoadAsync(cancellationToken);
        return [.. db.SlaTimers.Local.Where(t => t.TicketId == ticketId)];
    }

    private static async Task<SlaTerms?> ChooseAsync(MonitorDb db, SlaShelf shelf, Ticket ticket, CancellationToken cancellationToken)
    {
        var enabled = shelf.Policies.Where(p => p.IsEnabled).ToList();
        int[] categories = ticket.CategoryId is { } category && enabled.Any(p => p.CategoryId is not null) ? await CategoriesAsync(db, category, cancellationToken) : [];
        int[] teams = ticket.RequesterUserId is { } requester && enabled.Any(p => p.RequesterTeamId is not null)
            ? await db.TeamMembers.Where(m => m.UserId == requester).Select(m => m.TeamId).ToArrayAsync(cancellationToken)
            : [];
        int[] groups = ticket.HostId is { } host && enabled.Any(p => p.HostGroupId is not null) ? await GroupsAsync(db, host, cancellationToken) : [];
        return SlaChoice.Choose(enabled, new SlaSubject(ticket.Priority, categories, teams, groups)) is { } policy ? shelf.Terms(policy, []) : null;
    }

    /// <summary>The category and all above it.</summary>
    private static async Task<int[]> CategoriesAsync(MonitorDb db, int categoryId, CancellationToken cancellationToken)
    {
        var tree = await CatalogReader.StandingTreeAsync(db, cancellationToken);
        return [.. tree.Chain(categoryId).Select(c => c.Id)];
    }

    /// <summary>The host's group and all above it.</summary>
    private static async Task<int[]> GroupsAsync(MonitorDb db, int hostId, CancellationToken cancellationToken)
    {
        var group = await db.Hosts.Where(h => h.Id == hostId).Select(h => (int?)h.GroupId).SingleOrDefaultAsync(cancellationToken);
        var tree = group is null ? null : new GroupTree(await db.HostGroups.AsNoTracking().ToListAsync(cancellationToken));
        return tree is null ? [] : [.. tree.PathUp(group!.Value).Select(g => g.Id)];
    }
}
