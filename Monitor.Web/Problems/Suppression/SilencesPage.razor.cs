using Microsoft.AspNetCore.Components;
using Monitor.Domain.Access;
using Monitor.Web.Access.Pages;
using Monitor.Web.Live;

namespace Monitor.Web.Problems.Suppression;

/// <summary>Silences, live: list, make, change, end. Which ones, the chosen one, a new one with its matchers and the page are in the URL.</summary>
public sealed partial class SilencesPage(SilenceDesk desk, SuppressionQueries queries, LiveFeed feed, TimeProvider time) : ActorComponent
{
    private const int PageSize = 50;

    private static readonly (string Value, string Title)[] States = [("", "Active and coming"), ("over", "Over"), ("all", "All")];

    private IReadOnlyList<SilenceLine>? _lines;
    private SilenceLine? _one;
    private int _total;
    private bool _mayEdit;
    private bool _isEditing;

    [Parameter]
    public int? Id { get; set; }

    [SupplyParameterFromQuery]
    public string? State { get; set; }

    [SupplyParameterFromQuery]
    public bool? New { get; set; }

    [SupplyParameterFromQuery]
    public string? Matchers { get; set; }

    [SupplyParameterFromQuery(Name = "page")]
    public int? PageNumber { get; set; }

    private bool IsNew => New == true && Id is null;

    private int Number => Math.Clamp(PageNumber ?? 1, 1, 100_000);

    private string Selected => Array.Find(States, s => string.Equals(s.Value, State ?? "", StringComparison.OrdinalIgnoreCase)).Value ?? "";

    protected override void OnInitialized() => _ = feed.FollowAsync(time, () => InvokeAsync(RefreshAsync), Gone, LiveFeed.Suppression);

    protected override async Task OnParametersSetAsync()
    {
        (_isEditing, Problem) = (false, null);
        await LoadAsync();
        BackToLastPage(Number, PageSize, _total);
    }

    private async Task RefreshAsync()
    {
        await LoadAsync();
        StateHasChanged();
    }

    private Task LoadAsync() => LoadAsync(Permissions.ProblemsRead, async actor =>
    {
        _mayEdit = actor.May(Permissions.SilencesEdit);
        (_lines, _total) = await queries.SilencesAsync(actor, SuppressionStates.Of(Selected), (Number - 1) * PageSize, PageSize, null, Gone);
        _one = Id is { } id ? await queries.SilenceAsync(actor, id, Gone) : null;
        Problem = Id is not null && _one is null ? SuppressionOutcome.NotFound.Messages[0] : Problem;
    });

    private Task<bool> CreateAsync(SilenceWish wish) => DoAsync(
        actor => desk.CreateAsync(actor, wish, Gone), id => Navigation.NavigateTo($"/problems/silences/{id}"), "The silence counts.");

    private Task<bool> EditAsync(SilenceWish wish) => DoAsync(
        actor => desk.EditAsync(actor, _one!.Silence.Id, _one.Silence.RowVersion, wish, Gone), _ => _isEditing = false, "The silence was changed.");

    private Task EndAsync(int id) => DoAsync(actor => desk.EndAsync(actor, id, Gone), _ => { }, "The silence is over. What still lasts is told now.", id);

    private async Task<bool> DoAsync(Func<Access.Actor, Task<SuppressionOutcome>> act, Action<int> then, string said, int about = 0)
    {
        var isDone = false;
        await ActAsync(Permissions.ProblemsRead, async actor =>
        {
            var outcome = await act(actor);
            isDone = outcome.IsDone;
            if (isDone)
            {
                await LoadAsync();
                Done = said;
                then(outcome.Id);
            }
            else
            {
                Problem = string.Join(' ', outcome.Messages);
            }
        }, (said, about));

        // The form is another component: its event draws only itself again.
        StateHasChanged();
        return isDone;
    }

    private void Choose(string state) => Navigation.NavigateTo(state.Length == 0 ? "/problems/silences" : $"/problems/silences?state={state}");

    private static string Kind(SuppressionState state) => state switch
    {
        SuppressionState.Active => "maintenance",
        SuppressionState.Coming => "info",
        _ => "unknown",
    };

    private static string Word(SuppressionState state) => state.ToString();
}
