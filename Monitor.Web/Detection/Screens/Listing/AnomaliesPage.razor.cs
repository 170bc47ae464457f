using Microsoft.AspNetCore.Components;
using Monitor.Domain.Access;
using Monitor.Domain.Detection;
using Monitor.Web.Access.Pages;
using Monitor.Web.Detection.Desk;
using Monitor.Web.Forecasting.Breaks;
using Monitor.Web.Live;

namespace Monitor.Web.Detection.Screens.Listing;

/// <summary>What was unusual on the hosts that the reader may see, live. Filters and place are in the URL.</summary>
public sealed partial class AnomaliesPage(AnomalyDesk desk, AnomalyPictures pictures, BreakBoard board, LiveFeed feed, TimeProvider time) : ActorComponent
{
    private const int PageSize = 25;

    private readonly Dictionary<long, AnomalyCurve?> _pictures = [];
    private AnomalyAsk _ask = AnomalyAsk.Read(null, null, null, null, null);
    private IReadOnlyList<AnomalyLine>? _lines;
    private IReadOnlyList<(int Id, string Name)> _hosts = [];
    private long? _next;
    private long? _saying;
    private bool _mayLabel;

    [SupplyParameterFromQuery]
    public int? Days { get; set; }

    [SupplyParameterFromQuery]
    public int? Host { get; set; }

    [SupplyParameterFromQuery]
    public string? Of { get; set; }

    [SupplyParameterFromQuery]
    public string? Held { get; set; }

    [SupplyParameterFromQuery]
    public string? Label { get; set; }

    [SupplyParameterFromQuery]
    public long? After { get; set; }

    private DateTimeOffset Now => time.GetUtcNow();

    protected override void OnInitialized() =>
        _ = feed.FollowAsync(time, () => InvokeAsync(async () =>
        {
            await ReadAsync();
            StateHasChanged();
        }), Gone, LiveFeed.Anomalies, LiveFeed.Problems, LiveFeed.Tickets);

    protected override Task OnParametersSetAsync()
    {
        _ask = AnomalyAsk.Read(Days, Host, Of, Held, Label);

        // What is painted before the page is live would be read twice.
        return RendererInfo.IsInteractive ? ReadAsync() : Task.CompletedTask;
    }

    private Task ReadAsync() => LoadAsync(Permissions.AnomaliesRead, async actor =>
    {
        var ask = _ask;
        _mayLabel = actor.May(Permissions.AnomaliesLabel);
        _hosts = await board.HostsAsync(actor, Gone);
        var page = await desk.ListAsync(actor, ask.Filter(Now, After, PageSize), Gone);
        if (ask != _ask)
        {
            // Something else was asked for meanwhile.
            return;
        }

        (_lines, _next) = (page.Items, page.Next);
        StateHasChanged();
        await DrawAsync(page.Items);
    });

    /// <summary>Of what is over the picture stays as it is.</summary>
    private async Task DrawAsync(IReadOnlyList<AnomalyLine> lines)
    {
        foreach (var gone in _pictures.Keys.Except(lines.Select(l => l.Id)).ToList())
        {
            _pictures.Remove(gone);
        }

        foreach (var line in lines.Where(l => l.EndedAt is null || !_pictures.ContainsKey(l.Id)))
        {
            _pictures[line.Id] = await pictures.ReadAsync(line, Gone);
        }
    }

    private Task SayAsync(long id, AnomalyVerdict verdict) => _saying is not null ? Task.CompletedTask : ActAsync(Permissions.AnomaliesLabel, async actor =>
    {
        _saying = id;
        try
        {
            var outcome = await desk.LabelAsync(actor, id, verdict, Gone);
            (Problem, Done) = (outcome.IsDone ? null : outcome.Message, outcome.IsDone ? AnomalyWords.Noted(outcome, verdict) : null);
        }
        finally
        {
            _saying = null;
        }

        await ReadAsync();
    });

    private void Go(string name, string? value) => Navigation.NavigateTo(Navigation.GetUriWithQueryParameters(new Dictionary<string, object?>
    {
        [name] = string.IsNullOrEmpty(value) ? null : value,
        ["after"] = null,
    }));

    private void GoAfter(long? after) => Navigation.NavigateTo(Navigation.GetUriWithQueryParameter("after", after));
}
