using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Monitor.Domain.Access;
using Monitor.Web.Access;
using Monitor.Web.Live;
using Monitor.Web.Store;

namespace Monitor.Web.Dashboard;

/// <summary>One host: its curves by theme, processes, inventory, any metric. Tab, metric, range and zoom are in the URL.</summary>
public sealed partial class HostPage(
    FleetBoard board, SeriesCatalog catalog, AccessGate gate, LiveFeed feed, NavigationManager navigation,
    TimeProvider time) : IDisposable
{
    private static readonly (string Key, string Title)[] Tabs =
    [
        ("", "Overview"), ("cpu", "CPU and memory"), ("disk", "Disk I/O"), ("network", "Network I/O"), ("storage", "Storage"), ("forecast", "Forecast"), ("efficiency", "Efficiency"),
        ("processes", "Processes"), ("events", "Events"), ("metrics", "All metrics"), ("inventory", "Inventory"), ("links", "Links"),
    ];

    private readonly ScreenLife _left = new();
    private HostHead? _head;
    private Actor? _actor;
    private FleetRow? _row;
    private IReadOnlyList<string> _metrics = [];
    private IReadOnlyList<ChartSpec> _specs = [];
    private int _shownHost;
    private bool _missing;
    private bool _mayEdit;
    private bool _mayForesee;
    private bool _mayRate;

    [CascadingParameter]
    public required Task<AuthenticationState> AuthenticationState { get; set; }

    [Parameter]
    public int HostId { get; set; }

    [SupplyParameterFromQuery]
    public string? Tab { get; set; }

    [SupplyParameterFromQuery]
    public string? Metric { get; set; }

    private string CurrentTab => Tabs.Any(t => t.Key == Tab) && IsThere(Tab!) ? Tab! : "";

    protected override async Task OnInitializedAsync()
    {
        _actor = await gate.RequireAsync((await AuthenticationState).User, Permissions.HostsRead, _left.Token);
        _mayEdit = _actor.May(Permissions.RulesEdit);
        _mayForesee = _actor.May(Permissions.ForecastsRead);
        _mayRate = _actor.May(Permissions.EfficiencyRead);
        _ = feed.FollowAsync(time, () => InvokeAsync(RefreshAsync), _left.Token, FleetBoard.Topic);
    }

    protected override async Task OnParametersSetAsync()
    {
        if (_actor is null)
        {
            return;
        }

        if (_shownHost != HostId)
        {
            _shownHost = HostId;
            await ReadRowAsync();
        }

        Arrange();
    }

    private async Task ReadRowAsync()
    {
        _row = await board.FindAsync(_actor!, HostId, _left.Token);
        _missing = _row is null;
    }

    /// <summary>A tick changes the head alone; the page is drawn again when the host came, went, or reports other metrics than before.</summary>
    private async Task RefreshAsync()
    {
        var wasMissing = _missing;
        await ReadRowAsync();
        if (_missing != wasMissing || _metrics.Count != Metrics().Count)
        {
            Arrange();
            StateHasChanged();
        }
        else if (_row is not null)
        {
            _head?.Show(_row);
        }
    }

    private void Arrange()
    {
        _metrics = Metrics();
        ChartSpec Spec(string title, params string[] metrics) => ChartSpec.OfHost(catalog, HostId, title, metrics);
        _specs = CurrentTab switch
        {
            "cpu" =>
            [
                Spec("CPU usage", "cpu.used_percent"), Spec("Memory usage", "memory.used_percent", "swap.used_percent"),
                Spec("CPU time by mode", "cpu.mode_percent"), Spec("Load", "load.1m", "load.5m", "load.15m"),
                Spec("Load per core", "load.per_core"), Spec("Processes killed for lack of memory", "system.oom_kills"),
            ],
            "disk" =>
            [
                Spec("Disk read", "disk.read_bytes_per_second"), Spec("Disk write", "disk.write_bytes_per_second"),
                Spec("Disk latency", "disk.latency_ms"), Spec("Disk utilisation", "disk.utilisation_percent"),
            ],
            "network" =>
            [
                Spec("Network received", "network.received_bytes_per_second"), Spec("Network sent", "network.sent_bytes_per_second"),
                Spec("Network errors", "network.errors_per_second"), Spec("Network drops", "network.drops_per_second"),
            ],
            "storage" => [Spec("Disk usage", "disk.used_percent"), Spec("Inode usage", "disk.inodes_used_percent"), Spec("Disk free", "disk.free_bytes")],
            "metrics" => string.IsNullOrEmpty(Metric) ? [] : [Spec(Domain.Metrics.MetricCatalog.Find(Metric).Title, Metric)],
            _ =>
            [
                Spec("CPU usage", "cpu.used_percent"), Spec("Memory usage", "memory.used_percent", "swap.used_percent"),
                Spec("Disk I/O", "disk.read_bytes_per_second", "disk.write_bytes_per_second"),
                Spec("Network I/O", "network.received_bytes_per_second", "network.sent_bytes_per_second"),
            ],
        };
    }

    private List<string> Metrics() =>
        [.. catalog.SeriesOf(HostId).Select(s => s.Metric).Distinct().Order(StringComparer.Ordinal)];

    private bool IsThere(string tab) => tab switch { "forecast" => _mayForesee, "efficiency" => _mayRate, _ => true };

    private string TabAddress(string key) => navigation.GetUriWithQueryParameter("tab", key.Length == 0 ? null : key);

    private void ChooseMetric(ChangeEventArgs e) =>
        navigation.NavigateTo(navigation.GetUriWithQueryParameter("metric", string.IsNullOrEmpty(e.Value?.ToString()) ? null : e.Value.ToString()));

    public void Dispose()
    {
        _left.Dispose();
    }
}
