using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Domain.Problems.Rules;
using Monitor.Domain.Tickets.Service;
using Monitor.Web.Access;
using Monitor.Web.Components;
using Monitor.Web.Tickets.Catalog;

namespace Monitor.Web.Tickets.Service.Admin;

/// <summary>A calendar with the service levels that use it.</summary>
public sealed record CalendarLine(ServiceCalendar Calendar, IReadOnlyList<string> UsedBy);

/// <summary>A service level with its ladder in order, and both in words.</summary>
public sealed record PolicyLine(SlaPolicy Policy, string Calendar, string Conditions, IReadOnlyList<EscalationStep> Steps, IReadOnlyList<string> Sentences)
{
    /// <summary>All but its place in the order; a step that says something else has another id.</summary>
    public bool SaysTheSame(PolicyLine other) => Said(Policy) == Said(other.Policy) && Steps.Select(s => s.Id).SequenceEqual(other.Steps.Select(s => s.Id));

    private static (string, bool, object?, int?, int?, int?, int, TimeSpan?, TimeSpan?, TimeSpan?) Said(SlaPolicy p) =>
        (p.Name, p.IsEnabled, p.Priority, p.CategoryId, p.RequesterTeamId, p.HostGroupId, p.CalendarId, p.FirstResponse, p.NextUpdate, p.Resolution);
}

/// <summary>What the form of a service level offers.</summary>
public sealed record SlaOptions(
    IReadOnlyList<NamedId> Calendars, IReadOnlyList<NamedId> Categories, IReadOnlyList<NamedId> Teams, IReadOnlyList<NamedId> Groups);

/// <summary>Reads calendars and service levels for administrators.</summary>
public sealed class SlaQueries(IDbContextFactory<MonitorDb> contexts)
{
    public async Task<IReadOnlyList<CalendarLine>> CalendarsAsync(Actor actor, CancellationToken cancellationToken)
    {
        actor.Demand(Permissions.TicketsConfigure);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var calendars = await db.ServiceCalendars.AsNoTracking().OrderBy(c => c.Name).Take(CalendarDesk.Most).ToListAsync(cancellationToken);
        var users = (await db.SlaPolicies.AsNoTracking().OrderBy(p => p.Name).Select(p => new { p.CalendarId, p.Name }).ToListAsync(cancellationToken)).ToLookup(p => p.CalendarId, p => p.Name);
        return calendars.ConvertAll(c => new CalendarLine(c, [.. users[c.Id]]));
    }

    /// <summary>In the order in which they are tried.</summary>
    public async Task<IReadOnlyList<PolicyLine>> PoliciesAsync(Actor actor, CancellationToken cancellationToken)
    {
        actor.Demand(Permissions.TicketsConfigure);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var options = await OptionsAsync(db, cancellationToken);
        var policies = await db.SlaPolicies.AsNoTracking().OrderBy(p => p.Position).ThenBy(p => p.Id).Take(PolicyDesk.Most).ToListAsync(cancellationToken);
        var steps = (await db.EscalationSteps.AsNoTracking().ToListAsync(cancellationToken)).ToLookup(s => s.PolicyId);
        return policies.ConvertAll(p =>
        {
            var ladder = steps[p.Id].OrderBy(s => s.Clock).ThenBy(s => s.After).ThenBy(s => s.Id).ToList();
            var conditions = SlaWords.Conditions(p, NameIn(options.Categories, p.CategoryId), NameIn(options.Teams, p.RequesterTeamId), NameIn(options.Groups, p.HostGroupId));
            return new PolicyLine(p, NameIn(options.Calendars, p.CalendarId)!, conditions, ladder, ladder.ConvertAll(s => SlaWords.Of(s, NameIn(options.Teams, s.TeamId))));
        });
    }

    public async Task<SlaOptions> OptionsAsync(Actor actor, CancellationToken cancellationToken)
    {
        actor.Demand(Permissions.TicketsConfigure);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await OptionsAsync(db, cancellationToken);
    }

    public static string? NameIn(IReadOnlyList<NamedId> options, int? id) => id is null ? null : options.FirstOrDefault(c => c.Id == id)?.Name ?? "(gone)";

    private static async Task<SlaOptions> OptionsAsync(MonitorDb db, CancellationToken cancellationToken)
    {
        var calendars = await db.ServiceCalendars.OrderBy(c => c.Name).Select(c => new NamedId(c.Id, c.Name)).ToListAsync(cancellationToken);
        var teams = await db.Teams.OrderBy(t => t.Name).Select(t => new NamedId(t.Id, t.Name)).Take(1000).ToListAsync(cancellationToken);
        var categories = await CatalogReader.TreeAsync(db, cancellationToken);
        var groups = new GroupTree(await db.HostGroups.AsNoTracking().ToListAsync(cancellationToken));
        return new SlaOptions(
            calendars,
            [.. categories.InOrder().Select(c => new NamedId(c.Category.Id, categories.PathOf(c.Category.Id)))],
            teams,
            [.. groups.All.Select(g => new NamedId(g.Id, groups.PathOf(g.Id))).OrderBy(g => g.Name, StringComparer.OrdinalIgnoreCase)]);
    }
}
