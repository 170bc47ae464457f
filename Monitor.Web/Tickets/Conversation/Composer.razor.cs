using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.JSInterop;
using Monitor.Domain.Access;
using Monitor.Domain.Metrics;
using Monitor.Domain.Tickets;
using Monitor.Web.Access;
using Monitor.Web.Hosting;
using Monitor.Web.Live;

namespace Monitor.Web.Tickets.Conversation;

/// <summary>
/// The box in which an answer is written. What is typed is kept twice: in the database, about a second after it was typed, and in the browser's tab at once,
/// together with the key under which it is sent. So a page that lost its server shows the text again and never sends it a second time.
/// </summary>
public sealed partial class Composer(ComposerTools tools, AccessGate gate, IJSRuntime javaScript, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly ScreenLife _left = new();
    private readonly ChosenFiles _files = new();
    private DotNetObjectReference<Composer>? _self;
    private IJSObjectReference? _module;
    private IJSObjectReference? _handle;
    private ElementReference _box;
    private IReadOnlyList<CannedAnswerLine> _answers = [];
    private IReadOnlyList<NamedPerson> _suggested = [];
    private Guid _key = Guid.NewGuid();
    private string _text = "";
    private string _message = "";
    private string _status = "";
    private int _spent;

    /// <summary>Counts what was inserted: the list of answers is drawn anew, so that the same one can be chosen again.</summary>
    private int _inserted;
    private int _chosen;
    private bool _isInternal;
    private bool _isPreview;
    private bool _isBusy;
    private bool _isSaving;

    [CascadingParameter]
    public required Task<AuthenticationState> AuthenticationState { get; set; }

    [Parameter, EditorRequired]
    public required TicketDetail Ticket { get; set; }

    [Parameter, EditorRequired]
    public required Actor Actor { get; set; }

    [Parameter]
    public TicketPresence.Seat? Seat { get; set; }

    [Parameter]
    public EventCallback OnSent { get; set; }

    private int Number => Ticket.Line.Number;

    private bool Works => Actor.May(Permissions.TicketsWork);

    private string Requester => Ticket.RequesterUserId is null ? "everybody who may see this ticket" : Ticket.Line.Requester ?? "the requester";

    protected override async Task OnInitializedAsync()
    {
        _answers = Works ? [.. (await tools.Answers.ListAsync(Actor, null, CannedAnswerDesk.Most, _left.Token)).OrderBy(a => a.Name, StringComparer.OrdinalIgnoreCase)] : [];
        if (await tools.Drafts.FindAsync(Actor, Number, _left.Token) is { } draft && _text.Length == 0)
        {
            (_text, _isInternal, _status) = (draft.Text, draft.IsInternal && Works, "Draft kept");
        }
    }

    /// <summary>The key is used again where this very text was about to be sent when the connection broke.</summary>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
        {
            return;
        }

        try
        {
            _self = DotNetObjectReference.Create(this);
            _module = await javaScript.InvokeAsync<IJSObjectReference>("import", _left.Token, "/js/composer.js");
            _handle = await _module.InvokeAsync<IJSObjectReference>("attach", _left.Token, _box, _self, $"{Actor.UserId}.{Number}", Works);
            if (await _handle.InvokeAsync<KeptDraft?>("kept", _left.Token) is { Text.Length: > 0 } kept && Guid.TryParse(kept.Key, out var key))
            {
                if (await tools.Desk.IsDoneAsync(key, _left.Token))
                {
                    await _handle.InvokeVoidAsync("forget", _left.Token);
                }
                else
                {
                    (_text, _key, _isInternal, _status) = (Bounded(kept.Text), key, kept.Internal && Works, "Draft kept");
                    StateHasChanged();
                }
            }
        }
        catch (Exception gone) when (gone is JSDisconnectedException or ObjectDisposedException or OperationCanceledException)
        {
            // The reader left before the page was ready.
        }
    }

    private sealed record KeptDraft(string? Key, string Text, bool Internal);

    /// <summary>Saves at most once in the pause, and always what was typed last.</summary>
    private void Typed()
    {
        _status = "";
        if (_text.Length > 0)
        {
            Seat?.Writing();
        }

        if (!_isSaving && !_isBusy)
        {
            _isSaving = true;
            _ = SaveLaterAsync();
        }
    }

    private async Task SaveLaterAsync()
    {
        try
        {
            await Task.Delay(Pause, time, _left.Token);
            await InvokeAsync(async () =>
            {
                _isSaving = false;
                if (!_isBusy)
                {
                    await tools.Drafts.SaveAsync(Actor, Number, _text, _isInternal, _left.Token);
                    _status = _text.Length == 0 ? "" : "Draft kept";
                    StateHasChanged();
                }
            });
        }
        catch (Exception failure) when (failure is OperationCanceledException or ObjectDisposedException)
        {
            // The reader left; the browser's tab has the last second of it.
        }
        catch (Exception failure) when (DatabaseOutage.Is(failure))
        {
            _isSaving = false;
            await InvokeAsync(() =>
            {
                _status = "The draft could not be kept: the database does not answer";
                StateHasChanged();
            });
        }
    }

    private async Task TurnAsync(bool isInternal)
    {
        _isInternal = isInternal;
        await CloseAsync();
        Typed();
    }

    private async Task PreviewAsync()
    {
        await TakeTypedAsync();
        _isPreview = true;
    }

    private async Task InsertAsync(ChangeEventArgs e)
    {
        if (int.TryParse(e.Value?.ToString(), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var id)
            && await tools.Answers.FillAsync(Actor, id, Number, _left.Token) is { } text && _handle is not null)
        {
            _isPreview = false;
            await _handle.InvokeVoidAsync("insert", _left.Token, text);
        }

        _inserted++;
    }

    private void ChooseFiles(InputFileChangeEventArgs chosen) => _message = _files.Choose(chosen, tools.Rules, "one answer");

    private static string Bounded(string text) => WholeText.First(text, TicketEntry.TextLength);

    public async ValueTask DisposeAsync()
    {
        _left.Dispose();
        try
        {
            if (_handle is not null)
            {
                await _handle.InvokeVoidAsync("dispose");
                await _handle.DisposeAsync();
            }

            if (_module is not null)
            {
                await _module.DisposeAsync();
            }
        }
        catch (JSDisconnectedException)
        {
            // The circuit is gone; so are the listeners.
        }

        _self?.Dispose();
    }
}
