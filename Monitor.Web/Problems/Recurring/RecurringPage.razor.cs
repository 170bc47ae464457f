using System.Globalization;
using Microsoft.AspNetCore.Components;
using Monitor.Domain.Access;
using Monitor.Domain.RootCause.Recurring;
using Monitor.Web.Access.Pages;
using Monitor.Web.Live;

namespace Monitor.Web.Problems.Recurring;

/// <summary>What comes again and again, and what it costs. The filter and the page are in the URL.</summary>
public sealed partial class RecurringPage(RecurringQueries queries, ProblemQueries problems, ProblemTicketMaker maker, LiveFeed feed, TimeProvider time) : ActorComponent
{
    private const int PageSize = 25;

    private RecurringFilter _filter = new();
    private RecurringPageOf? _page;
    private IReadOnlyList<(int Id, string Name)> _hosts = [];
    private bool _mayWork;
    private bool _busy;
    private int? _made;

    [SupplyParameterFromQuery]
    public string? By { get; set; }

    [SupplyParameterFromQuery]
    public int? Host { get; set; }

    [SupplyParameterFromQuery]
    public int? Group { get; set; }

    [SupplyParameterFromQuery(Name = "q")]
    public string? Words { get; set; }

    [SupplyParameterFromQuery]
    public int? Least { get; set; }

    [SupplyParameterFromQuery(Name = "page")]
    public int? PageNumber { get; set; }

    protected override void OnInitialized() => Follow(feed, time, ReadAsync, LiveFeed.Problems);

    protected override Task OnParametersSetAsync()
    {
        _filter = RecurringFilter.Read(By, Host, Group, Words, Least, PageNumber) ?? new RecurringFilter();
        return ReadAsync();
    }

    private Task ReadAsync() => LoadAsync(Permissions.ProblemsRead, async actor =>
    {
        _mayWork = actor.May(Permissions.TicketsWork);
        _hosts = await problems.HostsAsync(actor, Gone);
        _page = await queries.PageAsync(actor, _filter, PageSize, Gone);
    });

    private async Task OpenAsync(RecurringProblem group)
    {
        _busy = true;
        await ActAsync(Permissions.TicketsWork, async actor =>
        {
            var outcome = await maker.OpenAsync(actor, group.By, group.Key, Gone);
            _made = outcome.IsDone ? outcome.Number : null;
            Done = outcome.IsDone ? "There is one ticket about all of them now; the single ones are linked." : null;
            Problem = outcome.IsDone ? null : outcome.Message;
        }, group.Key);
        var problem = Problem;
        await ReadAsync();
        Problem ??= problem;
        _busy = false;
    }

    private void Go(RecurringFilter filter) => Navigation.NavigateTo((filter.Page == _filter.Page ? filter with { Page = 1 } : filter).Write());

    private static int? Id(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;
}
