using System.Globalization;
using Microsoft.AspNetCore.Components;
using Monitor.Domain.Access;
using Monitor.Domain.Tickets;
using Monitor.Web.Access;
using Monitor.Web.Hosting;

namespace Monitor.Web.Tickets.Relations;

/// <summary>The tickets that this one has to do with, those that say something alike, and what can be done with them.</summary>
public sealed partial class TicketRelationsCard(RelationDesk desk, MergeDesk merges, RelatedTickets related)
{
    private const int Shown = 5;

    private IReadOnlyList<TicketReference> _alike = [];
    private (int Number, string Title) _searched;
    private string _act = "Related";
    private string _number = "";
    private string _message = "";

    [Parameter, EditorRequired]
    public required TicketDetail Ticket { get; set; }

    [Parameter, EditorRequired]
    public required Actor Actor { get; set; }

    [Parameter, EditorRequired]
    public required TicketRun Run { get; set; }

    [Parameter]
    public bool Busy { get; set; }

    private bool MayEdit => Actor.May(Permissions.TicketsWork) && Ticket.Line.State != TicketState.Closed;

    private int? Number => int.TryParse(_number.Trim().TrimStart('#'), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    protected override async Task OnParametersSetAsync()
    {
        if (!Actor.May(Permissions.TicketsRead) || _searched == (Ticket.Line.Number, Ticket.Line.Title))
        {
            return;
        }

        _searched = (Ticket.Line.Number, Ticket.Line.Title);
        try
        {
            var known = Ticket.Relations.Links.Select(l => l.Other.Number).ToHashSet();
            _alike = [.. (await related.FindAsync(Actor, Ticket.Line.Title, Ticket.Line.Number, Shown + known.Count, CancellationToken.None))
                .Where(t => !known.Contains(t.Number)).Take(Shown)];
        }
        catch (Exception fault) when (DatabaseOutage.Is(fault))
        {
            // The page itself says that the database does not answer; without suggestions it is whole.
            _alike = [];
        }
    }

    private IEnumerable<(string How, TicketReference Other, Func<Task>? Remove)> Lines() =>
    [
        .. Ticket.Relations.Parent is { } parent ? [("Child of", parent, () => ParentAsync(null))] : Array.Empty<(string, TicketReference, Func<Task>?)>(),
        .. Ticket.Relations.Children.Select(c => ("Parent of", c, (Func<Task>?)null)),
        .. Ticket.Relations.Merged.Select(m => ("Merged from", m, (Func<Task>?)null)),
        .. Ticket.Relations.Links.DistinctBy(l => (How(l), l.Other.Number)).Select(l => (How(l), l.Other, (Func<Task>?)(() => UnlinkAsync(l.Other.Number, l.Kind)))),
    ];

    private static string How(TicketLinkView link) => link.Kind switch
    {
        TicketLinkKind.Duplicate => link.IsFrom ? "Duplicate of" : "Has duplicate",
        TicketLinkKind.Split => link.IsFrom ? "Taken out of" : "Taken out",
        _ => "Related",
    };

    private async Task ActAsync()
    {
        if (Number is not { } number)
        {
            return;
        }

        var outcome = _act switch
        {
            "Merge" => await Run((actor, command) => merges.MergeAsync(actor, command, number, CancellationToken.None)),
            "Parent" => await ParentAsync(number),
            _ => await LinkAsync(number, Enum.Parse<TicketLinkKind>(_act)),
        };
        if (outcome?.IsDone == true)
        {
            _message = _act == "Merge" ? $"Merged into #{number}." : "";
            _number = "";
        }
    }

    private Task<TicketOutcome?> ParentAsync(int? number) => Run((actor, command) => desk.SetParentAsync(actor, command, number, CancellationToken.None));

    private async Task<TicketOutcome?> LinkAsync(int number, TicketLinkKind kind)
    {
        var outcome = await Run((actor, command) => desk.LinkAsync(actor, command, number, kind, CancellationToken.None));
        _alike = outcome?.IsDone == true ? [.. _alike.Where(t => t.Number != number)] : _alike;
        return outcome;
    }

    private Task<TicketOutcome?> UnlinkAsync(int number, TicketLinkKind kind) => Run((actor, command) => desk.UnlinkAsync(actor, command, number, kind, CancellationToken.None));
}
