using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Monitor.Domain.Access;
using Monitor.Domain.Tickets;
using Monitor.Web.Access;
using Monitor.Web.Components;
using Monitor.Web.Hosting;
using Monitor.Web.Live;
using Monitor.Web.Tickets.Catalog;
using Monitor.Web.Tickets.Editing;

namespace Monitor.Web.Tickets;

/// <summary>One ticket: what it is about, what was said and done, and what this person may do with it. Live.</summary>
public sealed partial class TicketPage(TicketDesk desk, TicketQueries queries, AccessGate gate, LiveFeed feed, TimeProvider time) : IDisposable
{
    private const string Unread = "The database does not answer. What is shown may be old.";
    private const string Away = "The database does not answer. Nothing was changed; try again in a moment.";

    private readonly ScreenLife _left = new();
    private Actor? _actor;
    private TicketDetail? _ticket;
    private IReadOnlyList<NamedPerson> _assignees = [];
    private IReadOnlyList<TicketState> _moves = [];
    private TicketCatalog _catalog = TicketCatalog.Empty;
    private readonly ActTurn _turn = new();
    private readonly Readings _readings = new();
    private readonly HashSet<TicketState> _underWay = [];
    private TicketState? _movingTo;
    private bool _isPending;
    private string _reason = "";
    private string _message = "";
    private string? _error;
    private bool _works;
    private int _waiting;

    /// <summary>Counts what was refused: boxes that show a value which was not taken are drawn anew.</summary>
    private int _refused;
    private RefusedTyping _typed = new(0);
    private bool _isTooLate;

    [CascadingParameter]
    public required Task<AuthenticationState> AuthenticationState { get; set; }

    [Parameter]
    public int Number { get; set; }

    [Inject]
    public required CatalogQueries Catalog { get; set; }

    private bool Busy => _waiting > 0;

    /// <summary>A closed ticket is reopened before anything of it is changed.</summary>
    private bool MayChange => _works && _ticket!.Line.State != TicketState.Closed;

    /// <summary>The requester puts the own words right while nobody has begun.</summary>
    private bool MayWrite => MayChange || (_ticket!.RequesterUserId == _actor!.UserId && _ticket.Line.State == TicketState.New);

    /// <summary>What is held are the notices of problems; what is done needs nobody's hand.</summary>
    private bool MayHold => _works && _ticket!.MemberCount > 0 && _ticket.Line.State is not (TicketState.Resolved or TicketState.Closed);

    protected override void OnInitialized() => _ = feed.FollowAsync(time, () => InvokeAsync(RefreshAsync), _left.Token, LiveFeed.Tickets);

    protected override Task OnParametersSetAsync()
    {
        _typed = _typed.Number == Number ? _typed : new RefusedTyping(Number);
        return LoadAsync();
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
            _actor = await gate.RequireAsync((await AuthenticationState).User, Permissions.PortalUse, _left.Token);
            _ticket = await queries.FindAsync(_actor, Number, _left.Token, entries: 1);
            _error = _ticket is null ? TicketOutcome.NotFound.Message : null;
            _message = _message == Unread ? "" : _message;
            _works = _actor.May(Permissions.TicketsWork);
            _assignees = _works && _assignees.Count == 0 ? await queries.AssigneesAsync(_left.Token) : _assignees;
            var isRequester = _ticket?.RequesterUserId == _actor.UserId;
            _catalog = _works && _catalog == TicketCatalog.Empty ? await Catalog.ReadAsync(_actor, isWhole: false, _left.Token) : _catalog;
            _moves = _ticket is null || _ticket.Relations.MergedInto is not null ? [] : TicketMoves.From(_ticket.Line.State, Permissions.All.Where(_actor.May).ToHashSet(), isRequester);
            _isTooLate = !_works && _ticket is not null && TicketMoves.IsTooLateToReopen(_ticket.Line.State, _ticket.ResolvedAt, time.GetUtcNow());
            _moves = _isTooLate ? [.. _moves.Where(m => m != TicketState.Open)] : _moves;
        }
        catch (AccessRefusedException refused)
        {
            _error = refused.Message;
        }
        catch (Exception fault) when (DatabaseOutage.Is(fault))
        {
            // What is shown stays: an open editor keeps what was typed.
            (_error, _message) = _ticket is null ? (Unread, _message) : (null, Unread);
        }
    }

    private Task BeginMoveAsync(TicketState state)
    {
        if (state == TicketState.Pending)
        {
            _isPending = true;
            return Task.CompletedTask;
        }

        if (_ticket!.StillFires && state is (TicketState.Resolved or TicketState.Closed))
        {
            (_movingTo, _reason) = (state, "");
            return Task.CompletedTask;
        }

        return MoveAsync(state);
    }

    /// <summary>A reason that was begun while another act was under way stays until its own move is made.</summary>
    private async Task MoveAsync(TicketState state)
    {
        if (!_underWay.Add(state))
        {
            return;
        }

        try
        {
            var reason = _movingTo == state ? _reason : "";
            if (await DoAsync((actor, command) => desk.MoveAsync(actor, command, state, reason, _left.Token)) is { IsDone: true } && _movingTo == state)
            {
                (_movingTo, _reason) = (null, "");
            }
        }
        finally
        {
            _underWay.Remove(state);
        }
    }

    private Task<TicketOutcome?> AcknowledgeAsync(TicketHandWish wish) => DoAsync((actor, command) =>
        desk.AcknowledgeAsync(actor, command, wish.Note, time.GetUtcNow() + wish.For, _left.Token));

    private Task<TicketOutcome?> SnoozeAsync(TicketHandWish wish) => DoAsync((actor, command) =>
        desk.SnoozeAsync(actor, command, wish.Note, time.GetUtcNow() + (wish.For ?? TimeSpan.Zero), _left.Token));

    private Task ReleaseAsync(bool isSnooze) => DoAsync((actor, command) => desk.ReleaseAsync(actor, command, isSnooze, _left.Token));

    /// <summary>
    /// Permission is read anew for every act. One at a time: what is clicked meanwhile waits for its turn, and then knows the version that the one before it made.
    /// </summary>
    private async Task<TicketOutcome?> DoAsync(Func<Actor, TicketCommand, Task<TicketOutcome>> act)
    {
        if (_ticket is null)
        {
            return null;
        }

        _waiting++;
        StateHasChanged();
        try
        {
            return await _turn.RunAsync(async () =>
            {
                var outcome = await ActAsync(act);

                // Its turn lasts until the page knows the new version: the next act must not look like a second editor's.
                await LoadAsync();
                _refused += outcome?.IsDone == true ? 0 : 1;
                return outcome;
            });
        }
        finally
        {
            _waiting--;
            StateHasChanged();
        }
    }

    private async Task<TicketOutcome?> ActAsync(Func<Actor, TicketCommand, Task<TicketOutcome>> act)
    {
        try
        {
            var actor = await gate.RequireAsync((await AuthenticationState).User, Permissions.PortalUse, _left.Token);
            var outcome = await act(actor, new TicketCommand(Number, Guid.NewGuid(), _ticket!.Version, _ticket.Seen));
            _message = outcome.Message;
            return outcome;
        }
        catch (AccessRefusedException refused)
        {
            _message = refused.Message;
        }
        catch (Exception fault) when (DatabaseOutage.Is(fault))
        {
            _message = Away;
        }

        return null;
    }

    public void Dispose() => _left.Dispose();
}
