using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Tickets;
using Monitor.Domain.Tickets.Service;

namespace Monitor.Web.Tickets.Service.Escalation;

/// <summary>What each step does to a ticket, whom it names, and the words for it.</summary>
internal sealed class EscalationEffects(MonitorDb db, Ticket ticket)
{
    private const int NamesShown = 10;

    private readonly List<int> _named = [];

    /// <summary>Everybody who is told.</summary>
    public IReadOnlyList<int> Named => _named;

    public Task<string> TakeAsync(EscalationStep step, CancellationToken cancellationToken) => step.Action switch
    {
        EscalationAction.TellAssignee => TellAssigneeAsync(cancellationToken),
        EscalationAction.TellTeam => TellTeamAsync("the team", cancellationToken),
        EscalationAction.TellLeads => TellLeadsAsync(cancellationToken),
        EscalationAction.ToTeam => GiveToTeamAsync(step.TeamId, cancellationToken),
        EscalationAction.ToLead => GiveToLeadAsync(cancellationToken),
        _ => RaiseAsync(cancellationToken),
    };

    private async Task<string> TellAssigneeAsync(CancellationToken cancellationToken) =>
        ticket.AssigneeUserId is { } assignee && await EscalationPeople.OneAsync(db, ticket, assignee, cancellationToken) is { } person
            ? $"told {Tell([person])}"
            : await TellTeamAsync("nobody in particular has it, so the team", cancellationToken);

    private async Task<string> TellTeamAsync(string whom, CancellationToken cancellationToken) =>
        await EscalationPeople.TeamAsync(db, ticket, leadsOnly: false, cancellationToken) is { Count: > 0 } people
            ? $"told {whom} ({Tell(people)})"
            : await TellHouseAsync(cancellationToken);

    private async Task<string> TellLeadsAsync(CancellationToken cancellationToken) =>
        await EscalationPeople.TeamAsync(db, ticket, leadsOnly: true, cancellationToken) is { Count: > 0 } people
            ? $"told the leads ({Tell(people)})"
            : await TellHouseAsync(cancellationToken);

    /// <summary>A promise that nobody hears of would be worse than one that too many hear of.</summary>
    private async Task<string> TellHouseAsync(CancellationToken cancellationToken) =>
        await EscalationPeople.HouseAsync(db, ticket, cancellationToken) is { Count: > 0 } people
            ? $"told {Tell(people)}, because the ticket has no team with such people"
            : "told nobody, because there is nobody to tell";

    private async Task<string> GiveToTeamAsync(int? teamId, CancellationToken cancellationToken)
    {
        var name = await db.Teams.Where(t => t.Id == teamId).Select(t => t.Name).SingleOrDefaultAsync(cancellationToken);
        if (name is null)
        {
            return "the team that was to get it is gone, so it stays where it is";
        }

        if (ticket.TeamId == teamId)
        {
            return $"it is with {name} already";
        }

        (ticket.TeamId, ticket.AssigneeUserId) = (teamId, null);
        Tell(await EscalationPeople.TeamAsync(db, ticket, leadsOnly: false, cancellationToken));
        return $"gave it to {name}";
    }

    private async Task<string> GiveToLeadAsync(CancellationToken cancellationToken)
    {
        var leads = await EscalationPeople.TeamAsync(db, ticket, leadsOnly: true, cancellationToken);
        if (leads.Count == 0)
        {
            return $"its team has no lead; {await TellHouseAsync(cancellationToken)}";
        }

        if (leads.FirstOrDefault(l => l.UserId == ticket.AssigneeUserId) is { } holder)
        {
            return $"told {Tell([holder])}, who leads the team and has it already";
        }

        ticket.AssigneeUserId = leads[0].UserId;
        return $"assigned it to {Tell([leads[0]])}";
    }

    private async Task<string> RaiseAsync(CancellationToken cancellationToken)
    {
        if (ticket.Priority == TicketPriority.Urgent)
        {
            return "it is Urgent already";
        }

        var from = ticket.Priority++;
        if (ticket.AssigneeUserId is { } assignee && await EscalationPeople.OneAsync(db, ticket, assignee, cancellationToken) is { } person)
        {
            Tell([person]);
        }

        return $"priority {from} → {ticket.Priority}";
    }

    private string Tell(IReadOnlyList<NamedPerson> people)
    {
        _named.AddRange(people.Select(p => p.UserId).Where(id => !_named.Contains(id)));
        return string.Join(", ", people.Take(NamesShown).Select(p => p.Name)) + (people.Count > NamesShown ? $" and {people.Count - NamesShown} more" : "");
    }
}
