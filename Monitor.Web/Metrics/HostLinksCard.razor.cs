using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Monitor.Domain.Access;
using Monitor.Web.Access;
using Monitor.Web.Hosting;
using Monitor.Web.Live;

namespace Monitor.Web.Metrics;

/// <summary>What a host stands behind and what stands behind it; who may link hosts changes it here.</summary>
public sealed partial class HostLinksCard(HostLinkDesk desk, AccessGate gate, LiveFeed feed, TimeProvider time)
{
    private readonly ScreenLife _left = new();
    private LinkedHosts? _links;
    private int _shown;
    private int _parent;
    private bool _mayEdit;
    private string? _error;

    [CascadingParameter]
    public required Task<AuthenticationState> AuthenticationState { get; set; }

    [Parameter, EditorRequired]
    public required int HostId { get; set; }

    protected override void OnInitialized() => _ = feed.FollowAsync(time, () => InvokeAsync(RefreshAsync), _left.Token, LiveFeed.Hosts);

    protected override async Task OnParametersSetAsync()
    {
        if (_shown != HostId)
        {
            (_shown, _parent, _error, _links) = (HostId, 0, null, null);
            await LoadAsync();
        }
    }

    private async Task RefreshAsync()
    {
        await LoadAsync();
        StateHasChanged();
    }

    private async Task LoadAsync()
    {
        try
        {
            var actor = await gate.RequireAsync((await AuthenticationState).User, Permissions.HostsRead, _left.Token);
            _mayEdit = actor.May(Permissions.HostsLink);
            _links = await desk.ReadAsync(actor, HostId, _left.Token) ?? new LinkedHosts([], [], []);
        }
        catch (Exception failure) when (DatabaseOutage.Is(failure))
        {
            _error = "The database does not answer. Load the page again in a moment.";
        }
    }

    private async Task DoAsync(Func<Actor, CancellationToken, Task<HostOutcome>> command)
    {
        try
        {
            var outcome = await command(await gate.RequireAsync((await AuthenticationState).User, Permissions.HostsLink, _left.Token), _left.Token);
            (_error, _parent) = outcome.IsDone ? (null, 0) : (outcome.Message, _parent);
            await LoadAsync();
        }
        catch (AccessRefusedException refused)
        {
            _error = refused.Message;
        }
    }

    public void Dispose() => _left.Dispose();
}
