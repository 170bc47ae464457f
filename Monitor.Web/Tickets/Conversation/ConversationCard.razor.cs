using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Monitor.Domain.Access;
using Monitor.Domain.Tickets;
using Monitor.Web.Access;
using Monitor.Web.Components;
using Monitor.Web.Hosting;
using Monitor.Web.Live;

namespace Monitor.Web.Tickets.Conversation;

/// <summary>
/// What was said and done on a ticket, and the box to answer in. It reads again when the ticket has another version: whatever is written on a ticket changes
/// that.
/// </summary>
public sealed partial class ConversationCard(
    ConversationQueries queries, AttachmentDesk attachments, ReadMarks marks, TicketPresence presence, AccessGate gate) : IDisposable
{
    private readonly ScreenLife _left = new();
    private ConversationPart? _part;
    private TicketPresence.Seat? _seat;
    private (int Number, uint Version, int Count)? _shown;
    private int _count = ConversationQueries.Step;
    private long? _firstNew;
    private long _marked;
    private string _message = "";
    private string? _error;

    /// <summary>The comments that are to become a ticket of their own; null while nobody splits.</summary>
    private HashSet<long>? _chosen;
    private (int Number, string Title)? _made;

    [Inject]
    public required UserZone Zone { get; set; }

    [CascadingParameter]
    public required Task<AuthenticationState> AuthenticationState { get; set; }

    [Parameter, EditorRequired]
    public required TicketDetail Ticket { get; set; }

    [Parameter, EditorRequired]
    public required Actor Actor { get; set; }

    [Parameter, EditorRequired]
    public required TicketRun Run { get; set; }

    [Parameter]
    public bool Busy { get; set; }

    /// <summary>Something was written: the page reads the ticket again.</summary>
    [Parameter]
    public EventCallback OnChanged { get; set; }

    private int Number => Ticket.Line.Number;

    private bool SeesInternal => Actor.May(Permissions.TicketsRead);

    private bool Takes => Actor.May(Permissions.TicketsWork) || (Ticket.RequesterUserId == Actor.UserId && Actor.May(Permissions.PortalUse));

    /// <summary>A closed ticket is reopened, or followed by a new one; nothing is written on it.</summary>
    private bool MayComment => Takes && Ticket.Line.State != TicketState.Closed;

    /// <summary>The desk decides again.</summary>
    private bool MaySplit => Actor.May(Permissions.TicketsWork) && Ticket.Line.State != TicketState.Closed && _part?.Lines.Any(l => l.Kind == TicketEntryKind.Comment) == true;

    protected override async Task OnParametersSetAsync()
    {
        if (_shown is { } shown && shown.Number != Number)
        {
            _seat?.Dispose();
            (_seat, _part, _count, _firstNew, _marked, _chosen, _made) = (null, null, ConversationQueries.Step, null, 0, null, null);
        }

        if (_shown != (Number, Ticket.Version, _count))
        {
            await ReadAsync();
        }
    }

    /// <summary>Only a page that somebody looks at marks as read and shows up as present: a GET changes nothing.</summary>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_left.Token.IsCancellationRequested || _part is null)
        {
            return;
        }

        try
        {
            if (_seat is null && Actor.UserId is { } userId)
            {
                var name = await queries.NameAsync(Actor, _left.Token);
                _left.Token.ThrowIfCancellationRequested();
                _seat ??= presence.Enter(Number, userId, name);
                StateHasChanged();
            }

            if (_part.Lines is [.., { } last] && last.Id > _marked)
            {
                _marked = last.Id;
                await marks.MarkAsync(Actor, Number, last.Id, _left.Token);
            }
        }
        catch (Exception failure) when (failure is OperationCanceledException || DatabaseOutage.Is(failure))
        {
            // The reader left, or the database is away: the mark is made with the next entry.
        }
    }

    private async Task ReadAsync()
    {
        try
        {
            var (number, version, count) = (Number, Ticket.Version, _count);
            var part = await queries.ReadAsync(Actor, number, count, _left.Token);
            (_part, _shown, _error) = (part, (number, version, count), part is null ? TicketOutcome.NotFound.Message : null);
            if (part is not null && _firstNew is null && _marked == 0 && part.ReadEntryId > 0)
            {
                _firstNew = part.Lines.FirstOrDefault(l => l.Id > part.ReadEntryId && l.UserId != Actor.UserId)?.Id;
            }
        }
        catch (Exception fault) when (DatabaseOutage.Is(fault))
        {
            _error = "The database does not answer. Try again in a moment.";
        }
        catch (OperationCanceledException) when (_left.Token.IsCancellationRequested)
        {
            // The reader left.
        }
    }

    private void BeginSplit() => (_chosen, _made) = ([], null);

    private void Choose(long id)
    {
        if (_chosen?.Remove(id) == false)
        {
            _chosen.Add(id);
        }
    }

    private void SplitDone((int Number, string Title) made) => (_chosen, _made) = (null, made);

    private Task ShowOlderAsync()
    {
        _count = Math.Min(_count + ConversationQueries.Step, ConversationQueries.Most);
        return ReadAsync();
    }

    private Task ChangedAsync()
    {
        _message = "";
        return OnChanged.InvokeAsync();
    }

    private async Task RemoveAsync(int attachmentId)
    {
        try
        {
            var actor = await gate.RequireAsync((await AuthenticationState).User, Permissions.PortalUse, _left.Token);
            var outcome = await attachments.RemoveAsync(actor, new TicketCommand(Number, Guid.NewGuid()), attachmentId, _left.Token);
            _message = outcome.Message;
            await OnChanged.InvokeAsync();
        }
        catch (AccessRefusedException refused)
        {
            _message = refused.Message;
        }
        catch (Exception fault) when (DatabaseOutage.Is(fault))
        {
            _message = "The database does not answer. Try again in a moment.";
        }
    }

    public void Dispose()
    {
        _left.Dispose();
        _seat?.Dispose();
    }
}
