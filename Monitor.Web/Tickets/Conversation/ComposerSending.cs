using Microsoft.JSInterop;
using Monitor.Domain.Access;
using Monitor.Web.Access;
using Monitor.Web.Hosting;

namespace Monitor.Web.Tickets.Conversation;

/// <summary>Sending what was written, and the list of names behind an @.</summary>
public sealed partial class Composer
{
    /// <summary>Asked by the browser while a name is typed; null: no name is being typed.</summary>
    [JSInvokable]
    public async Task SuggestAsync(string? letters)
    {
        var found = letters is null || !Works ? [] : await tools.Desk.SuggestAsync(Actor, Number, letters, _isInternal, _left.Token);
        await ShowAsync(found);
    }

    /// <summary>A key that was pressed while the list of names is open.</summary>
    [JSInvokable]
    public async Task KeyAsync(string key)
    {
        switch (key)
        {
            case "ArrowDown" or "ArrowUp" when _suggested.Count > 0:
                _chosen = (_chosen + (key == "ArrowDown" ? 1 : _suggested.Count - 1)) % _suggested.Count;
                StateHasChanged();
                break;
            case "Enter" or "Tab":
                await ChooseAsync(_chosen);
                break;
            default:
                await CloseAsync();
                break;
        }
    }

    private async Task ChooseAsync(int index)
    {
        if (index < _suggested.Count && _handle is not null)
        {
            await _handle.InvokeVoidAsync("complete", _left.Token, _suggested[index].UserName);
        }

        await CloseAsync();
    }

    private Task CloseAsync() => ShowAsync([]);

    private async Task ShowAsync(IReadOnlyList<NamedPerson> people)
    {
        (_suggested, _chosen) = (people, 0);
        StateHasChanged();
        if (_handle is not null)
        {
            await _handle.InvokeVoidAsync("setOpen", _left.Token, people.Count > 0);
        }
    }

    /// <summary>What was typed while the connection was away is in the box and in no event.</summary>
    private async Task TakeTypedAsync()
    {
        if (_handle is not null)
        {
            _text = Bounded(await _handle.InvokeAsync<string>("value", _left.Token));
        }
    }

    private async Task SendAsync()
    {
        if (_isBusy)
        {
            return;
        }

        (_isBusy, _message) = (true, "");
        try
        {
            await TakeTypedAsync();
            var actor = await gate.RequireAsync((await AuthenticationState).User, Permissions.PortalUse, _left.Token);
            if (tools.Budget.TooManyError(_files.Bytes) is { } never)
            {
                _message = never;
                return;
            }

            using var room = tools.Budget.Take(actor.UserId ?? 0, _files.Bytes);
            if (room is null)
            {
                _message = UploadBudget.Busy;
                return;
            }

            var reply = new NewReply { Text = _text, IsInternal = _isInternal, SpentMinutes = _spent, Files = await _files.ReadAsync(Say, _left.Token), EndsDraft = true };
            var outcome = await tools.Desk.ReplyAsync(actor, new TicketCommand(Number, _key), reply, _left.Token);
            _message = outcome.Message;
            if (outcome.IsDone)
            {
                await SentAsync();
            }
        }
        catch (AccessRefusedException refused)
        {
            _message = refused.Message;
        }
        catch (Exception fault) when (DatabaseOutage.Is(fault) && fault is not TimeoutException)
        {
            _message = "The database does not answer. Your text is kept here; send it again in a moment.";
        }
        catch (Exception failure) when (failure is IOException or TimeoutException)
        {
            _message = "A file could not be read from your device to its end. Choose it again.";
            _files.Clear();
        }
        finally
        {
            _isBusy = false;
        }
    }

    private async Task SentAsync()
    {
        _files.Renew();
        (_text, _key, _spent, _status, _isPreview) = ("", Guid.NewGuid(), 0, "", false);
        Seat?.Stopped();
        if (_handle is not null)
        {
            await _handle.InvokeVoidAsync("forget", _left.Token);
        }

        await OnSent.InvokeAsync();
    }

    private void Say(string status)
    {
        _status = status;
        StateHasChanged();
    }
}
