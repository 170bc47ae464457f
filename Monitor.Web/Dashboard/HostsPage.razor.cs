using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Monitor.Domain.Access;
using Monitor.Domain.Metrics;
using Monitor.Web.Access;
using Monitor.Web.Live;

namespace Monitor.Web.Dashboard;

/// <summary>Every host with status, newest values and small curves, live. Filter, sorting and page are in the URL.</summary>
public sealed partial class HostsPage(FleetBoard board, AccessGate gate, LiveFeed feed, NavigationManager navigation, TimeProvider time) : IDisposable
{
    private const int PageSize = 50;

    private readonly ScreenLife _left = new();
    private readonly SortedSet<int> _selected = [];
    private Actor? _actor;
    private IReadOnlyList<FleetRow>? _rows;
    private IReadOnlyList<FleetRow> _page = [];
    private IReadOnlyList<(int Id, string Name)> _groups = [];
    private FleetSummary _summary = FleetSummary.Of([]);
    private int _matching;
    private bool _mayAdd;
    private string? _error;

    [CascadingParameter]
    public required Task<AuthenticationState> AuthenticationState { get; set; }

    [SupplyParameterFromQuery]
    public string? Text { get; set; }

    [SupplyParameterFromQuery]
    public string? Status { get; set; }

    [SupplyParameterFromQuery]
    public string? Group { get; set; }

    [SupplyParameterFromQuery]
    public string? Sort { get; set; }

    [SupplyParameterFromQuery(Name = "page")]
    public int? PageNumber { get; set; }

    private int Number => Math.Max(1, PageNumber ?? 1);

    private string CompareAddress => "/hosts/compare?hosts=" + string.Join(',', _selected);

    protected override async Task OnInitializedAsync()
    {
        await LoadAsync();
        _ = feed.FollowAsync(time, () => InvokeAsync(RefreshAsync), _left.Token, FleetBoard.Topic);
    }

    protected override void OnParametersSet() => Arrange();

    private async Task LoadAsync()
    {
        try
        {
            _error = null;
            _actor = await gate.RequireAsync((await AuthenticationState).User, Permissions.HostsRead, _left.Token);
            _mayAdd = _actor.May(Permissions.HostsManage);
            await ReadAsync();
        }
        catch (AccessRefusedException refused)
        {
            _error = refused.Message;
        }
    }

    private async Task ReadAsync()
    {
        _rows = await board.VisibleAsync(_actor!, _left.Token);
        _groups = [.. _rows.Select(r => (r.GroupId, r.GroupName)).Distinct().OrderBy(g => g.GroupName, StringComparer.OrdinalIgnoreCase)];
        _summary = FleetSummary.Of(_rows);
        Arrange();
    }

    private async Task RefreshAsync()
    {
        if (_actor is not null)
        {
            await ReadAsync();
            StateHasChanged();
        }
    }

    private void Arrange()
    {
        if (_rows is null)
        {
            return;
        }

        var rows = _rows.Where(r =>
            (string.IsNullOrWhiteSpace(Text) || r.Name.Contains(Text.Trim(), StringComparison.OrdinalIgnoreCase))
            && (string.IsNullOrEmpty(Status) || string.Equals(r.Status.ToString(), Status, StringComparison.OrdinalIgnoreCase))
            && (!int.TryParse(Group, NumberStyles.None, CultureInfo.InvariantCulture, out var group) || r.GroupId == group));
        var byName = StringComparer.OrdinalIgnoreCase;
        var sorted = Sort switch
        {
            "name" => rows.OrderBy(r => r.Name, byName),
            "cpu" => rows.OrderByDescending(r => Known(r.Now.CpuPercent)).ThenBy(r => r.Name, byName),
            "memory" => rows.OrderByDescending(r => Known(r.Now.MemoryPercent)).ThenBy(r => r.Name, byName),
            "disk" => rows.OrderByDescending(r => Known(r.Now.DiskPercent)).ThenBy(r => r.Name, byName),
            _ => rows.OrderByDescending(r => r.Status).ThenBy(r => r.Name, byName),
        };
        var list = sorted.ToList();
        _matching = list.Count;
        _page = [.. list.Skip((Number - 1) * PageSize).Take(PageSize)];
    }

    private static double Known(double value) => double.IsNaN(value) ? -1 : value;

    private IEnumerable<(string Status, string Title, int Count)> Segments()
    {
        yield return ("", "All", _summary.Hosts);
        foreach (var status in Enum.GetValues<HostStatus>().Reverse().Where(s => _summary.Count(s) > 0 || s.ToString() == Status))
        {
            yield return (status.ToString(), status.ToString(), _summary.Count(status));
        }
    }

    private void Toggle(int hostId)
    {
        if (!_selected.Remove(hostId))
        {
            _selected.Add(hostId);
        }
    }

    // An argument that is given ("" for none) changes its part of the URL; the others stay. A change of filter goes back to the first page.
    private void Go(string? text = null, string? status = null, string? group = null, string? sort = null, int? page = null) =>
        navigation.NavigateTo(navigation.GetUriWithQueryParameters(new Dictionary<string, object?>
        {
            ["text"] = Blank(text ?? Text),
            ["status"] = Blank(status ?? Status),
            ["group"] = Blank(group ?? Group),
            ["sort"] = Blank(sort ?? Sort),
            ["page"] = page is > 1 ? page : null,
        }));

    private static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;

    public void Dispose()
    {
        _left.Dispose();
    }
}
