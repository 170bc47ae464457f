using Microsoft.AspNetCore.Components;
using Monitor.Domain.Access;
using Monitor.Web.Access.Pages;
using Monitor.Web.Components;
using Monitor.Web.Logs.Desk;
using Monitor.Web.Logs.Screens.Lines;

namespace Monitor.Web.Logs.Screens.OfHost;

/// <summary>The last lines that a host wrote, live. Nothing where logs may not be read.</summary>
public sealed partial class HostLogsCard : ActorComponent
{
    private const int Most = 8;
    private static readonly ShownWindow Day = ShownWindow.Last("24h");

    private readonly LogFollower _lines;
    private int? _shown;
    private bool _isRead;

    public HostLogsCard(LogDesk desk, LogTail tail) => _lines = new LogFollower(desk, tail, Most);

    [Parameter, EditorRequired]
    public int HostId { get; set; }

    private LogSearch Search => LogSearch.Everything with { HostIds = [HostId] };

    protected override async Task OnParametersSetAsync()
    {
        if (RendererInfo.IsInteractive && _shown != HostId)
        {
            (_shown, _isRead) = (HostId, false);
            await LoadAsync(Permissions.LogsRead, _ => FollowAsync(HostId));
        }
    }

    private async Task FollowAsync(int host)
    {
        await _lines.FollowAsync(Search with { Window = Day }, Most, () => ActorAsync(Permissions.LogsRead), change => InvokeAsync(() =>
        {
            change();
            StateHasChanged();
        }), HideAsync, Gone);
        _isRead = _isRead || host == _shown;
    }

    private Task HideAsync() => InvokeAsync(() =>
    {
        _isRead = false;
        StateHasChanged();
    });
}
