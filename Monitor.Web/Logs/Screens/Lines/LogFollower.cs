using Monitor.Web.Access;
using Monitor.Web.Logs.Desk;

namespace Monitor.Web.Logs.Screens.Lines;

/// <summary>
/// What a card that follows logs shows: the newest lines of a search, at first those that are there, and from then on each that is stored. While it is paused the new ones wait.
/// To follow something else ends what was followed. Used by one screen alone, on its own thread.
/// </summary>
/// <param name="most">Lines that are shown, and that wait; the older are found by a search.</param>
internal sealed class LogFollower(LogDesk desk, LogTail tail, int most)
{
    private object? _following;

    public IReadOnlyList<LogRow> Rows { get; private set; } = [];

    public IReadOnlyList<LogRow> Waiting { get; private set; } = [];

    /// <summary>Lines that came faster than they could be shown, at most.</summary>
    public long Missed { get; private set; }

    public bool IsPaused { get; private set; }

    /// <summary>Follows a search; what was shown is shown no more. Throws what its first reading throws.</summary>
    /// <param name="search">Its window is where the first lines are looked for.</param>
    /// <param name="atFirst">How many of those that are there.</param>
    /// <param name="actor">Who looks, asked anew now and then.</param>
    /// <param name="draw">Runs a change on the screen's thread, and draws.</param>
    /// <param name="refuse">The reader may see them no more.</param>
    /// <param name="cancellationToken">The reader left.</param>
    public async Task FollowAsync(
        LogSearch search, int atFirst, Func<Task<Actor>> actor, Func<Action, Task> draw, Func<Task> refuse, CancellationToken cancellationToken)
    {
        var own = new object();
        (_following, Rows, Waiting, Missed, IsPaused) = (own, [], [], 0, false);

        // Heard from before the reading, so that nothing falls between the two.
        _ = tail.FollowAsync(
            async () => await desk.PrepareAsync(await actor(), search, 1, cancellationToken), (rows, missed) => draw(() => Take(own, rows, missed)), refuse, () => _following == own,
            cancellationToken);
        var found = await desk.FindAsync(await desk.PrepareAsync(await actor(), search, atFirst, cancellationToken), cancellationToken);
        if (_following == own)
        {
            Rows = Together(Rows, found.Rows);
        }
    }

    public void TogglePause()
    {
        IsPaused = !IsPaused;
        if (!IsPaused)
        {
            (Rows, Waiting) = (Together(Waiting, Rows), []);
        }
    }

    private void Take(object own, IReadOnlyList<LogRow> rows, long missed)
    {
        if (_following != own)
        {
            return;
        }

        Missed += missed;
        (Rows, Waiting) = IsPaused ? (Rows, Together(rows, Waiting)) : (Together(rows, Rows), Waiting);
    }

    private IReadOnlyList<LogRow> Together(IReadOnlyList<LogRow> newer, IReadOnlyList<LogRow> older) => LogRows.Newest(newer.Concat(older), most);
}
