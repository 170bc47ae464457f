using Microsoft.AspNetCore.Components;
using Monitor.Domain.Access;
using Monitor.Web.Access.Pages;
using Monitor.Web.Logs.Desk;
using Monitor.Web.Store.Logs;

namespace Monitor.Web.Logs.Screens.Search;

/// <summary>The lines of a search as they come, the newest first: the last of those that are there, and from then on each that is stored. While it is paused they wait.</summary>
public sealed partial class LogTailCard(LogDesk desk, LogTail tail) : ActorComponent
{
    /// <summary>More than that nobody reads; the older are found by a search.</summary>
    private const int Most = 300;
    private const int AtFirst = 50;

    private IReadOnlyList<LogRow> _rows = [];
    private IReadOnlyList<LogRow> _waiting = [];
    private LogSearch? _shown;
    private long _missed;
    private bool _isPaused;

    [Parameter, EditorRequired]
    public required LogSearch Search { get; set; }

    [Parameter]
    public IReadOnlyList<string> Terms { get; set; } = [];

    [Parameter]
    public bool WithHost { get; set; } = true;

    private string Says =>
        (_isPaused ? $"Paused, {_waiting.Count:N0}{(_waiting.Count == Most ? " or more" : "")} new {(_waiting.Count == 1 ? "line waits" : "lines wait")}" : "Following: lines appear as they come")
        + (_missed > 0 ? $"; {_missed:N0} came too fast to be shown here, a search finds them" : "");

    protected override async Task OnParametersSetAsync()
    {
        if (_shown != Search)
        {
            _shown = Search;
            await StartAsync();
        }
    }

    private Task StartAsync() => LoadAsync(Permissions.LogsRead, async actor =>
    {
        var search = Search;
        (_rows, _waiting, _missed, _isPaused) = ([], [], 0, false);

        // Heard from before the reading, so that nothing falls between the two.
        _ = FollowAsync(search);
        var found = (await desk.FindAsync(await desk.PrepareAsync(actor, search, AtFirst, Gone), Gone)).Rows;
        if (search == _shown)
        {
            _rows = Together(_rows, found);
        }
    });

    private Task FollowAsync(LogSearch search) => tail.FollowAsync(
        async () => await desk.PrepareAsync(await ActorAsync(Permissions.LogsRead), search, 1, Gone),
        (rows, missed) => InvokeAsync(() =>
        {
            _missed += missed;
            if (_isPaused)
            {
                _waiting = Together(rows, _waiting);
            }
            else
            {
                _rows = Together(rows, _rows);
            }

            StateHasChanged();
        }),
        () => InvokeAsync(async () =>
        {
            await LoadAsync(Permissions.LogsRead, _ => Task.CompletedTask);
            StateHasChanged();
        }),
        () => search == _shown, Gone);

    private void TogglePause()
    {
        _isPaused = !_isPaused;
        if (!_isPaused)
        {
            (_rows, _waiting) = (Together(_waiting, _rows), []);
        }
    }

    private static IReadOnlyList<LogRow> Together(IReadOnlyList<LogRow> newer, IReadOnlyList<LogRow> older) => LogRows.Newest(newer.Concat(older), Most);
}
