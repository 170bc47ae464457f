using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Domain.Tickets.Service;
using Monitor.Web.Access;
using Monitor.Web.Live;

namespace Monitor.Web.Tickets.Service.Admin;

public sealed record CalendarWish(string Name, string Zone, string Hours, string Holidays);

/// <summary>The only writer of calendars: permission, checks, audit, and the clocks that run by them, in one transaction.</summary>
public sealed class CalendarDesk(IDbContextFactory<MonitorDb> contexts, AuditLog audit, LiveFeed live, TimeProvider time)
{
    public const int Most = 100;

    /// <param name="id">Null: a new one.</param>
    public async Task<SlaOutcome> SaveAsync(Actor actor, int? id, uint? version, CalendarWish wish, CancellationToken cancellationToken)
    {
        if (!actor.May(Permissions.TicketsConfigure))
        {
            return SlaOutcome.Refused;
        }

        var now = time.GetUtcNow();
        var draft = Draft(wish);
        var errors = SlaCheck.Errors(draft, now);
        return errors.Count > 0
            ? SlaOutcome.Invalid(errors)
            : Told(await SlaAdminWork.ChangeAsync(contexts, db => SaveAsync(db, actor, id, version, draft, now, cancellationToken), cancellationToken));
    }

    public async Task<SlaOutcome> DeleteAsync(Actor actor, int id, CancellationToken cancellationToken)
    {
        if (!actor.May(Permissions.TicketsConfigure))
        {
            return SlaOutcome.Refused;
        }

        return Told(await SlaAdminWork.ChangeAsync(contexts, async db =>
        {
            if (await db.ServiceCalendars.SingleOrDefaultAsync(c => c.Id == id, cancellationToken) is not { } calendar)
            {
                return SlaOutcome.NotFound;
            }

            if (await db.SlaPolicies.Where(p => p.CalendarId == id).OrderBy(p => p.Position).Select(p => p.Name).FirstOrDefaultAsync(cancellationToken) is { } level)
            {
                return SlaOutcome.Invalid($"The service level “{level}” uses this calendar. Give it another one first.");
            }

            if (await db.ServiceCalendars.CountAsync(cancellationToken) == 1)
            {
                return SlaOutcome.Invalid("This is the last calendar. Change it, or make another one first.");
            }

            db.ServiceCalendars.Remove(calendar);
            audit.Add(db, actor, "calendar.deleted", "calendar", IdText.Of(id), Facts(calendar), null);
            return SlaOutcome.Done(id);
        }, cancellationToken));
    }

    /// <summary>The calendar of a wish as it would be, to check it and to show what it says.</summary>
    public static ServiceCalendar Draft(CalendarWish wish) => new()
    {
        Name = wish.Name.Trim(), Zone = wish.Zone.Trim(), Hours = TicketText.Clean(wish.Hours.ReplaceLineEndings("\n")), Holidays = TicketText.Clean(wish.Holidays.ReplaceLineEndings("\n")),
    };

    private async Task<SlaOutcome> SaveAsync(
        MonitorDb db, Actor actor, int? id, uint? version, ServiceCalendar draft, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (await db.ServiceCalendars.AnyAsync(c => c.Name == draft.Name && c.Id != id, cancellationToken))
        {
            return SlaOutcome.Invalid($"There is a calendar named {draft.Name} already. Choose another name.");
        }

        if (id is null)
        {
            return await AddAsync(db, actor, draft, cancellationToken);
        }

        if (await db.ServiceCalendars.SingleOrDefaultAsync(c => c.Id == id, cancellationToken) is not { } calendar)
        {
            return SlaOutcome.NotFound;
        }

        if (version is not null && version != calendar.RowVersion)
        {
            return SlaOutcome.Conflict;
        }

        var (before, hours) = (Facts(calendar), SlaShelf.HoursOf(calendar));
        var broken = await BrokenAsync(db, calendar.Id, SlaShelf.HoursOf(draft), now, cancellationToken);
        if (broken is not null)
        {
            return SlaOutcome.Invalid(broken);
        }

        (calendar.Name, calendar.Zone, calendar.Hours, calendar.Holidays) = (draft.Name, draft.Zone, draft.Hours, draft.Holidays);
        audit.Add(db, actor, "calendar.changed", "calendar", IdText.Of(calendar.Id), before, Facts(calendar));
        await db.SaveChangesAsync(cancellationToken);
        var policies = await db.SlaPolicies.Where(p => p.CalendarId == calendar.Id).Select(p => p.Id).ToListAsync(cancellationToken);
        await SlaRecount.ApplyAsync(db, policies, _ => hours, added: [], now, cancellationToken);
        return SlaOutcome.Done(calendar.Id);
    }

    private async Task<SlaOutcome> AddAsync(MonitorDb db, Actor actor, ServiceCalendar draft, CancellationToken cancellationToken)
    {
        if (await db.ServiceCalendars.CountAsync(cancellationToken) >= Most)
        {
            return SlaOutcome.Invalid($"There are {Most} calendars already. Delete one that is no longer needed.");
        }

        db.ServiceCalendars.Add(draft);
        await db.SaveChangesAsync(cancellationToken);
        audit.Add(db, actor, "calendar.created", "calendar", IdText.Of(draft.Id), null, Facts(draft));
        return SlaOutcome.Done(draft.Id);
    }

    /// <summary>Fewer hours may make a promise that nobody can keep.</summary>
    private static async Task<string?> BrokenAsync(MonitorDb db, int calendarId, ServiceHours hours, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var policies = await db.SlaPolicies.AsNoTracking().Where(p => p.CalendarId == calendarId).ToListAsync(cancellationToken);
        return policies.SelectMany(p => SlaCheck.Errors(p, [], hours, now).Select(e => $"{p.Name}: {e}")).FirstOrDefault();
    }

    private SlaOutcome Told(SlaOutcome outcome)
    {
        if (outcome.IsDone)
        {
            live.Publish(LiveFeed.Tickets);
        }

        return outcome;
    }

    private static object Facts(ServiceCalendar c) => new { c.Name, c.Zone, c.Hours, c.Holidays };
}
