using Monitor.Web.Live;
using Monitor.Web.Store;

namespace Monitor.Web.Layout;

/// <summary>Says on every open page that the database fails, and since when, until it is back.</summary>
public sealed partial class AwayNotice(IngestGate gate, LiveFeed feed, TimeProvider time) : IDisposable
{
    private readonly ScreenLife _left = new();

    private DatabaseAbsence? Absence => gate.Absence;

    protected override void OnInitialized() => _ = feed.FollowAsync(time, () => InvokeAsync(StateHasChanged), _left.Token, LiveFeed.Database);

    public void Dispose() => _left.Dispose();
}
