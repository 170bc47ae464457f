using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Domain.StatusReports;
using Monitor.Web.Access;

namespace Monitor.Web.Dashboard.StatusReport;

/// <summary>Gathers a status report within what its reader may see: each section by its own permission, everything by scope. What it costs does not grow with the hosts but by one query each.</summary>
public sealed class StatusReader(
    IDbContextFactory<MonitorDb> contexts, StatusResourceReader resources, StatusForecastReader forecasts, StatusTicketReader tickets, StatusEfficiencyReader efficiency)
{
    /// <returns>Null: the host or group that is named is not there for this person.</returns>
    public Task<StatusFacts?> ReadAsync(Actor actor, StatusAsk ask, DateTimeOffset now, CancellationToken cancellationToken) =>
        ReadAsync(actor, ask, StatusSections.Of(actor.May), now, cancellationToken);

    /// <param name="sections">Those that the person may read.</param>
    internal async Task<StatusFacts?> ReadAsync(Actor actor, StatusAsk ask, StatusSections sections, DateTimeOffset now, CancellationToken cancellationToken)
    {
        actor.Demand(Permissions.HostsRead);
        if (await SubjectAsync(actor, ask, cancellationToken) is not { } subject)
        {
            return null;
        }

        var from = now - StatusFacts.Window;
        var (index, sized, safe) = sections.Efficiency ? await efficiency.ReadAsync(actor, ask, cancellationToken) : (null, 0, 0);
        var grades = sections.Forecasts ? await forecasts.GradesAsync(actor, ask, from, now, cancellationToken) : StatusGrades.None;
        return new StatusFacts
        {
            Subject = resources.Clean(subject),
            HostId = ask.HostId,
            GroupId = ask.GroupId,
            MadeAt = now,
            From = from,
            Resources = await resources.ReadAsync(actor, ask, cancellationToken),
            Forecasts = sections.Forecasts ? await forecasts.ReadAsync(actor, ask, now, cancellationToken) : null,
            Predicted = sections.Predicted ? await forecasts.PredictedAsync(actor, ask, cancellationToken) : null,
            Tickets = sections.Tickets ? await tickets.OpenAsync(actor, ask, cancellationToken) : null,
            Causes = sections.Causes ? await tickets.CausesAsync(actor, ask, from, now, cancellationToken) : null,
            Efficiency = index,
            Grades = sections.Forecasts || sections.Efficiency ? grades with { Sized = sized, Safe = safe } : null,
            LeftOut = sections.LeftOut,
        };
    }

    /// <summary>The groups that the person can ask for.</summary>
    public async Task<IReadOnlyList<(int Id, string Path)>> GroupsAsync(Actor actor, CancellationToken cancellationToken)
    {
        actor.Demand(Permissions.HostsRead);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await NamedScope.GroupsAsync(db, actor, cancellationToken);
    }

    private async Task<string?> SubjectAsync(Actor actor, StatusAsk ask, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var name = await NamedScope.OfAsync(db, actor, ask.HostId, ask.GroupId, cancellationToken);
        return name is { Length: > 0 } ? char.ToLowerInvariant(name[0]) + name[1..] : name;
    }
}
