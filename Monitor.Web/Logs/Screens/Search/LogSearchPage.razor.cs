using System.Globalization;
using Microsoft.AspNetCore.Components;
using Monitor.Domain.Access;
using Monitor.Domain.Logs;
using Monitor.Web.Access.Pages;
using Monitor.Web.Components;
using Monitor.Web.Logs.Desk;
using Monitor.Web.Logs.Screens.Lines;
using Monitor.Web.Store.Logs;

namespace Monitor.Web.Logs.Screens.Search;

/// <summary>Looks for lines of logs on the hosts that the reader may see: when there were how many, and the lines, the newest first. All of the search is in the URL.</summary>
public sealed partial class LogSearchPage(LogDesk desk, UserZone zone, TimeProvider time) : ActorComponent
{
    private const int PageSize = 100;

    private static readonly IReadOnlyList<(string, string)> Levels =
        [("", "All severities"), .. new[] { LogSeverity.Critical, LogSeverity.Error, LogSeverity.Warning, LogSeverity.Notice, LogSeverity.Info }.Select(s => (LogLabels.Key(s), $"{s} and worse"))];

    private static readonly IReadOnlyList<(string, string)> MarkChoices = [("", "Any lines"), ("hostile", "Hostile lines"), .. LogLabels.Marks.Select(m => (m.Key, m.Title))];

    /// <summary>Taken by a form: that somebody took them is written down, and a link changes nothing.</summary>
    private static readonly IReadOnlyList<(string Format, string Title, string Says)> Exports =
    [
        ("csv", "CSV", "These lines as CSV"), ("ndjson", "NDJSON", "These lines as NDJSON, one JSON object a line"), ("text", "Text", "These lines as plain text"),
    ];

    private LogSearch _search = LogSearch.Everything;
    private ReadyLogSearch? _ready;
    private LogRows? _found;
    private LogHistogram? _counts;
    private IReadOnlyList<(int Id, string Name)> _hosts = [];
    private IReadOnlyList<string> _sources = [];
    private IReadOnlyList<string> _terms = [];
    private string? _typed;

    [SupplyParameterFromQuery]
    public string? Q { get; set; }

    [SupplyParameterFromQuery]
    public string? Host { get; set; }

    [SupplyParameterFromQuery]
    public string? Source { get; set; }

    [SupplyParameterFromQuery]
    public string? Level { get; set; }

    [SupplyParameterFromQuery]
    public string? Marks { get; set; }

    [SupplyParameterFromQuery]
    public string? Range { get; set; }

    [SupplyParameterFromQuery]
    public long? From { get; set; }

    [SupplyParameterFromQuery]
    public long? To { get; set; }

    [SupplyParameterFromQuery]
    public string? After { get; set; }

    [SupplyParameterFromQuery]
    public string? Live { get; set; }

    private UserZone Zone => zone;

    private IReadOnlyList<(string, string)> SourceChoices => [("", "All sources"), .. _sources.Select(s => (s, s))];

    private bool IsLive => Live == "on" && !_search.Window.IsFixed;

    protected override Task OnParametersSetAsync()
    {
        var words = Q ?? "";
        _search = new LogSearch(
            words.Length > LogSearch.LongestWords || words.Contains('\0') ? "" : words, LogSearch.Hosts(Host), string.IsNullOrEmpty(Source) ? null : Source.Replace("\0", "", StringComparison.Ordinal),
            LogLabels.Severity(Level) ?? LogSeverity.Debug, LogLabels.MarksOf(Marks) ?? LogMarks.None, ShownWindow.Read(Range, From, To, LogSearch.UsualRange, time.GetUtcNow()), LogPlaces.Read(After));
        (_typed, _terms) = (_search.Words, LogHits.Terms(_search.Words));

        // What is painted before the page is live would be read twice.
        return RendererInfo.IsInteractive ? ReadAsync() : Task.CompletedTask;
    }

    private Task ReadAsync() => LoadAsync(Permissions.LogsRead, async actor =>
    {
        var search = _search;
        _hosts = await desk.HostsAsync(actor, Gone);
        _sources = await desk.SourceNamesAsync(actor, search.HostIds, Gone);
        var ready = await desk.PrepareAsync(actor, search, PageSize, Gone);
        if (IsLive)
        {
            _ready = ready;
            return;
        }

        var found = await desk.FindAsync(ready, Gone);
        if (search != _search)
        {
            // Something else was asked for meanwhile.
            return;
        }

        (_ready, _found, _counts) = (ready, found, null);
        StateHasChanged();
        var counts = search.After is null ? await desk.CountAsync(ready, Gone) : null;
        _counts = search == _search ? counts : _counts;
    });

    private void Search() => Go(new() { ["q"] = _typed?.Trim() });

    private void AddHost(string? id)
    {
        if (LogSearch.Hosts(id) is [var one] && _search.HostIds.Count < LogSearch.MostHosts)
        {
            GoHosts([.. _search.HostIds, one]);
        }
    }

    private void LeaveHost(int id) => GoHosts([.. _search.HostIds.Where(h => h != id)]);

    private void GoHosts(IReadOnlyList<int> ids) => Go(new() { ["host"] = string.Join(',', ids.Select(i => i.ToString(CultureInfo.InvariantCulture))) });

    private void GoAfter(LogPlace? after) => Navigation.NavigateTo(Navigation.GetUriWithQueryParameter("after", after is { } place ? LogPlaces.Text(place) : null));

    /// <summary>Another search begins with its first page.</summary>
    private void Go(Dictionary<string, string?> changes) => Navigation.NavigateTo(Navigation.GetUriWithQueryParameters(
        changes.ToDictionary(c => c.Key, c => (object?)(string.IsNullOrEmpty(c.Value) ? null : c.Value)).Append(new("after", null)).ToDictionary(c => c.Key, c => c.Value)));

    private string ExportAddress(string format) => "/logs/export" + LogExportAddress.Query(_search, format);
}
