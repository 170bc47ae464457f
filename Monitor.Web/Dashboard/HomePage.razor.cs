using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Domain.Metrics;
using Monitor.Domain.Tickets;
using Monitor.Web.Access;
using Monitor.Web.Live;
using Monitor.Web.Store;

namespace Monitor.Web.Dashboard;

/// <summary>The state of everything at a glance, live: the fleet, hosts by status, tickets by state, the product itself.</summary>
public sealed partial class HomePage(
    FleetBoard board, SeriesCatalog catalog, IDbContextFactory<MonitorDb> contexts, AccessGate gate, LiveFeed feed, TimeProvider time) : IDisposable
{
    private const int MostHosts = 8;

    private readonly ScreenLife _left = new();
    private Actor? _actor;
    private FleetSummary _summary = FleetSummary.Of([]);
    private IReadOnlyList<FleetRow> _troubled = [];
    private IReadOnlyList<ChartSpec> _specs = [];
    private IReadOnlyDictionary<TicketState, int> _tickets = new Dictionary<TicketState, int>();
    private string _drawnHosts = "";

    [CascadingParameter]
    public required Task<AuthenticationState> AuthenticationState { get; set; }

    protected override async Task OnInitializedAsync()
    {
        var actor = await gate.RequireAsync((await AuthenticationState).User, Permissions.PortalUse, _left.Token);
        await ReadTicketsAsync(actor);
        await ReadFleetAsync(actor);
        _actor = actor;
        _ = feed.FollowAsync(time, () => InvokeAsync(RefreshAsync), _left.Token, FleetBoard.Topic, LiveFeed.Tickets);
    }

    private async Task ReadFleetAsync(Actor actor)
    {
        if (!actor.May(Permissions.HostsRead))
        {
            return;
        }

        var rows = await board.VisibleAsync(actor, _left.Token);
        _summary = FleetSummary.Of(rows);
        _troubled = [.. rows.Where(r => r.Status >= HostStatus.Warning).OrderByDescending(r => r.Status).ThenBy(r => r.Name, StringComparer.OrdinalIgnoreCase).Take(5)];
        var drawn = rows.Where(r => r.LastSeenAt is not null).OrderByDescending(r => r.IsActive).ThenBy(r => r.HostId).Take(MostHosts).ToList();
        var key = string.Join(',', drawn.Select(r => $"{r.HostId}:{catalog.SeriesOf(r.HostId).Count > 0}"));
        if (key != _drawnHosts)
        {
            _drawnHosts = key;
            var hosts = drawn.Select(r => (r.HostId, r.Name)).ToList();
            _specs =
            [
                .. new[] { ChartSpec.OfHosts(catalog, hosts, "cpu.used_percent"), ChartSpec.OfHosts(catalog, hosts, "memory.used_percent") }
                    .Where(s => s.Lines.Count > 0),
            ];
        }
    }

    private async Task ReadTicketsAsync(Actor actor)
    {
        await using var db = await contexts.CreateDbContextAsync(_left.Token);
        _tickets = await db.Tickets.VisibleTickets(actor, db).GroupBy(t => t.State).Select(g => new { g.Key, Count = g.Count() })
            .ToDictionaryAsync(g => g.Key, g => g.Count, _left.Token);
    }

    private async Task RefreshAsync()
    {
        await ReadTicketsAsync(_actor!);
        await ReadFleetAsync(_actor!);
        StateHasChanged();
    }

    public void Dispose()
    {
        _left.Dispose();
    }
}
