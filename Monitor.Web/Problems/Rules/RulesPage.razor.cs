using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Monitor.Domain.Access;
using Monitor.Domain.Problems.Rules;
using Monitor.Web.Access;
using Monitor.Web.Hosting;
using Monitor.Web.Live;

namespace Monitor.Web.Problems.Rules;

/// <summary>All rules, and what counts on a chosen host. Filter and host are in the URL. Live: another editor's change appears.</summary>
public sealed partial class RulesPage(RuleQueries queries, AccessGate gate, LiveFeed feed, NavigationManager navigation) : IDisposable
{
    private readonly ScreenLife _left = new();
    private readonly Readings _readings = new();
    private RuleSet? _rules;
    private IReadOnlyList<Rule> _shown = [];
    private IReadOnlyList<RuleHost> _hosts = [];
    private IReadOnlyList<RuleGroup> _groups = [];
    private string? _error;
    private bool _mayEdit;

    [CascadingParameter]
    public required Task<AuthenticationState> AuthenticationState { get; set; }

    [SupplyParameterFromQuery]
    public string? Text { get; set; }

    [SupplyParameterFromQuery]
    public string? State { get; set; }

    [SupplyParameterFromQuery]
    public int? Host { get; set; }

    protected override void OnInitialized() => _ = feed.FollowAsync(TimeProvider.System, () => InvokeAsync(RefreshAsync), _left.Token, LiveFeed.Rules);

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
            var actor = await gate.RequireAsync((await AuthenticationState).User, Permissions.RulesRead, _left.Token);
            _mayEdit = actor.May(Permissions.RulesEdit);
            (_rules, _hosts, _groups) = await queries.ReadAsync(actor, _left.Token);
            var all = State == RuleState.Deleted ? await queries.DeletedAsync(_left.Token) : _rules.Rules;
            _shown = [.. all.Where(r => RuleState.Is(r, State) && Has(r, Text)).OrderBy(r => r.Definition.Source is null ? 0 : 1).ThenBy(r => r.Name, StringComparer.OrdinalIgnoreCase)];
            _error = null;
        }
        catch (AccessRefusedException refused)
        {
            _error = refused.Message;
        }
        catch (Exception failure) when (DatabaseOutage.Is(failure))
        {
            _error = "The database does not answer. Try again in a moment.";
        }
    }

    private static bool Has(Rule rule, string? text) => string.IsNullOrWhiteSpace(text)
        || new[] { rule.Name, rule.Key }.Concat(rule.Definition.Conditions.Select(c => c.Metric)).Any(t => t.Contains(text.Trim(), StringComparison.OrdinalIgnoreCase));

    private string GroupName(int id) => _groups.FirstOrDefault(g => g.Id == id)?.Name ?? "another group";

    private string HostName(int id) => _hosts.FirstOrDefault(h => h.Id == id)?.Name ?? "another host";

    private void Go(string? text, string? state, string? host = null) => navigation.NavigateTo(navigation.GetUriWithQueryParameters(new Dictionary<string, object?>
    {
        ["text"] = string.IsNullOrWhiteSpace(text) ? null : text.Trim(),
        ["state"] = string.IsNullOrEmpty(state) ? null : state,
        ["host"] = host is null ? Host : int.TryParse(host, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null,
    }));

    public void Dispose() => _left.Dispose();
}
