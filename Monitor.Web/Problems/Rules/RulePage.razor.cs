using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Monitor.Domain.Access;
using Monitor.Domain.Metrics;
using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Rules;
using Monitor.Web.Access;
using Monitor.Web.Hosting;
using Monitor.Web.Live;
using Monitor.Web.Problems.Rules.Editing;

namespace Monitor.Web.Problems.Rules;

/// <summary>One rule: its fields, what it watches, where it differs, its history; or a new one, from a template. What is typed stays until it is saved.</summary>
public sealed partial class RulePage(RuleQueries queries, RuleBook book, RulePreview preview, AccessGate gate, NavigationManager navigation) : IDisposable
{
    /// <summary>Travels with the address of a rule that was just made, whose page is another one than that which made it.</summary>
    private const string Made = "made";

    private readonly ScreenLife _left = new();
    private readonly Readings _readings = new();
    private RuleSet? _rules;
    private Rule? _rule;
    private RuleForm? _form;
    private RuleAt _at;
    private IReadOnlyList<RuleHistoryLine> _history = [];
    private IReadOnlyList<RuleHost> _hosts = [];
    private IReadOnlyList<RuleGroup> _groups = [];
    private IReadOnlyList<string> _metrics = [];
    private IReadOnlyList<string> _messages = [];
    private RuleMatches? _matches;
    private string? _shownFor;
    private string? _waiting;
    private string? _error;
    private string _reason = "";
    private string _done = "";
    private bool _mayBend;
    private bool _mayEdit;
    private bool _busy;

    [CascadingParameter]
    public required Task<AuthenticationState> AuthenticationState { get; set; }

    [Inject]
    public required LiveFeed Feed { get; set; }

    [Parameter]
    public string? Key { get; set; }

    [SupplyParameterFromQuery]
    public string? From { get; set; }

    [SupplyParameterFromQuery]
    public int? Host { get; set; }

    [SupplyParameterFromQuery]
    public string? Range { get; set; }

    [SupplyParameterFromQuery]
    public int? Series { get; set; }

    private bool IsNew => Key is null;

    private string Title => IsNew ? "New rule" : _rule?.Name ?? "Rule";

    protected override void OnInitialized() => _ = Feed.FollowAsync(TimeProvider.System, () => InvokeAsync(RefreshAsync), _left.Token, LiveFeed.Rules);

    protected override async Task OnParametersSetAsync()
    {
        var address = $"{Key}?{From}";
        if (_shownFor != address)
        {
            (_shownFor, _form, _messages, _done) = (address, null, [], !IsNew && navigation.HistoryEntryState == Made ? "The rule is made and judged from now on." : "");
            await LoadAsync();
        }
    }

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
            _mayBend = actor.May(Permissions.RulesEdit);
            _mayEdit = _mayBend && actor.GroupIds.Count == 0 && actor.TeamIds.Count == 0;
            (_rules, _hosts, _groups) = await queries.ReadAsync(actor, _left.Token);
            _metrics = [.. MetricCatalog.All.Select(m => m.Name).Order(StringComparer.Ordinal)];
            _rule = await queries.FindAsync(Key ?? From ?? "", _left.Token);
            _history = _rule is null || IsNew ? [] : await queries.HistoryAsync(_rule.Id, _left.Token);
            if (_form is null)
            {
                await BeginAsync();
            }

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

    private async Task BeginAsync()
    {
        _at = new RuleAt(_rule?.Id ?? 0, _rule?.Version ?? 0);
        _form = _rule is { } rule ? RuleForm.Of(IsNew ? RuleTemplate.Of(rule, _rules!) : RuleDraft.Of(rule)) : IsNew ? RuleForm.Of(RuleTemplate.Plain) : null;
        await LookAsync();
    }

    private Task ChangedAsync() => LookAsync();

    private async Task LookAsync()
    {
        if (_form is null || !_mayEdit)
        {
            return;
        }

        var (draft, errors) = _form.Read();
        var definition = draft?.Definition ?? _form.Loose();
        (_matches, _waiting) = (null, errors.FirstOrDefault());
        if (definition is not null)
        {
            var actor = await gate.RequireAsync((await AuthenticationState).User, Permissions.RulesRead, _left.Token);
            _matches = await preview.MatchAsync(actor, definition, _left.Token);
        }
    }

    private async Task SaveAsync()
    {
        var (draft, errors) = _form!.Read();
        if (draft is null)
        {
            (_messages, _done) = (errors, "");
            return;
        }

        if (IsNew)
        {
            await DoAsync(Made, actor => book.CreateAsync(actor, draft, _reason, _left.Token), created: draft.Key);
            return;
        }

        await DoAsync("Saved.", actor => book.ChangeAsync(actor, _at, draft, _reason, _left.Token));
    }

    private Task SwitchAsync() =>
        DoAsync(_rule!.Enabled ? "Switched off." : "Switched on.", actor => book.SwitchAsync(actor, _at, !_rule.Enabled, _reason, _left.Token));

    private Task DeleteAsync() => DoAsync("Deleted. Its open problems have ended. An old version can be brought back below.", actor => book.DeleteAsync(actor, _at, _reason, _left.Token));

    private Task UndoAsync((int Version, string Reason) to) =>
        DoAsync($"Back to version {to.Version}.", actor => book.UndoAsync(actor, new RuleAt(_rule!.Id, _rule.Version), to.Version, to.Reason, _left.Token));

    private Task SetOverrideAsync(OverrideEdit edit) => DoAsync("Saved.", actor => book.SetOverrideAsync(actor, edit, _left.Token));

    private Task RemoveOverrideAsync((OverrideTarget Target, string Reason) one) => DoAsync(
        "The override is gone.", actor => book.RemoveOverrideAsync(actor, new RuleAt(_rule!.Id, _rule.Version), one.Target, one.Reason, _left.Token));

    private async Task DoAsync(string done, Func<Actor, Task<RuleOutcome>> act, string? created = null)
    {
        if (_busy)
        {
            return;
        }

        (_busy, _done) = (true, "");
        try
        {
            var actor = await gate.RequireAsync((await AuthenticationState).User, Permissions.RulesEdit, _left.Token);
            var outcome = await act(actor);
            _messages = outcome.Messages;
            if (outcome.Result is RuleResult.Invalid or RuleResult.Refused)
            {
                // What was typed stays in the form.
                return;
            }

            (_done, _reason) = outcome.IsDone ? (done, "") : ("", _reason);
        }
        catch (AccessRefusedException refused)
        {
            _messages = [refused.Message];
            return;
        }
        finally
        {
            _busy = false;
        }

        if (created is not null && _done.Length > 0)
        {
            navigation.NavigateTo($"/admin/rules/{created}", new NavigationOptions { HistoryEntryState = Made });
            return;
        }

        _form = null;
        await LoadAsync();
    }

    private void Show((string Range, int? Series) past) => navigation.NavigateTo(
        navigation.GetUriWithQueryParameters(new Dictionary<string, object?> { ["range"] = past.Range, ["series"] = past.Series }), replace: true);

    private void StartFrom(string? key) => navigation.NavigateTo(string.IsNullOrEmpty(key) ? "/admin/rules/new" : $"/admin/rules/new?from={Uri.EscapeDataString(key)}");

    private string GroupName(int id) => _groups.FirstOrDefault(g => g.Id == id)?.Name ?? "another group";

    private string HostName(int id) => _hosts.FirstOrDefault(h => h.Id == id)?.Name ?? "another host";

    public void Dispose() => _left.Dispose();
}
