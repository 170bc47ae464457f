using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Domain.Tickets.Service;
using Monitor.Web.Access;
using Monitor.Web.Live;

namespace Monitor.Web.Tickets.Service.Admin;

/// <summary>The only writer of service levels: permission, checks, audit, and the clocks that run by them, in one transaction.</summary>
public sealed class PolicyDesk(IDbContextFactory<MonitorDb> contexts, AuditLog audit, LiveFeed live, TimeProvider time)
{
    public const int Most = 100;

    /// <param name="id">Null: a new one, the last in order.</param>
    public Task<SlaOutcome> SaveAsync(Actor actor, int? id, uint? version, PolicyWish wish, CancellationToken cancellationToken) =>
        ChangeAsync(actor, db => SaveAsync(db, actor, id, version, wish, cancellationToken), cancellationToken);

    /// <summary>Changes places with the one before or after it. Tickets are chosen anew only when they change.</summary>
    public Task<SlaOutcome> MoveAsync(Actor actor, int id, bool up, CancellationToken cancellationToken) => ChangeAsync(actor, async db =>
    {
        var all = await db.SlaPolicies.OrderBy(p => p.Position).ThenBy(p => p.Id).ToListAsync(cancellationToken);
        var from = all.FindIndex(p => p.Id == id);
        var to = from + (up ? -1 : 1);
        if (from < 0)
        {
            return SlaOutcome.NotFound;
        }

        if (to < 0 || to >= all.Count)
        {
            return SlaOutcome.Done(id);
        }

        (all[from], all[to]) = (all[to], all[from]);
        for (var i = 0; i < all.Count; i++)
        {
            all[i].Position = i;
        }

        audit.Add(db, actor, "service_level.moved", "service_level", IdText.Of(id), new { Position = from }, new { Position = to });
        return SlaOutcome.Done(id);
    }, cancellationToken);

    /// <summary>Its clocks go with it, also those that are over.</summary>
    public Task<SlaOutcome> DeleteAsync(Actor actor, int id, CancellationToken cancellationToken) => ChangeAsync(actor, async db =>
    {
        if (await db.SlaPolicies.SingleOrDefaultAsync(p => p.Id == id, cancellationToken) is not { } policy)
        {
            return SlaOutcome.NotFound;
        }

        var steps = await db.EscalationSteps.AsNoTracking().Where(s => s.PolicyId == id).ToListAsync(cancellationToken);
        audit.Add(db, actor, "service_level.deleted", "service_level", IdText.Of(id), Facts(policy, steps), null);
        db.SlaPolicies.Remove(policy);
        return SlaOutcome.Done(id);
    }, cancellationToken);

    private async Task<SlaOutcome> ChangeAsync(Actor actor, Func<MonitorDb, Task<SlaOutcome>> change, CancellationToken cancellationToken)
    {
        if (!actor.May(Permissions.TicketsConfigure))
        {
            return SlaOutcome.Refused;
        }

        var outcome = await SlaAdminWork.ChangeAsync(contexts, change, cancellationToken);
        if (outcome.IsDone)
        {
            live.Publish(LiveFeed.Tickets);
        }

        return outcome;
    }

    private async Task<SlaOutcome> SaveAsync(MonitorDb db, Actor actor, int? id, uint? version, PolicyWish wish, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var policy = id is null ? new SlaPolicy { Name = "", Position = int.MaxValue } : await db.SlaPolicies.SingleOrDefaultAsync(p => p.Id == id, cancellationToken);
        if (policy is null || (version is not null && version != policy.RowVersion))
        {
            return policy is null ? SlaOutcome.NotFound : SlaOutcome.Conflict;
        }

        var old = await db.EscalationSteps.Where(s => s.PolicyId == policy.Id && id != null).ToListAsync(cancellationToken);
        var (before, hoursBefore) = (Facts(policy, old), (await SlaShelf.ReadAsync(db, cancellationToken)).Hours(policy.Id));
        wish.WriteTo(policy);
        if (await db.ServiceCalendars.SingleOrDefaultAsync(c => c.Id == wish.CalendarId, cancellationToken) is not { } calendar)
        {
            return SlaOutcome.Invalid("Choose a calendar.");
        }

        var wanted = wish.Steps.Select(s => s.ToStep()).ToList();
        var errors = SlaCheck.Errors(policy, wanted, SlaShelf.HoursOf(calendar), now);
        if (errors.Count == 0 && await RefusalAsync(db, policy, id, cancellationToken) is { } refusal)
        {
            errors = [refusal];
        }

        if (errors.Count > 0)
        {
            return SlaOutcome.Invalid(errors);
        }

        if (id is null)
        {
            policy.Position = (await db.SlaPolicies.MaxAsync(p => (int?)p.Position, cancellationToken) ?? -1) + 1;
            db.SlaPolicies.Add(policy);
        }

        await db.SaveChangesAsync(cancellationToken);

        // A step that stays keeps its id, and with it what it has done already.
        var kept = old.Where(o => wanted.Exists(w => Same(o, w))).ToList();
        db.EscalationSteps.RemoveRange(old.Except(kept));
        var added = wanted.Where(w => !kept.Exists(o => Same(o, w))).Select(w => For(policy.Id, w)).ToList();
        db.EscalationSteps.AddRange(added);
        audit.Add(db, actor, id is null ? "service_level.created" : "service_level.changed", "service_level", IdText.Of(policy.Id), id is null ? null : before, Facts(policy, wanted));
        await db.SaveChangesAsync(cancellationToken);
        if (id is not null)
        {
            await SlaRecount.ApplyAsync(db, [policy.Id], _ => hoursBefore, added.ConvertAll(s => s.Id), now, cancellationToken);
        }

        return SlaOutcome.Done(policy.Id);
    }

    private static async Task<string?> RefusalAsync(MonitorDb db, SlaPolicy policy, int? id, CancellationToken cancellationToken) =>
        await db.SlaPolicies.AnyAsync(p => p.Name == policy.Name && p.Id != id, cancellationToken) ? $"There is a service level named {policy.Name} already. Choose another name."
        : id is null && await db.SlaPolicies.CountAsync(cancellationToken) >= Most ? $"There are {Most} service levels already. Delete one that is no longer needed."
        : null;

    private static EscalationStep For(int policyId, EscalationStep step)
    {
        step.PolicyId = policyId;
        return step;
    }

    private static bool Same(EscalationStep one, EscalationStep other) =>
        (one.Clock, one.After, one.Action, one.TeamId) == (other.Clock, other.After, other.Action, other.TeamId);

    private static object Facts(SlaPolicy p, IEnumerable<EscalationStep> steps) => new
    {
        p.Name, p.IsEnabled, Priority = p.Priority?.ToString(), p.CategoryId, p.RequesterTeamId, p.HostGroupId, p.CalendarId, p.FirstResponse, p.NextUpdate, p.Resolution,
        Steps = steps.OrderBy(s => s.Clock).ThenBy(s => s.After).Select(s => SlaWords.Of(s, s.TeamId is { } team ? $"team {team}" : null)).ToList(),
    };
}
