using Microsoft.AspNetCore.Components;
using Monitor.Domain.Access;
using Monitor.Web.Access;
using Monitor.Web.Access.Pages;
using Monitor.Web.Live;
using Monitor.Web.Metrics.Services;

namespace Monitor.Web.Metrics.Peers;

/// <summary>Calls that agents saw, to accept or dismiss. The page is in the URL.</summary>
public sealed partial class ProposalsPage(PeerDesk desk, PeerReader reader, LiveFeed feed, TimeProvider time) : ActorComponent
{
    private IReadOnlyList<ProposalLine>? _lines;
    private int _total;
    private bool _isAnythingSeen;
    private bool _mayChange;

    [SupplyParameterFromQuery(Name = "page")]
    public int? PageNumber { get; set; }

    private int Number => Math.Clamp(PageNumber ?? 1, 1, 100_000);

    protected override void OnInitialized() => Follow(feed, time, LoadAsync, LiveFeed.Hosts);

    protected override Task OnParametersSetAsync() => LoadAsync();

    private Task LoadAsync() => LoadAsync(Permissions.HostsRead, async actor =>
    {
        _mayChange = ServiceReader.MayChange(actor);
        (_lines, _total, _isAnythingSeen) = await reader.ListAsync(actor, Number, Gone);
    });

    private Task AcceptAsync(ProposalWish wish) => DoAsync(actor => desk.AcceptAsync(actor, wish, Gone), wish, "Accepted: the services and the call are on the map.");

    private Task DismissAsync(ProposalWish wish) => DoAsync(actor => desk.DismissAsync(actor, wish, Gone), wish, "Dismissed: it is not proposed again.");

    private async Task DoAsync(Func<Actor, Task<HostOutcome>> act, ProposalWish wish, string said)
    {
        string? fault = null;
        await ActAsync(Permissions.HostsLink, async actor =>
        {
            var outcome = await act(actor);
            fault = outcome.IsDone ? null : outcome.Message;
            Done = outcome.IsDone ? said : null;
        }, (wish, said));
        await LoadAsync();
        Problem = fault ?? Problem;
        StateHasChanged();
    }
}
