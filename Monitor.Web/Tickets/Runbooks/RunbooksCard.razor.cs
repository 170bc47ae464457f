using Microsoft.AspNetCore.Components;
using Monitor.Domain.Access;

namespace Monitor.Web.Tickets.Runbooks;

/// <summary>The runbooks of a ticket: what is proposed, what runs, what became of it. It is read anew with the ticket, which changes with each step.</summary>
public sealed partial class RunbooksCard
{
    private TicketRunbooks? _all;
    private long? _running;
    private int _chosen;
    private int? _me;
    private bool _mayRun;
    private bool _mayApprove;

    [Inject]
    public required RunbookDesk Desk { get; set; }

    [Inject]
    public required RunbookQueries Queries { get; set; }

    [Parameter, EditorRequired]
    public required TicketDetail Ticket { get; set; }

    [Parameter, EditorRequired]
    public required TicketRun Run { get; set; }

    [Parameter]
    public bool Busy { get; set; }

    protected override Task OnParametersSetAsync() => ReadAsync();

    private Task ReadAsync() => LoadAsync(Permissions.TicketsRead, async actor =>
    {
        _all = await Queries.OfTicketAsync(actor, Ticket.Line.Number, Gone);
        (_me, _mayRun, _mayApprove) = (actor.UserId, actor.May(Permissions.RunbooksRun), actor.May(Permissions.RunbooksApprove));
    });

    private async Task RunAsync(long id, bool isDryRun)
    {
        _running = null;
        await Run((actor, command) => Desk.RunAsync(actor, command, id, isDryRun, CancellationToken.None));
    }

    private Task ApproveAsync(long id) => Run((actor, command) => Desk.ApproveAsync(actor, command, id, CancellationToken.None));

    private Task CancelAsync(long id) => Run((actor, command) => Desk.CancelAsync(actor, command, id, CancellationToken.None));

    private Task ContinueAsync(long id, int step) => Run((actor, command) => Desk.ContinueAsync(actor, command, id, step, CancellationToken.None));

    private async Task AddAsync()
    {
        var id = _chosen;
        _chosen = 0;
        await Run((actor, command) => Desk.AddAsync(actor, command, id, CancellationToken.None));
    }
}
