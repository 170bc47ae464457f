using Microsoft.AspNetCore.Components;
using Monitor.Domain.Access;
using Monitor.Domain.Tickets.Knowledge;
using Monitor.Web.Live;
using Monitor.Web.Tickets.Knowledge;

namespace Monitor.Web.Tickets.Portal;

/// <summary>What somebody who does not work on tickets begins with: the own tickets and the answers that there are. Live; which tickets stands in the address.</summary>
public sealed partial class PortalHome(PortalQueries queries, KnowledgeQueries knowledge, LiveFeed feed, TimeProvider time)
{
    private static readonly (PortalShow Show, string Title)[] Shows = [(PortalShow.Open, "In work"), (PortalShow.Solved, "Solved"), (PortalShow.All, "All")];

    private PortalTickets? _tickets;
    private ArticleListPage? _articles;

    [SupplyParameterFromQuery(Name = "show")]
    public string? ShowName { get; set; }

    [SupplyParameterFromQuery(Name = "text")]
    public string? Text { get; set; }

    [SupplyParameterFromQuery(Name = "page")]
    public int? PageNumber { get; set; }

    private PortalShow Show => Enum.TryParse<PortalShow>(ShowName, ignoreCase: true, out var show) && Enum.IsDefined(show) ? show : PortalShow.Open;

    private int Page => Math.Max(PageNumber ?? 1, 1);

    /// <summary>A failed read is told where the tickets would be.</summary>
    private string? Message => Failed ? null : Problem;

    private string Nothing => !string.IsNullOrWhiteSpace(Text) ? "No ticket of yours has these words" : Show switch
    {
        PortalShow.Open => "Nothing of yours is in work",
        PortalShow.Solved => "Nothing of yours was solved yet",
        _ => "You have no tickets yet",
    };

    protected override void OnInitialized() => _ = feed.FollowAsync(time, () => InvokeAsync(RefreshAsync), Gone, LiveFeed.Tickets);

    protected override async Task OnParametersSetAsync()
    {
        await ReadAsync();
        if (_tickets is { Rows.Count: 0, Total: > 0 })
        {
            BackToLastPage(Page, PortalQueries.PageSize, _tickets.Total);
        }
    }

    private async Task RefreshAsync()
    {
        await ReadAsync();
        StateHasChanged();
    }

    private Task ReadAsync() => LoadAsync(Permissions.PortalUse, async actor =>
    {
        _tickets = await queries.ListAsync(actor, Show, Text, Page, Gone);
        _articles ??= await knowledge.ListAsync(actor, null, ArticleState.Published, 1, Gone);
    });

    private void Go(PortalShow show, string? text) => Navigation.NavigateTo(Navigation.GetUriWithQueryParameters(new Dictionary<string, object?>
    {
        ["show"] = show == PortalShow.Open ? null : show.ToString().ToLowerInvariant(), ["text"] = string.IsNullOrWhiteSpace(text) ? null : text.Trim(), ["page"] = null,
    }));

    private Task RateAsync(int number) => ActAsync(Permissions.PortalUse, async actor =>
    {
        var (link, problem) = await Services.GetRequiredService<RatingDesk>().AskAsync(actor, number, Gone);
        if (link is null)
        {
            Problem = problem;
            return;
        }

        Navigation.NavigateTo(link, forceLoad: true);
    }, number);
}
