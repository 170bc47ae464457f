using System.Data;
using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Domain.Problems.Suppression;
using Monitor.Domain.Tickets;
using Monitor.Domain.Tickets.Reports;
using Monitor.Web.Access;
using Monitor.Web.Tickets.Views;

namespace Monitor.Web.Tickets.Reports;

/// <summary>Figures over the tickets that a person sees. What was merged into another ticket counts there alone.</summary>
public sealed class ReportQueries(IDbContextFactory<MonitorDb> contexts, TimeProvider time)
{
    /// <param name="zone">Of the reader: its midnights are the borders of the days.</param>
    public async Task<TicketFigures> ReadAsync(Actor actor, ReportAsk ask, TimeZoneInfo zone, CancellationToken cancellationToken)
    {
        actor.Demand(Permissions.TicketsReport);
        var now = time.GetUtcNow();
        var days = ask.DaysAt(now, zone);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);

        // All figures are of one moment, or they would not add up.
        await using var moment = await db.Database.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        var tickets = Asked(db, actor, ask, now);
        var reader = new ReportReader(tickets, days, now);
        var (before, steps) = Sum(days, await reader.StepsAsync(cancellationToken), now);
        var rows = await reader.NumbersAsync(cancellationToken);
        return new TicketFigures
        {
            Days = days,
            OpenBefore = before,
            Steps = steps,
            All = rows.Find(r => r.Kind == ReportReader.All)?.Numbers ?? ReportNumbers.None,
            Categories = Group(rows, ReportReader.ByCategory, await ReportNames.CategoriesAsync(db, Ids(rows, ReportReader.ByCategory), cancellationToken), "No category"),
            Teams = Group(rows, ReportReader.ByTeam, await ReportNames.TeamsAsync(db, Ids(rows, ReportReader.ByTeam), cancellationToken), "No team"),
            Hosts = Group(rows, ReportReader.ByHost, await ReportNames.HostsAsync(db, Ids(rows, ReportReader.ByHost), cancellationToken), "No host"),
            Promises = [.. (await reader.PromisesAsync(cancellationToken)).OrderBy(p => p.Clock)],
            Ratings = await ReportRemarks.ReadAsync(db, tickets, days, ask.Page, cancellationToken),
        };
    }

    /// <summary>What a report can be narrowed to.</summary>
    public async Task<ReportChoices> ChoicesAsync(Actor actor, CancellationToken cancellationToken)
    {
        actor.Demand(Permissions.TicketsReport);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await ReportNames.ChoicesAsync(db, actor, cancellationToken);
    }

    /// <summary>The zone that is named, else that of the person's profile, else UTC; null: there is none of this name.</summary>
    public async Task<TimeZoneInfo?> ZoneAsync(Actor actor, string? name, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(name))
        {
            await using var db = await contexts.CreateDbContextAsync(cancellationToken);
            var own = await db.Users.Where(u => u.Id == actor.UserId).Select(u => u.TimeZone).SingleOrDefaultAsync(cancellationToken);
            return ZonedTime.TryZone(own) ?? TimeZoneInfo.Utc;
        }

        return ZonedTime.TryZone(name);
    }

    private static IQueryable<Ticket> Asked(MonitorDb db, Actor actor, ReportAsk ask, DateTimeOffset now)
    {
        var filter = new TicketFilter { CategoryId = ask.CategoryId, TeamId = ask.TeamId, Priorities = ask.Priorities };
        var tickets = TicketFiltering.Apply(db, actor, filter, now).Where(t => t.MergedIntoId == null);
        if (ask.GroupId is not { } group)
        {
            return tickets;
        }

        var below = Visibility.GroupsBelow(db, [group]);
        var hosts = db.Hosts.Where(h => below.Contains(h.GroupId)).Select(h => h.Id);
        return tickets.Where(t => t.HostId != null && hosts.Contains(t.HostId.Value));
    }

    /// <summary>How many were open at the end of each step: those that were open before, with what came and without what was solved since.</summary>
    private static (int Before, IReadOnlyList<ReportStep> Steps) Sum(ReportDays days, IEnumerable<(int Step, int Created, int Solved)> counts, DateTimeOffset now)
    {
        var known = counts.ToDictionary(c => c.Step);
        var (_, created, solved) = known.GetValueOrDefault(0);
        var before = created - solved;
        var (open, steps) = (before, new List<ReportStep>());
        for (var i = 0; i < days.Starts.Count && days.Edges[i] <= now; i++)
        {
            (_, created, solved) = known.GetValueOrDefault(i + 1);
            open += created - solved;
            steps.Add(new ReportStep(days.Starts[i], days.Edges[i], created, solved, open));
        }

        return (before, steps);
    }

    private static ReportGroup Group(List<ReportReader.ReportRow> rows, int kind, IReadOnlyDictionary<int, string> names, string none)
    {
        var own = rows.FindAll(r => r.Kind == kind);
        return new ReportGroup(
            [.. own.Select(r => new ReportLine(r.Id, r.Id is { } id ? names.GetValueOrDefault(id, "gone") : none, r.Numbers))], own.Count == 0 ? 0 : own[0].Total);
    }

    private static int[] Ids(List<ReportReader.ReportRow> rows, int kind) => [.. rows.Where(r => r.Kind == kind).Select(r => r.Id).OfType<int>()];
}
