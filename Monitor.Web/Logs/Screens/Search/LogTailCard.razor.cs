using Microsoft.AspNetCore.Components;
using Monitor.Domain.Access;
using Monitor.Web.Access.Pages;
using Monitor.Web.Logs.Desk;
using Monitor.Web.Logs.Screens.Lines;

namespace Monitor.Web.Logs.Screens.Search;

/// <summary>The lines of a search as they come, the newest first. While it is paused they wait.</summary>
public sealed partial class LogTailCard : ActorComponent
{
    /// <summary>More than that nobody reads; the older are found by a search.</summary>
    private const int Most = 300;
    private const int AtFirst = 50;

    private readonly LogFollower _lines;
    private LogSearch? _shown;

    public LogTailCard(LogDesk desk, LogTail tail) => _lines = new LogFollower(desk, tail, Most);

    [Parameter, EditorRequired]
    public required LogSearch Search { get; set; }

    [Parameter]
    public IReadOnlyList<string> Terms { get; set; } = [];

    [Parameter]
    public bool WithHost { get; set; } = true;

    private string Says =>
        (_lines.IsPaused
            ? $"Paused, {_lines.Waiting.Count:N0}{(_lines.Waiting.Count == Most ? " or more" : "")} new {(_lines.Waiting.Count == 1 ? "line waits" : "lines wait")}"
            : "Following: lines appear as they come")
        + (_lines.Missed > 0 ? $"; up to {_lines.Missed:N0} more came too fast to be shown here, a search finds them" : "");

    protected override async Task OnParametersSetAsync()
    {
        if (_shown != Search)
        {
            _shown = Search;
            await StartAsync();
        }
    }

    private Task StartAsync() => LoadAsync(Permissions.LogsRead, _ => _lines.FollowAsync(
        Search, AtFirst, () => ActorAsync(Permissions.LogsRead), change => InvokeAsync(() =>
        {
            change();
            StateHasChanged();
        }),
        () => InvokeAsync(async () =>
        {
            await LoadAsync(Permissions.LogsRead, _ => Task.CompletedTask);
            StateHasChanged();
        }), Gone));
}
