using Microsoft.AspNetCore.Components;
using Monitor.Domain.Access;
using Monitor.Web.Access;
using Monitor.Web.Hosting;
using Monitor.Web.Live;

namespace Monitor.Web.Tickets.Causes;

/// <summary>What probably caused the ticket's problem, live, and the question for the true cause once the ticket is done.</summary>
public sealed partial class CausesCard(CauseQueries queries, LiveFeed feed, TimeProvider time) : IDisposable
{
    private readonly ScreenLife _left = new();
    private TicketCauses? _causes;
    private (int Number, uint Version)? _shown;
    private string? _error;

    [Parameter, EditorRequired]
    public required TicketDetail Ticket { get; set; }

    [Parameter, EditorRequired]
    public required Actor Actor { get; set; }

    [Parameter, EditorRequired]
    public required TicketRun Run { get; set; }

    [Parameter]
    public bool Busy { get; set; }

    private bool MayAnswer => _causes is { Run: > 0 } && Actor.May(Permissions.TicketsWork) && Ticket.Relations.MergedInto is null;

    protected override void OnInitialized() => _ = feed.FollowAsync(time, () => InvokeAsync(RefreshAsync), _left.Token, LiveFeed.Tickets);

    protected override Task OnParametersSetAsync()
    {
        if (_shown == (Ticket.Line.Number, Ticket.Version))
        {
            return Task.CompletedTask;
        }

        _causes = _shown?.Number == Ticket.Line.Number ? _causes : null;
        _shown = (Ticket.Line.Number, Ticket.Version);
        return ReadAsync();
    }

    private async Task RefreshAsync()
    {
        await ReadAsync();
        StateHasChanged();
    }

    private async Task ReadAsync()
    {
        try
        {
            (_causes, _error) = (await queries.ReadAsync(Actor, Ticket.Line.Number, _left.Token) ?? TicketCauses.Absent, null);
        }
        catch (AccessRefusedException refused)
        {
            _error = refused.Message;
        }
        catch (Exception fault) when (DatabaseOutage.Is(fault))
        {
            // What is shown stays; the page itself says that it may be old.
            _error = _causes is null ? "The database does not answer. Try again in a moment." : null;
        }
        catch (OperationCanceledException) when (_left.Token.IsCancellationRequested)
        {
            // The reader left.
        }
    }

    public void Dispose() => _left.Dispose();
}
