using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Monitor.Domain.Access;
using Monitor.Domain.Problems;
using Monitor.Web.Access;
using Monitor.Web.Hosting;
using Monitor.Web.Live;

namespace Monitor.Web.Problems;

/// <summary>What is wrong and what was, live. Phase, severity, host and page are in the URL.</summary>
public sealed partial class ProblemsPage(ProblemQueries queries, AccessGate gate, LiveFeed feed, NavigationManager navigation, TimeProvider time) : IDisposable
{
    private const int PageSize = 50;
    private const string Active = "";
    private const string All = "all";

    private static readonly (string Value, string Title)[] Segments =
        [(Active, "Now"), ("Firing", "Firing"), ("Predicted", "Predicted"), ("Clearing", "Clearing"), ("Ended", "Ended"), (All, "All")];

    private readonly ScreenLife _left = new();
    private readonly Readings _readings = new();
    private IReadOnlyList<ProblemLine>? _lines;
    private IReadOnlyList<(int Id, string Name)> _hosts = [];
    private int _total;
    private string? _error;

    [CascadingParameter]
    public required Task<AuthenticationState> AuthenticationState { get; set; }

    [SupplyParameterFromQuery]
    public string? Phase { get; set; }

    [SupplyParameterFromQuery]
    public string? Severity { get; set; }

    [SupplyParameterFromQuery]
    public int? Host { get; set; }

    [SupplyParameterFromQuery(Name = "page")]
    public int? PageNumber { get; set; }

    private DateTimeOffset Now => time.GetUtcNow();

    private int Number => Math.Clamp(PageNumber ?? 1, 1, 100_000);

    private string Selected => Array.Find(Segments, s => string.Equals(s.Value, Phase ?? "", StringComparison.OrdinalIgnoreCase)).Value ?? Active;

    private bool IsFiltered => Selected != Active || !string.IsNullOrEmpty(Severity) || Host is not null || Number > 1;

    protected override void OnInitialized() =>
        _ = feed.FollowAsync(time, () => InvokeAsync(RefreshAsync), _left.Token, LiveFeed.Problems);

    protected override Task OnParametersSetAsync() => LoadAsync();

    private async Task RefreshAsync()
    {
        await LoadAsync();
        StateHasChanged();
    }

    private Task LoadAsync() => _readings.RunAsync(ReadOnceAsync);

    private async Task ReadOnceAsync()
    {
        try
        {
            var actor = await gate.RequireAsync((await AuthenticationState).User, Permissions.ProblemsRead, _left.Token);
            _hosts = await queries.HostsAsync(actor, _left.Token);
            (_lines, _total) = await queries.PageAsync(actor, Filter(), Number, PageSize, _left.Token);
            _error = null;
        }
        catch (AccessRefusedException refused)
        {
            _error = refused.Message;
        }
        catch (Exception failure) when (DatabaseOutage.Is(failure))
        {
            _error = "The database does not answer. It is tried again with the next change; you can also try now.";
        }
    }

    private ProblemFilter Filter() => new()
    {
        IsOpenOnly = Selected == Active,
        Phase = Enum.TryParse<ProblemPhase>(Selected, ignoreCase: true, out var phase) ? phase : null,
        Severity = Enum.TryParse<Severity>(Severity, ignoreCase: true, out var severity) ? severity : null,
        HostId = Host,
    };

    private void Go(string? phase = null, string? severity = null, string? host = null, int? page = null) =>
        navigation.NavigateTo(navigation.GetUriWithQueryParameters(new Dictionary<string, object?>
        {
            ["phase"] = Blank(phase ?? Phase),
            ["severity"] = Blank(severity ?? Severity),
            ["host"] = Blank(host ?? Host?.ToString(CultureInfo.InvariantCulture)),
            ["page"] = page is > 1 ? page : null,
        }));

    private static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;

    public void Dispose() => _left.Dispose();
}
