using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Monitor.Domain.Access;
using Monitor.Domain.Metrics;
using Monitor.Domain.Tickets;
using Monitor.Web.Access;
using Monitor.Web.Components;
using Monitor.Web.Hosting;
using Monitor.Web.Live;

namespace Monitor.Web.Tickets.Conversation;

/// <summary>One entry: what was said or done. Who wrote it may change the words; the desk sees what they were.</summary>
public sealed partial class EntryLine(ConversationDesk desk, ConversationQueries queries, AccessGate gate) : IDisposable
{
    private readonly ScreenLife _left = new();
    private IReadOnlyList<EarlierText>? _earlier;
    private string _text = "";
    private string _message = "";
    private DateTimeOffset? _basedOn;
    private Guid _key;
    private bool _isEditing;
    private bool _isBusy;

    [CascadingParameter]
    public required Task<AuthenticationState> AuthenticationState { get; set; }

    [Inject]
    public required UserZone Zone { get; set; }

    [Parameter, EditorRequired]
    public int Number { get; set; }

    [Parameter, EditorRequired]
    public required ConversationLine Line { get; set; }

    [Parameter, EditorRequired]
    public required Actor Actor { get; set; }

    [Parameter]
    public int? RequesterUserId { get; set; }

    [Parameter]
    public bool MayComment { get; set; }

    [Parameter]
    public EventCallback<int> OnRemove { get; set; }

    [Parameter]
    public EventCallback OnChanged { get; set; }

    /// <summary>Whether it is among those that are to become a ticket of their own; null while nothing is chosen.</summary>
    [Parameter]
    public bool? IsChosen { get; set; }

    [Parameter]
    public EventCallback<long> OnChoose { get; set; }

    private string Start => WholeText.Cut(Line.Text, 41);

    private bool IsComment => Line.Kind == TicketEntryKind.Comment;

    private bool SeesInternal => Actor.May(Permissions.TicketsRead);

    private bool MayEdit => MayComment && IsComment && Line.UserId == Actor.UserId;

    private void BeginEdit() => (_isEditing, _text, _message, _basedOn, _key) = (true, Line.Text, "", Line.EditedAt, Guid.NewGuid());

    private async Task SaveAsync()
    {
        if (_isBusy)
        {
            return;
        }

        _isBusy = true;
        try
        {
            var actor = await gate.RequireAsync((await AuthenticationState).User, Permissions.PortalUse, _left.Token);
            var outcome = await desk.EditAsync(actor, new TicketCommand(Number, _key), Line.Id, _text, _basedOn, _left.Token);
            _message = outcome.Message;
            if (outcome.IsDone)
            {
                (_isEditing, _earlier) = (false, null);
                await OnChanged.InvokeAsync();
            }
        }
        catch (AccessRefusedException refused)
        {
            _message = refused.Message;
        }
        catch (Exception fault) when (DatabaseOutage.Is(fault))
        {
            _message = "The database does not answer. Your text is kept here; save it again in a moment.";
        }
        finally
        {
            _isBusy = false;
        }
    }

    private async Task ShowEarlierAsync() => _earlier = _earlier is null ? await queries.EarlierAsync(Actor, Number, Line.Id, _left.Token) : null;

    public void Dispose() => _left.Dispose();
}
