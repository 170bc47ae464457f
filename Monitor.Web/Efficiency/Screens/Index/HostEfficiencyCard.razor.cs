using Microsoft.AspNetCore.Components;
using Monitor.Domain.Access;
using Monitor.Domain.Efficiency;
using Monitor.Domain.Metrics;
using Monitor.Web.Access.Pages;
using Monitor.Web.Efficiency.Reading;
using Monitor.Web.Efficiency.Screens.Sizes;
using Monitor.Web.Efficiency.Settings;
using Monitor.Web.Live;

namespace Monitor.Web.Efficiency.Screens.Index;

/// <summary>How efficient one host is, why, since when, and what it should be made of. The window is in the URL.</summary>
public sealed partial class HostEfficiencyCard(EfficiencyReader reader, SizeReader sizes, PlanReader plans, LiveFeed feed, TimeProvider time) : ActorComponent
{
    private const int TrendDays = 30;

    private (int Host, ReiWindow Window)? _shown;
    private HostEfficiency? _host;
    private IReadOnlyList<TrendPoint> _trend = [];
    private SizeLine? _size;
    private EfficiencySettings _settings = EfficiencySettings.Usual;
    private bool _isRead;

    [Parameter, EditorRequired]
    public int HostId { get; set; }

    [SupplyParameterFromQuery]
    public string? Window { get; set; }

    private ReiWindow Asked => IndexAsk.WindowOf(Window);

    protected override void OnInitialized() => Follow(feed, time, ReadAsync, LiveFeed.Efficiency);

    protected override async Task OnParametersSetAsync()
    {
        // What is painted before the page is live would be read twice.
        if (RendererInfo.IsInteractive && _shown != (HostId, Asked))
        {
            _isRead &= _shown?.Host == HostId;
            _shown = (HostId, Asked);
            await ReadAsync();
        }
    }

    private Task ReadAsync() => LoadAsync(Permissions.EfficiencyRead, async actor =>
    {
        var (hostId, window) = (HostId, Asked);
        var view = await reader.ReadAsync(actor, new EfficiencyAsk(hostId, null, window), Gone);
        var trend = await reader.TrendAsync(actor, new EfficiencyAsk(hostId), TrendDays, Gone);
        var lines = (await sizes.ReadAsync(actor, hostId, null, 1, Gone)).Lines;
        var plan = await plans.ReadAsync(Gone);
        if ((hostId, window) == (HostId, Asked))
        {
            (_host, _trend, _size, _isRead) = (view?.Hosts.FirstOrDefault(), trend ?? [], lines.Count > 0 ? lines[0] : null, true);
            _settings = plan.Of(_host?.GroupId ?? HostGroup.FleetId);
        }
    });

    private static string Money(SizeLine line) => line.Size.Month == 0 ? "That costs the same."
        : $"That {(line.Size.Month > 0 ? "saves" : "costs")} {SizeMoney.Text(line.Size.Month, line.Currency)} a month.";

    private void Go(ReiWindow window) => Navigation.NavigateTo(Navigation.GetUriWithQueryParameter("window", window == IndexAsk.UsualWindow ? null : IndexAsk.KeyOf(window)));
}
