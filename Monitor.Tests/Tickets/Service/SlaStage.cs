using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Domain.Notifications;
using Monitor.Domain.Tickets;
using Monitor.Domain.Tickets.Service;
using Monitor.Tests.Problems;
using Monitor.Web.Access;
using Monitor.Web.Tickets;
using Monitor.Web.Tickets.Service.Admin;
using Monitor.Web.Tickets.Service.Escalation;

namespace Monitor.Tests.Tickets.Service;

/// <summary>A requester in a team of his own with a service level for it, and the team that works on his ticket: a lead and a member.</summary>
internal sealed class SlaStage
{
    private static readonly CancellationToken Never = CancellationToken.None;

    private readonly ActingFloor _floor;

    private SlaStage(ActingFloor floor) => _floor = floor;

    public required Actor Admin { get; init; }

    public required Actor Requester { get; init; }

    public required Actor Lead { get; init; }

    public required Actor Member { get; init; }

    public required Team Customers { get; init; }

    public required Team Desk { get; init; }

    public int PolicyId { get; private set; }

    public int CalendarId { get; private set; }

    public int Number { get; private set; }

    public PolicyWish Wish { get; private set; } = null!;

    public CalendarDesk Calendars => new(_floor.Contexts, new AuditLog(_floor.Clock), _floor.Live, _floor.Clock);

    public PolicyDesk Policies => new(_floor.Contexts, new AuditLog(_floor.Clock), _floor.Live, _floor.Clock);

    public DateTimeOffset Opened { get; private set; }

    /// <summary>Promises 4 h, 2 h and 10 h round the clock, with the ladder that is given, and opens a ticket of the team.</summary>
    public static async Task<SlaStage> SetAsync(ActingFloor floor, string hours, params StepWish[] steps)
    {
        var (requester, lead, member) = (await floor.PersonAsync(Roles.EndUser), await floor.PersonAsync(Roles.Lead), await floor.PersonAsync(Roles.Technician));
        var (customers, desk) = (new Team { Name = $"customers {Guid.NewGuid():N}" }, new Team { Name = $"desk {Guid.NewGuid():N}" });
        await using var db = floor.Db();

        // What the tickets of other tests still promise is none of this one's looks.
        await db.SlaTimers.ExecuteUpdateAsync(set => set.SetProperty(t => t.NextAt, (DateTimeOffset?)null));
        db.Teams.AddRange(customers, desk);
        await db.SaveChangesAsync();
        db.TeamMembers.AddRange(
            new TeamMember { TeamId = customers.Id, UserId = requester.UserId!.Value }, new TeamMember { TeamId = desk.Id, UserId = lead.UserId!.Value, Role = TeamRole.Lead },
            new TeamMember { TeamId = desk.Id, UserId = member.UserId!.Value });
        await db.SaveChangesAsync();
        var stage = new SlaStage(floor) { Admin = await floor.PersonAsync(Roles.Admin), Requester = requester, Lead = lead, Member = member, Customers = customers, Desk = desk };
        await stage.PromiseAsync(hours, steps);
        await stage.OpenAsync();
        return stage;
    }

    public static StepWish Step(SlaClock clock, int minutes, EscalationAction action, int? teamId = null) => new(clock, TimeSpan.FromMinutes(minutes), action, teamId);

    /// <summary>A second one is what a second server has.</summary>
    public Escalations Server(IDbContextFactory<MonitorDb>? contexts = null) => new(
        contexts ?? _floor.Contexts, new EscalationWriter(_floor.Journal, _floor.Consequences), _floor.Live, _floor.Clock, NullLogger<Escalations>.Instance);

    public Task<int> LookAsync() => Server().TakeDueAsync(Never);

    /// <summary>Lets time pass and looks.</summary>
    public Task<int> AfterAsync(double minutes)
    {
        _floor.Clock.Advance(TimeSpan.FromMinutes(minutes));
        return LookAsync();
    }

    public async Task<SlaTimer?> ClockAsync(SlaClock clock)
    {
        await using var db = _floor.Db();
        return await db.SlaTimers.AsNoTracking().SingleOrDefaultAsync(t => t.Clock == clock && db.Tickets.Any(x => x.Id == t.TicketId && x.Number == Number));
    }

    public async Task<Ticket> TicketAsync()
    {
        await using var db = _floor.Db();
        return await db.Tickets.AsNoTracking().SingleAsync(t => t.Number == Number);
    }

    /// <summary>What the product wrote about promises.</summary>
    public async Task<IReadOnlyList<string>> EntriesAsync()
    {
        await using var db = _floor.Db();
        return await db.TicketEntries.Where(e => e.UserId == null && e.IsInternal && db.Tickets.Any(t => t.Id == e.TicketId && t.Number == Number))
            .OrderBy(e => e.Id).Select(e => e.Text).ToListAsync();
    }

    /// <summary>Who was told, announcement by announcement.</summary>
    public async Task<IReadOnlyList<IReadOnlyList<int>>> ToldAsync()
    {
        await using var db = _floor.Db();
        var payloads = await db.OutboxMessages.Where(m => m.Key == $"ticket/{Number}").OrderBy(m => m.Id).Select(m => m.Payload).ToListAsync();
        return [.. payloads.Select(p => JsonSerializer.Deserialize<TicketNews>(p)!).Where(n => n.What == TicketNewsKind.Escalated).Select(n => n.Named)];
    }

    public async Task SaysAsync(Actor actor, string text) => Assert.True((await _floor.Desk.CommentAsync(actor, Command, text, false, Never)).IsDone);

    public async Task MovesAsync(TicketState state) => Assert.True((await _floor.Desk.MoveAsync(Member, Command, state, "", Never)).IsDone);

    public async Task PrioritisesAsync(TicketPriority priority) => Assert.True((await _floor.Desk.PrioritiseAsync(Member, Command, priority, Never)).IsDone);

    private TicketCommand Command => new(Number, Guid.NewGuid());

    public async Task OpenAsync()
    {
        Opened = _floor.Clock.GetUtcNow();
        Number = (await _floor.Desk.OpenAsync(Requester, new NewTicket("Printer", "", TicketPriority.Medium, null, Guid.NewGuid()), Never)).Number;
        await using var db = _floor.Db();
        await db.Tickets.Where(t => t.Number == Number).ExecuteUpdateAsync(set => set.SetProperty(t => t.TeamId, Desk.Id));
    }

    private async Task PromiseAsync(string hours, StepWish[] steps)
    {
        var calendar = await Calendars.SaveAsync(Admin, null, null, new CalendarWish($"calendar {Guid.NewGuid():N}", "Europe/Berlin", hours, ""), Never);
        Assert.True(calendar.IsDone, string.Join(' ', calendar.Messages));
        CalendarId = calendar.Id;
        Wish = new PolicyWish
        {
            Name = $"level {Guid.NewGuid():N}", IsEnabled = true, RequesterTeamId = Customers.Id, CalendarId = CalendarId,
            FirstResponse = TimeSpan.FromHours(4), NextUpdate = TimeSpan.FromHours(2), Resolution = TimeSpan.FromHours(10), Steps = steps,
        };
        var policy = await Policies.SaveAsync(Admin, null, null, Wish, Never);
        Assert.True(policy.IsDone, string.Join(' ', policy.Messages));
        PolicyId = policy.Id;
    }
}
