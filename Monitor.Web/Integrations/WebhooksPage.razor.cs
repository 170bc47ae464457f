using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Monitor.Domain.Access;
using Monitor.Web.Access;
using Monitor.Web.Hosting;
using Monitor.Web.Live;

namespace Monitor.Web.Integrations;

/// <summary>The webhooks and their one form. A secret is on the screen until the next act and nowhere afterwards.</summary>
public sealed partial class WebhooksPage(WebhookDesk desk, AccessGate gate) : IDisposable
{
    private readonly ScreenLife _left = new();
    private readonly HashSet<string> _events = [.. WebhookEvents.All.Select(e => e.Kind)];
    private IReadOnlyList<WebhookRow>? _rows;
    private WebhookRow? _editing;
    private int? _deleting;
    private string _name = "";
    private string _url = "";
    private bool _isEnabled = true;
    private string? _secret;
    private string _secretOf = "";
    private string _problem = "";
    private string _done = "";
    private string? _error;
    private bool _busy;

    [CascadingParameter]
    public required Task<AuthenticationState> AuthenticationState { get; set; }

    protected override Task OnInitializedAsync() => LoadAsync();

    private async Task LoadAsync()
    {
        try
        {
            _rows = await desk.ListAsync(await ActorAsync(), _left.Token);
            _error = null;
        }
        catch (AccessRefusedException refused)
        {
            _error = refused.Message;
        }
        catch (Exception failure) when (DatabaseOutage.Is(failure))
        {
            _error = "The database does not answer. Try again in a moment.";
        }
    }

    private Task SaveAsync() => ActAsync(async actor =>
    {
        var form = new WebhookForm(_name, _url, [.. _events], _isEnabled);
        if (_editing is { } row)
        {
            return Told(await desk.ChangeAsync(actor, row.Id, row.Version, form, _left.Token), "Saved.", clears: true);
        }

        (_secret, var problem) = await desk.CreateAsync(actor, form, _left.Token);
        _secretOf = _name.Trim();
        return Told(problem, "The webhook is added. Give its secret to the receiver now.", clears: true);
    });

    private Task RenewAsync(WebhookRow row) => ActAsync(async actor =>
    {
        (_secret, var problem) = await desk.RenewSecretAsync(actor, row.Id, row.Version, _left.Token);
        _secretOf = row.Name;
        return Told(problem, "The old secret ends now.");
    });

    private Task DeleteAsync(WebhookRow row) => ActAsync(async actor => Told(await desk.DeleteAsync(actor, row.Id, row.Version, _left.Token), $"{row.Name} is deleted.", clears: true));

    private Task TestAsync(WebhookRow row) => ActAsync(async actor =>
        Told(await desk.TestAsync(actor, row.Id, _left.Token), "A test is on its way. The page Notices says what came of it."));

    private (string Problem, string Done) Told(string? problem, string done, bool clears = false)
    {
        if (problem is null && clears)
        {
            Clear();
        }

        return (problem ?? "", problem is null ? done : "");
    }

    private async Task ActAsync(Func<Actor, Task<(string Problem, string Done)>> act)
    {
        if (_busy)
        {
            return;
        }

        (_busy, _secret) = (true, null);
        try
        {
            (_problem, _done) = await act(await ActorAsync());
            await LoadAsync();
        }
        catch (AccessRefusedException refused)
        {
            (_problem, _done) = (refused.Message, "");
        }
        catch (Exception failure) when (DatabaseOutage.Is(failure))
        {
            (_problem, _done) = ("The database does not answer. What you typed is still here. Try again in a moment.", "");
        }
        finally
        {
            _busy = false;
        }
    }

    private async Task<Actor> ActorAsync() => await gate.RequireAsync((await AuthenticationState).User, Permissions.SystemManage, _left.Token);

    private void Edit(WebhookRow row)
    {
        (_editing, _deleting, _name, _url, _isEnabled, _secret) = (row, null, row.Name, row.Url, row.IsEnabled, null);
        _events.Clear();
        _events.UnionWith(row.Events);
    }

    private void Clear()
    {
        (_editing, _deleting, _name, _url, _isEnabled) = (null, null, "", "", true);
        _events.UnionWith(WebhookEvents.All.Select(e => e.Kind));
    }

    private void Choose(string kind, bool chosen) => _ = chosen ? _events.Add(kind) : _events.Remove(kind);

    public void Dispose() => _left.Dispose();
}
