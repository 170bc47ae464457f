using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Monitor.Domain.Access;
using Monitor.Web.Access;
using Monitor.Web.Hosting;
using Monitor.Web.Live;
using Monitor.Web.Tickets.Conversation;

namespace Monitor.Web.Tickets.Views;

/// <summary>A page of the list, live: rows are exchanged in their place, what is chosen stays chosen.</summary>
public sealed partial class TicketListBody(TicketLists lists, TicketBulkDesk bulk, AccessGate gate, LiveFeed feed, TimeProvider time) : IDisposable
{
    public const int PageSize = 50;

    /// <summary>So many tickets are changed between two looks at what the person may.</summary>
    private const int BulkStep = 20;

    private static readonly (TicketSort Sort, string Title, string Css)[] Columns =
    [
        (TicketSort.Number, "No.", "no number"), (TicketSort.Title, "Title", "title"), (TicketSort.State, "State", "state-cell"), (TicketSort.Priority, "Priority", "priority-cell"),
        (TicketSort.Category, "Category", "wide third"), (TicketSort.Host, "Host", "wide"), (TicketSort.Team, "Team", "wide third"), (TicketSort.Assignee, "Assignee", "wide"),
        (TicketSort.Requester, "Requester", "wide second"), (TicketSort.Changed, "Changed", "when number"), (TicketSort.Due, "Next due", "when number"),
    ];

    private const string Away = "The database does not answer. It is tried again with the next change; you can also try now.";

    private readonly ScreenLife _left = new();
    private readonly Readings _readings = new();
    private readonly HashSet<int> _chosen = [];
    private TicketListQuery? _shown;
    private TicketListPage? _page;
    private IReadOnlySet<int> _unread = new HashSet<int>();
    private IReadOnlyList<TicketBulkOutcome>? _outcome;
    private string? _error;
    private int _done;
    private bool _works;
    private bool _busy;
    private bool _changing;

    [Inject]
    public required ReadMarks Marks { get; set; }

    [CascadingParameter]
    public required Task<AuthenticationState> AuthenticationState { get; set; }

    [Parameter, EditorRequired]
    public required TicketListQuery Query { get; set; }

    [Parameter, EditorRequired]
    public required TicketChoices Choices { get; set; }

    [Parameter]
    public EventCallback<TicketListQuery> OnChange { get; set; }

    private bool IsFiltered => TicketListAddress.WriteOfScreen(Query).Length > 0;

    private bool IsPageChosen => _page!.Rows.All(r => _chosen.Contains(r.Number));

    protected override void OnInitialized() => _ = feed.FollowAsync(time, () => InvokeAsync(RefreshAsync), _left.Token, LiveFeed.Tickets);

    protected override Task OnParametersSetAsync() => ReferenceEquals(_shown, Query) ? Task.CompletedTask : LoadAsync();

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
            // What was chosen was chosen on another list.
            if (_shown is not null && TicketListAddress.Write(_shown with { Page = 1 }) != TicketListAddress.Write(Query with { Page = 1 }))
            {
                _chosen.Clear();
            }

            (_shown, _busy) = (Query, true);
            var actor = await gate.RequireAsync((await AuthenticationState).User, Permissions.PortalUse, _left.Token);
            var (query, page) = (Query, await lists.PageAsync(actor, Query, PageSize, _left.Token));
            var unread = await Marks.UnreadAsync(actor, [.. page.Rows.Select(r => r.Number)], _left.Token);
            if (ReferenceEquals(query, Query) && page is { Rows.Count: 0, Total: > 0 } && page.LastPage(PageSize) is var last && last < query.Page)
            {
                // An old link, or the list has become shorter since.
                await OnChange.InvokeAsync(query with { Page = last });
            }
            else if (ReferenceEquals(query, Query))
            {
                _unread = unread;
                (_page, _error, _busy, _works) = (page, null, false, actor.May(Permissions.TicketsWork));
            }
        }
        catch (AccessRefusedException refused)
        {
            _error = refused.Message;
        }
        catch (Exception failure) when (DatabaseOutage.Is(failure))
        {
            _error = Away;
        }
    }

    private Task SortAsync(TicketSort sort)
    {
        // Numbers and times begin with the newest, everything else with the first letter; the most urgent comes first.
        var isDownFirst = sort is TicketSort.Number or TicketSort.Changed or TicketSort.Priority;
        var isDescending = Query.Sort == sort ? !Query.IsDescending : Query.Sort == TicketSort.Usual && sort == TicketSort.Number ? false : isDownFirst;
        return OnChange.InvokeAsync(Query with { Sort = sort, IsDescending = isDescending, Page = 1 });
    }

    private string SortOf(TicketSort sort) => Query.Sort == sort ? Query.IsDescending ? "descending" : "ascending"
        : sort == TicketSort.Number && Query is { Sort: TicketSort.Usual, Filter.Text: "" } ? "descending" : "none";

    private string Arrow(TicketSort sort) => SortOf(sort) switch { "ascending" => " ↑", "descending" => " ↓", _ => "" };

    private void Choose(int number)
    {
        if (!_chosen.Remove(number) && _chosen.Count < TicketBulkDesk.Most)
        {
            _chosen.Add(number);
        }
    }

    private void ChoosePage()
    {
        if (IsPageChosen)
        {
            _chosen.ExceptWith(_page!.Rows.Select(r => r.Number));
        }
        else
        {
            _chosen.UnionWith(_page!.Rows.Select(r => r.Number).Take(TicketBulkDesk.Most - _chosen.Count));
        }
    }

    private async Task ChooseAllAsync()
    {
        try
        {
            var actor = await gate.RequireAsync((await AuthenticationState).User, Permissions.TicketsWork, _left.Token);
            var all = await lists.IdsAsync(actor, Query, TicketBulkDesk.Most, _left.Token);
            _chosen.Clear();
            _chosen.UnionWith(all.Select(i => i.Number));
        }
        catch (AccessRefusedException refused)
        {
            _error = refused.Message;
        }
        catch (Exception failure) when (DatabaseOutage.Is(failure))
        {
            _error = Away;
        }
    }

    private async Task ApplyAsync(TicketBulkChange change)
    {
        if (_changing)
        {
            return;
        }

        (_changing, _done, _outcome) = (true, 0, null);
        var (key, outcomes) = (Guid.NewGuid(), new List<TicketBulkOutcome>());
        try
        {
            foreach (var step in _chosen.Order().ToList().Chunk(BulkStep))
            {
                var actor = await gate.RequireAsync((await AuthenticationState).User, Permissions.TicketsWork, _left.Token);
                outcomes.AddRange(await bulk.ApplyAsync(actor, step, change, key, _left.Token));
                _done = outcomes.Count;
                StateHasChanged();
            }

            _chosen.ExceptWith(outcomes.Where(o => o.Outcome.IsDone).Select(o => o.Number));
        }
        catch (AccessRefusedException refused)
        {
            _error = refused.Message;
        }
        catch (Exception failure) when (DatabaseOutage.Is(failure))
        {
            // What was not told of stays chosen, and the list says what each ticket is by then.
            _error = Away;
        }
        finally
        {
            (_outcome, _changing) = (outcomes, false);
        }

        await LoadAsync();
    }

    public void Dispose() => _left.Dispose();
}
