using System.Security.Claims;
using Monitor.Domain.Access;
using Monitor.Web.Access;

namespace Monitor.Web.Tickets.Service.Admin;

/// <summary>Calendars and service levels over HTTP, to read; they are changed on their pages.</summary>
internal static class SlaApi
{
    public static void Map(IEndpointRouteBuilder app)
    {
        var read = app.MapGroup("/api/v1").RequireAuthorization(Permissions.TicketsConfigure).WithTags("service levels");
        read.MapGet("/calendars", CalendarsAsync).WithSummary("Calendars of service time, all of them.");
        read.MapGet("/service-levels", PoliciesAsync).WithSummary("Service levels with their ladders, in the order in which they are tried.");
    }

    private static async Task<IResult> CalendarsAsync(ClaimsPrincipal user, AccessGate gate, SlaQueries queries, TimeProvider time, CancellationToken cancellationToken)
    {
        var actor = await gate.RequireAsync(user, Permissions.TicketsConfigure, cancellationToken);
        var (lines, now) = (await queries.CalendarsAsync(actor, cancellationToken), time.GetUtcNow());
        return TypedResults.Ok(new { Items = lines.Select(l => Shape(l, now)).ToList(), Next = (string?)null });
    }

    private static async Task<IResult> PoliciesAsync(ClaimsPrincipal user, AccessGate gate, SlaQueries queries, CancellationToken cancellationToken)
    {
        var actor = await gate.RequireAsync(user, Permissions.TicketsConfigure, cancellationToken);
        return TypedResults.Ok(new { Items = (await queries.PoliciesAsync(actor, cancellationToken)).Select(Shape).ToList(), Next = (string?)null });
    }

    /// <summary>A promise of a ticket; `dueAt` only while it runs.</summary>
    public static object Shape(TicketClock clock) => new
    {
        Clock = clock.Clock.ToString(), ServiceLevel = clock.Policy, TargetSeconds = clock.Target.TotalSeconds, StartedAt = clock.StartedAt.UtcDateTime, DueAt = clock.DueAt?.UtcDateTime,
        MetAt = clock.MetAt?.UtcDateTime, LateSince = clock.BreachedAt?.UtcDateTime, Paused = clock.IsPaused, SpentSeconds = clock.Spent.TotalSeconds,
    };

    private static object Shape(CalendarLine line, DateTimeOffset now)
    {
        var (isOpen, until) = SlaShelf.HoursOf(line.Calendar).At(now);
        return new { line.Calendar.Id, line.Calendar.Name, line.Calendar.Zone, line.Calendar.Hours, line.Calendar.Holidays, Open = isOpen, Until = until?.UtcDateTime, line.UsedBy };
    }

    private static object Shape(PolicyLine line) => new
    {
        line.Policy.Id, line.Policy.Name, Enabled = line.Policy.IsEnabled, Priority = line.Policy.Priority?.ToString(), line.Policy.CategoryId, line.Policy.RequesterTeamId,
        line.Policy.HostGroupId, line.Policy.CalendarId, line.Calendar, For = line.Conditions,
        FirstResponseSeconds = line.Policy.FirstResponse?.TotalSeconds, NextUpdateSeconds = line.Policy.NextUpdate?.TotalSeconds, ResolutionSeconds = line.Policy.Resolution?.TotalSeconds,
        Steps = line.Steps.Zip(line.Sentences, (s, words) => new
        {
            s.Id, Clock = s.Clock.ToString(), AfterSeconds = s.After.TotalSeconds, Action = s.Action.ToString(), s.TeamId, Words = words,
        }).ToList(),
    };
}
