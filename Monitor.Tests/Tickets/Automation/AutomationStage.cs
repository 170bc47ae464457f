using Microsoft.EntityFrameworkCore;
using Monitor.Domain.Access;
using Monitor.Domain.Tickets;
using Monitor.Domain.Tickets.Automation;
using Monitor.Tests.Problems;
using Monitor.Web.Access;
using Monitor.Web.Tickets;
using Monitor.Web.Tickets.Automation.Admin;
using Monitor.Web.Tickets.Automation.Macros;

namespace Monitor.Tests.Tickets.Automation;

/// <summary>A desk without triggers and macros, an administrator who makes some, and people.</summary>
internal sealed class AutomationStage
{
    private static readonly CancellationToken Never = CancellationToken.None;

    private readonly ActingFloor _floor;

    private AutomationStage(ActingFloor floor) => _floor = floor;

    public required Actor Admin { get; init; }

    public required Actor Requester { get; init; }

    public required Actor Technician { get; init; }

    public AutomationDesk Desk => new(_floor.Contexts, new AuditLog(_floor.Clock));

    public AutomationQueries Queries => new(_floor.Contexts);

    public MacroDesk Macros => new(_floor.Contexts, _floor.Journal, _floor.Work, _floor.Consequences);

    public static async Task<AutomationStage> SetAsync(ActingFloor floor)
    {
        await using var db = floor.Db();
        await db.TicketAutomations.ExecuteDeleteAsync();
        return new AutomationStage(floor) { Admin = await floor.PersonAsync(Roles.Admin), Requester = await floor.PersonAsync(Roles.EndUser), Technician = await floor.PersonAsync(Roles.Technician) };
    }

    public static AutomationCondition If(AutomationField field, string value, AutomationTest test = AutomationTest.Is) => new(field, test, value);

    public static AutomationAction Do(AutomationDeed deed, object? value = null) => new(deed, FormattableString.Invariant($"{value}"));

    public Task<TicketAutomation> TriggerAsync(string name, TicketEvent when, AutomationCondition[] conditions, params AutomationAction[] actions) =>
        SaveAsync(new AutomationWish(name, AutomationKind.Trigger) { Event = when, Conditions = conditions, Actions = actions });

    public Task<TicketAutomation> MacroAsync(string name, params AutomationAction[] actions) => SaveAsync(new AutomationWish(name, AutomationKind.Macro) { Actions = actions });

    public async Task<TicketAutomation> SaveAsync(AutomationWish wish)
    {
        Assert.Null(await Desk.SaveAsync(Admin, null, null, wish, Never));
        return await FindAsync(wish.Name);
    }

    public async Task<TicketAutomation> FindAsync(string name)
    {
        await using var db = _floor.Db();
        return await db.TicketAutomations.AsNoTracking().SingleAsync(a => a.Name == name);
    }

    /// <summary>A team with so many technicians.</summary>
    public async Task<(Team Team, IReadOnlyList<Actor> People)> TeamAsync(int people, TeamAssignment assignment = TeamAssignment.ByHand)
    {
        await using var db = _floor.Db();
        var team = new Team { Name = $"team {Guid.NewGuid():N}", Assignment = assignment };
        db.Teams.Add(team);
        await db.SaveChangesAsync();
        var members = new List<Actor>();
        for (var i = 0; i < people; i++)
        {
            members.Add(await _floor.PersonAsync(Roles.Technician));
            db.TeamMembers.Add(new TeamMember { TeamId = team.Id, UserId = members[^1].UserId!.Value });
        }

        await db.SaveChangesAsync();
        return (team, members);
    }

    /// <summary>By the requester; with a team, by the technician for the requester.</summary>
    public async Task<int> OpenAsync(string title, int? teamId = null, IReadOnlyList<string>? tags = null)
    {
        var wish = new NewTicket(title, "", null, null, Guid.NewGuid()) { TeamId = teamId, RequesterUserId = teamId is null ? null : Requester.UserId, Tags = tags };
        var outcome = await _floor.Desk.OpenAsync(teamId is null && tags is null ? Requester : Technician, wish, Never);
        Assert.True(outcome.IsDone, outcome.Message);
        return outcome.Number;
    }

    public static TicketCommand On(int number) => new(number, Guid.NewGuid());

    public async Task<Ticket> TicketAsync(int number)
    {
        await using var db = _floor.Db();
        return await db.Tickets.AsNoTracking().SingleAsync(t => t.Number == number);
    }

    public async Task<IReadOnlyList<TicketEntry>> EntriesAsync(int number)
    {
        await using var db = _floor.Db();
        return await db.TicketEntries.AsNoTracking().Where(e => db.Tickets.Any(t => t.Id == e.TicketId && t.Number == number)).OrderBy(e => e.Id).ToListAsync();
    }

    public async Task<IReadOnlyList<string>> TagsAsync(int number)
    {
        await using var db = _floor.Db();
        return await db.TicketTags.Where(g => db.Tickets.Any(t => t.Id == g.TicketId && t.Number == number)).OrderBy(g => g.Tag).Select(g => g.Tag).ToListAsync();
    }

    /// <summary>What triggers of this name wrote on the ticket.</summary>
    public async Task<IReadOnlyList<string>> SaidAsync(int number, string name) =>
        [.. (await EntriesAsync(number)).Where(e => e.IsInternal && e.Text.StartsWith($"Trigger “{name}”: ", StringComparison.Ordinal)).Select(e => e.Text[$"Trigger “{name}”: ".Length..])];
}
