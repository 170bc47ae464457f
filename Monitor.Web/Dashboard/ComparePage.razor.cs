using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Monitor.Domain.Access;
using Monitor.Web.Access;
using Monitor.Web.Live;
using Monitor.Web.Store;

namespace Monitor.Web.Dashboard;

/// <summary>Several hosts on one chart per metric, with one shared hover. A host that the reader may see no more leaves the charts.</summary>
public sealed partial class ComparePage(
    FleetBoard board, SeriesCatalog catalog, AccessGate gate, LiveFeed feed, NavigationManager navigation, TimeProvider time) : IDisposable
{
    private static readonly string[] Usual =
    [
        "cpu.used_percent", "memory.used_percent", "disk.used_percent", "network.received_bytes_per_second", "network.sent_bytes_per_second",
    ];

    private readonly ScreenLife _left = new();
    private readonly Readings _readings = new();
    private IReadOnlyList<(int Id, string Name)> _hosts = [];
    private IReadOnlyList<string> _metrics = [];
    private IReadOnlyList<ChartSpec> _specs = [];
    private Actor? _actor;
    private bool _loaded;

    [CascadingParameter]
    public required Task<AuthenticationState> AuthenticationState { get; set; }

    /// <summary>Host ids, comma separated.</summary>
    [SupplyParameterFromQuery]
    public string? Hosts { get; set; }

    [SupplyParameterFromQuery]
    public string? Metric { get; set; }

    protected override void OnInitialized() => _ = feed.FollowAsync(time, () => InvokeAsync(RefreshAsync), _left.Token, LiveFeed.Hosts);

    protected override Task OnParametersSetAsync() => ReadAsync();

    private async Task RefreshAsync()
    {
        try
        {
            await ReadAsync();
        }
        catch (AccessRefusedException)
        {
            (_hosts, _specs) = ([], []);
        }

        StateHasChanged();
    }

    private Task ReadAsync() => _readings.RunAsync(ReadOnceAsync);

    private async Task ReadOnceAsync()
    {
        var actor = await gate.RequireAsync((await AuthenticationState).User, Permissions.HostsRead, _left.Token);
        _actor = actor;
        var wanted = (Hosts ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries)
            .Select(t => int.TryParse(t, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0).ToHashSet();
        _hosts = [.. (await board.VisibleAsync(actor, _left.Token)).Where(r => wanted.Contains(r.HostId)).Take(ChartSpec.MostLines).Select(r => (r.HostId, r.Name))];
        _metrics = [.. _hosts.SelectMany(h => catalog.SeriesOf(h.Id)).Select(s => s.Metric).Distinct().Order(StringComparer.Ordinal)];
        _specs =
        [
            .. (string.IsNullOrEmpty(Metric) ? Usual : [Metric]).Select(m => ChartSpec.OfHosts(catalog, _hosts, m)).Where(s => s.Lines.Count > 0),
        ];
        _loaded = true;
    }

    private void ChooseMetric(ChangeEventArgs e) =>
        navigation.NavigateTo(navigation.GetUriWithQueryParameter("metric", string.IsNullOrEmpty(e.Value?.ToString()) ? null : e.Value.ToString()));

    public void Dispose()
    {
        _left.Dispose();
    }
}
