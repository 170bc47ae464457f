using Microsoft.AspNetCore.Components;
using Monitor.Domain.Access;
using Monitor.Domain.Detection;
using Monitor.Web.Access;
using Monitor.Web.Access.Pages;
using Monitor.Web.Components;
using Monitor.Web.Detection.Desk;
using Monitor.Web.Hosting;
using Monitor.Web.Live;

namespace Monitor.Web.Detection.Screens.Listing;

/// <summary>What was unusual on the hosts that the reader may see, live. Filters and place are in the URL.</summary>
public sealed partial class AnomaliesPage(AnomalyDesk desk, AnomalyPictures pictures, HostChoices hosts, LiveFeed feed, TimeProvider time) : ActorComponent
{
    private const int PageSize = 25;

    private static readonly TimeSpan PictureLasts = TimeSpan.FromMinutes(1);

    private readonly Dictionary<long, (AnomalyCurve? Curve, DateTimeOffset? EndedAt, DateTimeOffset At)> _pictures = [];
    private AnomalyAsk _ask = AnomalyAsk.Read(null, null, null, null, null, null);
    private IReadOnlyList<AnomalyLine>? _lines;
    private IReadOnlyList<NamedId> _hosts = [];
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
        Follow(feed, time, ReadAsync, LiveFeed.Anomalies, LiveFeed.Problems, LiveFeed.Tickets);

    protected override Task OnParametersSetAsync()
    {
        _ask = AnomalyAsk.Read(Days, Host, Of, Held, Label, After);

        // What is painted before the page is live would be read twice.
        return RendererInfo.IsInteractive ? ReadAsync() : Task.CompletedTask;
    }

    private Task ReadAsync() => LoadAsync(Permissions.AnomaliesRead, async actor =>
    {
        var ask = _ask;
        _mayLabel = actor.May(Permissions.AnomaliesLabel);
        _hosts = await hosts.ListAsync(actor, Gone);
        var page = await desk.ListAsync(actor, ask.Filter(Now, PageSize), Gone);
        if (ask != _ask)
        {
            // Something else was asked for meanwhile.
            return;
        }

        (_lines, _next) = (page.Items, page.Next);
        StateHasChanged();
        await DrawAsync(ask, page.Items);
    });

    /// <summary>Of what is over the picture stays as it is; that of what lasts is drawn again now and then.</summary>
    private async Task DrawAsync(AnomalyAsk ask, IReadOnlyList<AnomalyLine> lines)
    {
        foreach (var gone in _pictures.Keys.Except(lines.Select(l => l.Id)).ToList())
        {
            _pictures.Remove(gone);
        }

        foreach (var line in lines)
        {
            if (ask != _ask)
            {
                return;
            }

            if (!_pictures.TryGetValue(line.Id, out var drawn) || drawn.EndedAt != line.EndedAt || (line.EndedAt is null && Now - drawn.At >= PictureLasts))
            {
                await DrawAsync(line);
            }
        }
    }

    /// <summary>One that cannot be drawn is a dash, and takes nothing else away.</summary>
    private async Task DrawAsync(AnomalyLine line)
    {
        try
        {
            _pictures[line.Id] = (await pictures.ReadAsync(line, Gone), line.EndedAt, Now);
        }
        catch (Exception fault) when (DatabaseOutage.Is(fault))
        {
            _pictures.Remove(line.Id);
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
