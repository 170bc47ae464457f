using Microsoft.AspNetCore.Components;
using Monitor.Domain.Access;
using Monitor.Web.Access;
using Monitor.Web.Access.Pages;
using Monitor.Web.Live;

namespace Monitor.Web.Metrics.Services;

/// <summary>Services, live: list, make, change, delete. The chosen one, a new one and the page are in the URL.</summary>
public sealed partial class ServicesPage(ServiceDesk desk, ServiceReader reader, LiveFeed feed, TimeProvider time) : ActorComponent
{
    private IReadOnlyList<ServiceLine>? _lines;
    private IReadOnlyList<(int Id, string Name)> _hosts = [];
    private IReadOnlyList<(int Id, string Name)> _services = [];
    private ServiceLine? _one;
    private int _total;
    private bool _mayChange;

    [SupplyParameterFromQuery]
    public int? Id { get; set; }

    [SupplyParameterFromQuery]
    public bool? New { get; set; }

    [SupplyParameterFromQuery(Name = "page")]
    public int? PageNumber { get; set; }

    private bool IsNew => New == true && Id is null;

    private int Number => Math.Clamp(PageNumber ?? 1, 1, 100_000);

    protected override void OnInitialized() => _ = feed.FollowAsync(time, () => InvokeAsync(RefreshAsync), Gone, LiveFeed.Hosts);

    protected override Task OnParametersSetAsync()
    {
        Problem = null;
        return LoadAsync();
    }

    private async Task RefreshAsync()
    {
        await LoadAsync();
        StateHasChanged();
    }

    private Task LoadAsync() => LoadAsync(Permissions.HostsRead, async actor =>
    {
        _mayChange = ServiceReader.MayChange(actor);
        (_lines, _total) = await reader.ListAsync(actor, Number, Gone);
        _one = Id is { } id ? await reader.FindAsync(actor, id, Gone) : null;
        (_hosts, _services) = _mayChange && (IsNew || _one is not null) ? await reader.ChoicesAsync(actor, Gone) : ([], []);
        Problem = Id is not null && _one is null ? HostOutcome.NotFound.Message : Problem;
    });

    private Task CreateAsync(ServiceWish wish) => DoAsync(actor => desk.CreateAsync(actor, wish, Gone), "The service is there.");

    private Task ChangeAsync(ServiceWish wish) => DoAsync(actor => desk.ChangeAsync(actor, _one!.Service.Id, _one.Service.RowVersion, wish, Gone), "The service was changed.");

    private Task DeleteAsync() => DoAsync(actor => desk.DeleteAsync(actor, _one!.Service.Id, Gone), "The service is gone. What belonged to it is told again.");

    private async Task DoAsync(Func<Actor, Task<HostOutcome>> act, string said)
    {
        await ActAsync(Permissions.HostsRead, async actor =>
        {
            var outcome = await act(actor);
            if (outcome.IsDone)
            {
                Done = said;
                Navigation.NavigateTo("/admin/services");
            }
            else
            {
                Problem = outcome.Message;
            }
        }, said);

        // The form is another component: its event draws only itself again.
        StateHasChanged();
    }
}
