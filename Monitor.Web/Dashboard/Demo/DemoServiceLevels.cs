using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Tickets;
using Monitor.Domain.Tickets.Service;
using Monitor.Web.Tickets.Service;

namespace Monitor.Web.Dashboard.Demo;

/// <summary>What the demo promises, and how the promises of its open tickets stand: one answered and asked again, one that waits, one that is soon due.</summary>
internal static class DemoServiceLevels
{
    public static async Task WriteAsync(MonitorDb db, CancellationToken cancellationToken)
    {
        var always = await db.ServiceCalendars.OrderBy(c => c.Id).FirstAsync(cancellationToken);
        var office = new ServiceCalendar { Name = "Office hours", Zone = "Europe/Berlin", Hours = "MO-TH 08:00-12:00, 13:00-17:00\nFR 08:00-14:00", Holidays = "12-25 Christmas\n12-26 Boxing Day\n01-01 New Year" };
        db.ServiceCalendars.Add(office);
        await db.SaveChangesAsync(cancellationToken);
        var urgent = new SlaPolicy
        {
            Name = "Urgent", Position = 1, Priority = TicketPriority.Urgent, CalendarId = always.Id, FirstResponse = TimeSpan.FromMinutes(15), NextUpdate = TimeSpan.FromHours(1), Resolution = TimeSpan.FromHours(4),
        };
        var house = new SlaPolicy
        {
            Name = "Everything else", Position = 2, CalendarId = always.Id, FirstResponse = TimeSpan.FromHours(1), NextUpdate = TimeSpan.FromHours(8), Resolution = TimeSpan.FromDays(2),
        };
        var wishes = new SlaPolicy { Name = "Requests of the office", Position = 3, IsEnabled = false, CalendarId = office.Id, FirstResponse = TimeSpan.FromHours(4), Resolution = TimeSpan.FromHours(24) };
        db.SlaPolicies.AddRange(urgent, house, wishes);
        await db.SaveChangesAsync(cancellationToken);
        EscalationStep[] ladder =
        [
            Step(house, SlaClock.FirstResponse, TimeSpan.FromMinutes(-15), EscalationAction.TellTeam), Step(house, SlaClock.FirstResponse, TimeSpan.Zero, EscalationAction.TellLeads),
            Step(house, SlaClock.FirstResponse, TimeSpan.FromHours(1), EscalationAction.RaisePriority), Step(house, SlaClock.Resolution, TimeSpan.FromHours(-4), EscalationAction.TellAssignee),
            Step(house, SlaClock.Resolution, TimeSpan.Zero, EscalationAction.ToLead),
        ];
        db.EscalationSteps.AddRange(
        [
            .. ladder, Step(urgent, SlaClock.FirstResponse, TimeSpan.FromMinutes(-5), EscalationAction.TellTeam), Step(urgent, SlaClock.FirstResponse, TimeSpan.Zero, EscalationAction.ToLead),
            Step(urgent, SlaClock.Resolution, TimeSpan.FromHours(-1), EscalationAction.TellLeads),
        ]);
        await db.SaveChangesAsync(cancellationToken);
        var terms = SlaTerms.Of(house, ServiceHours.Always, ladder);
        foreach (var ticket in await db.Tickets.Where(t => t.RequesterUserId != null).ToListAsync(cancellationToken))
        {
            foreach (var run in Life(ticket, terms))
            {
                SlaKeeper.Write(db, ticket.Id, [], run, ladder, []);
            }
        }

        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>What is open was answered and asked again, as its conversation says; what waits has done so since soon after it was opened.</summary>
    private static IReadOnlyList<SlaRun> Life(Ticket ticket, SlaTerms terms)
    {
        var opened = new SlaEvent(ticket.CreatedAt, TicketState.New, TicketState.New);
        var runs = SlaClocks.Follow([], terms, opened with { IsNew = true, Chooses = true, Word = SlaWord.Request });
        if (ticket.State == TicketState.Pending)
        {
            return SlaClocks.Follow(runs, terms, opened with { At = ticket.CreatedAt.AddMinutes(20), State = TicketState.Pending });
        }

        if (ticket.State == TicketState.New)
        {
            return runs;
        }

        ticket.FirstRespondedAt = ticket.CreatedAt.AddMinutes(30);
        runs = SlaClocks.Follow(runs, terms, opened with { At = ticket.CreatedAt.AddMinutes(30), Word = SlaWord.Answer });
        return SlaClocks.Follow(runs, terms, opened with { At = ticket.CreatedAt.AddMinutes(48), WasAnswered = true, Word = SlaWord.Request });
    }

    private static EscalationStep Step(SlaPolicy policy, SlaClock clock, TimeSpan after, EscalationAction action) => new() { PolicyId = policy.Id, Clock = clock, After = after, Action = action };
}
