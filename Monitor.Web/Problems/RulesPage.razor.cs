using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Monitor.Domain.Access;
using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Rules;
using Monitor.Web.Access;
using Monitor.Web.Live;

namespace Monitor.Web.Problems;

/// <summary>All rules, the chosen one to edit, and what counts on a chosen host. Rule and host are in the URL. Live: another editor's change appears.</summary>
public sealed partial class RulesPage(RuleQueries queries, RuleBook book, AccessGate gate, LiveFeed feed, NavigationManager navigation) : IDisposable
{
    private readonly ScreenLife _left = new();
    private RuleSet? _rules;
    private Rule? _selected;
    private RuleHost? _host;
    private IReadOnlyList<RuleHost> _hosts = [];
    private IReadOnlyList<RuleGroup> _groups = [];
    private string? _error;
    private string _message = "";
    private bool _mayEdit;

    [CascadingParameter]
    public required Task<AuthenticationState> AuthenticationState { get; set; }

    [SupplyParameterFromQuery]
    public string? Rule { get; set; }

    [SupplyParameterFromQuery]
    public int? Host { get; set; }

    protected override void OnInitialized() => _ = feed.FollowAsync(TimeProvider.System, () => InvokeAsync(RefreshAsync), _left.Token, LiveFeed.Rules);

    protected override async Task OnParametersSetAsync()
    {
        _message = Rule == _selected?.Key ? _message : "";
        await LoadAsync();
    }

    private async Task RefreshAsync()
    {
        await LoadAsync();
        StateHasChanged();
    }

    private async Task LoadAsync()
    {
        try
        {
            var actor = await gate.RequireAsync((await AuthenticationState).User, Permissions.RulesRead, _left.Token);
            _mayEdit = actor.May(Permissions.RulesEdit);
            (_rules, _hosts, _groups) = await queries.ReadAsync(actor, _left.Token);
            _selected = _rules.Rules.FirstOrDefault(r => r.Key == Rule);
            _host = _hosts.FirstOrDefault(h => h.Id == Host);
            _error = null;
        }
        catch (AccessRefusedException refused)
        {
            _error = refused.Message;
        }
        catch (Npgsql.NpgsqlException)
        {
            _error = "The database does not answer. Try again in a moment.";
        }
    }

    private Task SetFleetAsync(RuleEdit edit) => DoAsync(actor => book.SetFleetAsync(actor, edit, _left.Token));

    private Task SetOverrideAsync(OverrideEdit edit) => DoAsync(actor => book.SetOverrideAsync(actor, edit, _left.Token));

    private Task RemoveAsync(OverrideTarget target) =>
        DoAsync(actor => book.RemoveOverrideAsync(actor, _selected!.Id, _selected.Version, target, _left.Token));

    private async Task DoAsync(Func<Actor, Task<RuleOutcome>> act)
    {
        try
        {
            var actor = await gate.RequireAsync((await AuthenticationState).User, Permissions.RulesEdit, _left.Token);
            var outcome = await act(actor);
            _message = string.Join(' ', outcome.Messages);
            if (outcome.Result == RuleResult.Invalid)
            {
                // What was typed stays in the form.
                return;
            }
        }
        catch (AccessRefusedException refused)
        {
            _message = refused.Message;
        }

        await LoadAsync();
    }

    private string RuleAddress(Rule rule) =>
        navigation.GetUriWithQueryParameters(new Dictionary<string, object?> { ["rule"] = rule.Key, ["host"] = Host });

    private void Go(string? host) => navigation.NavigateTo(navigation.GetUriWithQueryParameters(new Dictionary<string, object?>
    {
        ["host"] = int.TryParse(host, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null,
    }));

    public void Dispose() => _left.Dispose();
}
