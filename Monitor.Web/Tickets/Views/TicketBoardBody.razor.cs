using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.JSInterop;
using Monitor.Domain.Access;
using Monitor.Domain.Tickets;
using Monitor.Web.Access;
using Monitor.Web.Hosting;
using Monitor.Web.Live;

namespace Monitor.Web.Tickets.Views;

/// <summary>The board, live. A card is dragged, or moved by its menu; either way the desk decides, with the version that the card shows.</summary>
public sealed partial class TicketBoardBody(TicketBoard board, TicketDesk desk, AccessGate gate, LiveFeed feed, TimeProvider time, IJSRuntime javaScript) : IAsyncDisposable
{
    private readonly ScreenLife _left = new();
    private readonly Readings _readings = new();
    private readonly Dictionary<TicketState, int> _showing = [];
    private IReadOnlyList<TicketColumn>? _columns;
    private HashSet<string> _permissions = [];
    private TicketListQuery? _shown;
    private IJSObjectReference? _dragging;
    private DotNetObjectReference<TicketBoardBody>? _self;
    private int? _userId;
    private int? _refused;

    /// <summary>Counts moves: the menus are drawn anew, so that one that was refused does not show where the card is not.</summary>
    private int _asked;
    private string? _error;
    private string _message = "";

    [CascadingParameter]
    public required Task<AuthenticationState> AuthenticationState { get; set; }

    [Parameter, EditorRequired]
    public required TicketListQuery Query { get; set; }

    [JSInvokable]
    public async Task DropAsync(int number, string state)
    {
        if (Enum.TryParse<TicketState>(state, out var to) && Enum.IsDefined(to))
        {
            await MoveAsync(number, to);
            StateHasChanged();
        }
    }

    protected override void OnInitialized() => _ = feed.FollowAsync(time, () => InvokeAsync(RefreshAsync), _left.Token, LiveFeed.Tickets);

    protected override Task OnParametersSetAsync() => ReferenceEquals(_shown, Query) ? Task.CompletedTask : LoadAsync();

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
        {
            return;
        }

        try
        {
            await using var module = await javaScript.InvokeAsync<IJSObjectReference>("import", "/js/tickets.js");
            _self = DotNetObjectReference.Create(this);
            _dragging = await module.InvokeAsync<IJSObjectReference>("drag", _self);
        }
        catch (Exception gone) when (gone is JSDisconnectedException or ObjectDisposedException or OperationCanceledException)
        {
            // The reader left before the page was ready.
        }
    }

    private async Task RefreshAsync()
    {
        await LoadAsync();
        StateHasChanged();
    }

    private Task LoadAsync() => _readings.RunAsync(ReadOnceAsync);

    private async Task ReadOnceAsync()
    {
        try
        {
            _shown = Query;
            var actor = await gate.RequireAsync((await AuthenticationState).User, Permissions.PortalUse, _left.Token);
            var (query, columns) = (Query, await board.ReadAsync(actor, Query.Filter, _showing, _left.Token));
            if (ReferenceEquals(query, Query))
            {
                (_columns, _error, _userId) = (columns, null, actor.UserId);
                _permissions = [.. Permissions.All.Where(actor.May)];
            }
        }
        catch (AccessRefusedException refused)
        {
            _error = refused.Message;
        }
        catch (Exception failure) when (DatabaseOutage.Is(failure))
        {
            _error = "The database does not answer. It is tried again with the next change; you can also try now.";
        }
    }

    private IReadOnlyList<TicketState> MovesOf(TicketRow row) => TicketMoves.From(row.State, _permissions, row.RequesterUserId == _userId);

    private Task MoveByMenuAsync(int number, string? state) => Enum.TryParse<TicketState>(state, out var to) ? MoveAsync(number, to) : Task.CompletedTask;

    private async Task MoveAsync(int number, TicketState state)
    {
        if (_columns?.SelectMany(c => c.Rows).FirstOrDefault(r => r.Number == number) is not { } row || row.State == state)
        {
            return;
        }

        _asked++;
        try
        {
            var actor = await gate.RequireAsync((await AuthenticationState).User, Permissions.PortalUse, _left.Token);
            var outcome = await desk.MoveAsync(actor, new TicketCommand(number, Guid.NewGuid(), row.Version), state, "", _left.Token);
            (_message, _refused) = (outcome.Message, outcome.IsDone ? null : number);
        }
        catch (AccessRefusedException refused)
        {
            (_message, _refused) = (refused.Message, null);
        }
        catch (Exception failure) when (DatabaseOutage.Is(failure))
        {
            (_message, _refused) = ("The database does not answer. Try again in a moment.", number);
        }

        await LoadAsync();
    }

    private Task MoreAsync(TicketColumn column)
    {
        _showing[column.State] = column.Rows.Count + TicketBoard.Step;
        return LoadAsync();
    }

    private string ListAddress(TicketState state) => "/tickets" + TicketListAddress.WriteOfScreen(Query with { Filter = Query.Filter with { States = [state] } });

    public async ValueTask DisposeAsync()
    {
        _left.Dispose();
        try
        {
            if (_dragging is not null)
            {
                await _dragging.InvokeVoidAsync("dispose");
                await _dragging.DisposeAsync();
            }
        }
        catch (JSDisconnectedException)
        {
            // The circuit is gone; so are the listeners.
        }

        _self?.Dispose();
    }
}
