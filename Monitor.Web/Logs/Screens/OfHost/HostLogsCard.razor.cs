using Microsoft.AspNetCore.Components;
using Monitor.Domain.Access;
using Monitor.Web.Access.Pages;
using Monitor.Web.Components;
using Monitor.Web.Logs.Desk;

namespace Monitor.Web.Logs.Screens.OfHost;

/// <summary>The last lines that a host wrote, live. Nothing where logs may not be read.</summary>
public sealed partial class HostLogsCard(LogDesk desk, LogTail tail) : ActorComponent
{
    private const int Most = 8;
    private static readonly ShownWindow Day = ShownWindow.Last("24h");

    private IReadOnlyList<LogRow> _rows = [];
    private int? _shown;
    private bool _isRead;

    [Parameter, EditorRequired]
    public int HostId { get; set; }

    private LogSearch Search => LogSearch.Everything with { HostIds = [HostId] };

    protected override async Task OnParametersSetAsync()
    {
        if (RendererInfo.IsInteractive && _shown != HostId)
        {
            (_shown, _isRead, _rows) = (HostId, false, []);
            await ReadAsync(HostId);
        }
    }

    private Task ReadAsync(int host) => LoadAsync(Permissions.LogsRead, async actor =>
    {
        _ = tail.FollowAsync(
            async () => await desk.PrepareAsync(await ActorAsync(Permissions.LogsRead), Search, 1, Gone), (rows, _) => TakeAsync(host, rows), () => Task.CompletedTask, () => host == _shown, Gone);
        var found = await desk.FindAsync(await desk.PrepareAsync(actor, Search with { Window = Day }, Most, Gone), Gone);
        await TakeAsync(host, found.Rows);
        _isRead = true;
    });

    private Task TakeAsync(int host, IReadOnlyList<LogRow> rows) => InvokeAsync(() =>
    {
        if (host == _shown)
        {
            _rows = LogRows.Newest(_rows.Concat(rows), Most);
            StateHasChanged();
        }
    });
}
