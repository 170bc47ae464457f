using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Domain.Detection.Hosts;
using Monitor.Web.Access;
using Monitor.Web.Access.Pages;
using Monitor.Web.Detection.Desk;
using Monitor.Web.Live;

namespace Monitor.Web.Detection.Screens.Charts;

/// <summary>The last anomalies of a host, live, and whether it is still being learned. Nothing where there is neither, or nothing may be read.</summary>
public sealed partial class UnusualCard(AnomalyDesk desk, IDbContextFactory<MonitorDb> contexts, LiveFeed feed, TimeProvider time) : ActorComponent
{
    private const int Most = 4;
    private static readonly TimeSpan Past = TimeSpan.FromDays(1);

    private IReadOnlyList<AnomalyLine> _lines = [];
    private DateTimeOffset? _learnsUntil;
    private int? _shown;
    private bool _isRead;

    [Parameter, EditorRequired]
    public int HostId { get; set; }

    protected override void OnInitialized() =>
        Follow(feed, time, ReadAsync, LiveFeed.Anomalies);

    protected override async Task OnParametersSetAsync()
    {
        if (RendererInfo.IsInteractive && _shown != HostId)
        {
            (_shown, _isRead) = (HostId, false);
            await ReadAsync();
        }
    }

    private Task ReadAsync() => LoadAsync(Permissions.AnomaliesRead, async actor =>
    {
        var now = time.GetUtcNow();
        var (host, filter) = (HostId, new AnomalyFilter(now - AnomalyFilter.LongestSpan, now) { HostId = HostId, Limit = Most });
        var open = await desk.ListAsync(actor, filter with { IsOpen = true }, Gone);
        var late = await desk.ListAsync(actor, filter with { From = now - Past }, Gone);
        await using var db = await contexts.CreateDbContextAsync(Gone);
        var since = await db.Hosts.AsNoTracking().VisibleHosts(actor, db).Where(h => h.Id == host).Select(h => (DateTimeOffset?)h.CreatedAt).SingleOrDefaultAsync(Gone);
        if (host == HostId)
        {
            _lines = [.. open.Items.Concat(late.Items).DistinctBy(l => l.Id).Take(Most)];
            _learnsUntil = since + HostModel.LeastHistory is { } until && until > now ? until : null;
            _isRead = true;
        }
    });
}
