using Microsoft.AspNetCore.Components;
using Monitor.Domain.Access;
using Monitor.Domain.Metrics;
using Monitor.Web.Access.Pages;
using Monitor.Web.Metrics.Services;

namespace Monitor.Web.Metrics;

/// <summary>The services of a host; who may change services puts them on it here. The card around it reads again when they change.</summary>
public sealed partial class HostServices(ServiceDesk desk, ServiceReader reader) : ActorComponent
{
    private IReadOnlyList<(int Id, string Name)> _choices = [];
    private bool _mayChange;
    private int _service;

    [Parameter, EditorRequired]
    public required int HostId { get; set; }

    [Parameter, EditorRequired]
    public required IReadOnlyList<(int Id, string Name)> On { get; set; }

    [Parameter, EditorRequired]
    public required IReadOnlyList<(int Id, string Name)> Needing { get; set; }

    protected override Task OnParametersSetAsync() => LoadAsync(Permissions.HostsRead, async actor =>
    {
        _mayChange = ServiceReader.MayChange(actor);
        _choices = _mayChange ? [.. (await reader.ChoicesAsync(actor, Gone)).Services.Except(On).Except(Needing)] : [];
    });

    private async Task DoAsync(int serviceId, ServiceLinkKind? kind)
    {
        await ActAsync(Permissions.HostsLink, async actor =>
        {
            var outcome = await desk.LinkHostAsync(actor, serviceId, HostId, kind, Gone);
            (Problem, _service) = outcome.IsDone ? (null, 0) : (outcome.Message, _service);
        }, (serviceId, kind));
    }
}
