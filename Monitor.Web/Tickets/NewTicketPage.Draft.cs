using Microsoft.JSInterop;
using Monitor.Domain.Metrics;
using Monitor.Domain.Tickets;

namespace Monitor.Web.Tickets;

/// <summary>The form outlives a reload: its tab keeps what is in it, for the address that it was opened with.</summary>
public sealed partial class NewTicketPage
{
    private IJSObjectReference? _module;
    private string _pristine = "";
    private string _kept = "";
    private string _own = "";
    private bool _isLoaded;
    private bool _isAttached;
    private bool _isRestored;

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!_isLoaded || (_isAttached && _module is null))
        {
            return;
        }

        try
        {
            if (_module is null)
            {
                _isAttached = true;
                var module = await javaScript.InvokeAsync<IJSObjectReference>("import", _left.Token, "/js/draft.js");
                Restore(NewTicketDraft.Read(await module.InvokeAsync<string?>("kept", _left.Token, _own)));
                _module = module;
                StateHasChanged();
                return;
            }

            if (Draft().Write() is var now && now != _kept)
            {
                _kept = now;
                await (now == _pristine ? _module.InvokeVoidAsync("forget", _left.Token, _own) : _module.InvokeVoidAsync("keep", _left.Token, _own, now));
            }
        }
        catch (Exception gone) when (gone is JSDisconnectedException or ObjectDisposedException or OperationCanceledException)
        {
            // The reader left; the tab has what it had.
        }
    }

    /// <summary>Called when everything is read that can be chosen.</summary>
    private void Loaded(int? userId)
    {
        _own = $"{userId}.new{new Uri(navigation.Uri).Query}";
        _pristine = _kept = Draft().Write();
        _isLoaded = true;
    }

    /// <summary>What was typed before the tab answered stays.</summary>
    private void Restore(NewTicketDraft? draft)
    {
        if (draft is null || Draft().Write() != _pristine)
        {
            return;
        }

        (_key, _title, _description, _kind) = (draft.Key, WholeText.First(draft.Title, Ticket.TitleLength), WholeText.First(draft.Description, TicketEntry.TextLength), draft.Kind);
        (_impact, _urgency, _due, _tags, _requester, _template) = (draft.Impact, draft.Urgency, draft.Due, draft.Tags, draft.Requester, draft.Template);
        _category = Categories.Any(c => c.Id == draft.Category) ? draft.Category : null;
        _host = _hosts.Any(h => h.Id == draft.Host) ? draft.Host : null;
        _team = _catalog.Teams.Any(t => t.Id == draft.Team) ? draft.Team : null;
        foreach (var (field, value) in draft.Fields)
        {
            _values[field] = value;
        }

        (_kept, _isRestored) = (Draft().Write(), true);
    }

    private NewTicketDraft Draft() => new(_key, _title, _description, _kind)
    {
        Impact = _impact, Urgency = _urgency, Category = _category, Host = _host, Team = _team, Template = _template, Requester = _requester, Due = _due, Tags = _tags,
        Fields = new Dictionary<int, string>(_values.Where(v => v.Value.Length > 0)),
    };

    private async Task ForgetAsync()
    {
        if (_module is { } module)
        {
            _module = null; // nothing is kept of it from here on
            try
            {
                await module.InvokeVoidAsync("forget", _left.Token, _own);
                await module.DisposeAsync();
            }
            catch (Exception gone) when (gone is JSDisconnectedException or OperationCanceledException)
            {
                // The reader left. What was sent has its key: sent again, it is the same ticket.
            }
        }
    }

    private async Task CancelAsync()
    {
        await ForgetAsync();
        navigation.NavigateTo(_works ? "/tickets" : "/portal");
    }

    /// <summary>An empty form in the place of what had been begun.</summary>
    private async Task BeginAnewAsync()
    {
        await ForgetAsync();
        navigation.Refresh(forceReload: true);
    }
}
