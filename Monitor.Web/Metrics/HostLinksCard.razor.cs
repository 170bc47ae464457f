using Microsoft.AspNetCore.Components;
using Monitor.Domain.Access;
using Monitor.Web.Access;
using Monitor.Web.Access.Pages;
using Monitor.Web.Live;

namespace Monitor.Web.Metrics;

/// <summary>What a host stands behind and what stands behind it; who may link hosts changes it here.</summary>
public sealed partial class HostLinksCard(HostLinkDesk desk, LiveFeed feed, TimeProvider time) : ActorComponent
{
    private LinkedHosts? _links;
    private int _shown;
    private int _parent;
    private bool _mayEdit;

    [Parameter, EditorRequired]
    public required int HostId { get; set; }

    protected override void OnInitialized() => Follow(feed, time, LoadAsync, LiveFeed.Hosts);

    protected override async Task OnParametersSetAsync()
    {
        if (_shown != HostId)
        {
            (_shown, _parent, Problem, _links) = (HostId, 0, null, null);
            await LoadAsync();
        }
    }

    private Task LoadAsync() => LoadAsync(Permissions.HostsRead, async actor =>
    {
        _mayEdit = actor.May(Permissions.HostsLink);
        _links = await desk.ReadAsync(actor, HostId, Gone) ?? new LinkedHosts([], [], []);
    });

    private Task DoAsync(int parentId, Func<Actor, Task<HostOutcome>> command) => ActAsync(Permissions.HostsLink, async actor =>
    {
        var outcome = await command(actor);
        (Problem, _parent) = outcome.IsDone ? (null, 0) : (outcome.Message, _parent);
        await LoadAsync();
    }, parentId);
}
