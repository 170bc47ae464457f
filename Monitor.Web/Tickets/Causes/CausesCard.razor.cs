using Microsoft.AspNetCore.Components;
using Monitor.Domain.Access;
using Monitor.Web.Access;
using Monitor.Web.Hosting;
using Monitor.Web.Live;

namespace Monitor.Web.Tickets.Causes;

/// <summary>What probably caused the ticket's problem, live, and the question for the true cause once the ticket is done.</summary>
public sealed partial class CausesCard(CauseQueries queries, CauseCurves curves, LiveFeed feed, TimeProvider time) : IDisposable
{
    private readonly ScreenLife _left = new();
    private readonly Readings _readings = new();
    private TicketCauses? _causes;
    private CauseCurveSet? _curves;
    private (int Problem, int Run)? _curvesOf;
    private bool _isCurveless;
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

    private Task ReadAsync() => _readings.RunAsync(ReadOnceAsync);

    private async Task ReadOnceAsync()
    {
        try
        {
            (_causes, _error) = (await queries.ReadAsync(Actor, Ticket.Line.Number, _left.Token) ?? TicketCauses.Absent, null);
            await ReadCurvesAsync(_causes);
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

    /// <summary>Once for each run: what a run was made of does not change. The causes are worth reading without them.</summary>
    private async Task ReadCurvesAsync(TicketCauses causes)
    {
        if (_curvesOf == (causes.ProblemId, causes.Run))
        {
            return;
        }

        try
        {
            (_curves, _curvesOf, _isCurveless) = (await curves.ReadAsync(Actor, causes, _left.Token), (causes.ProblemId, causes.Run), false);
        }
        catch (Exception fault) when (DatabaseOutage.Is(fault))
        {
            (_curves, _isCurveless) = (null, true);
        }
    }

    public void Dispose() => _left.Dispose();
}
