namespace Monitor.Web.Components;

/// <summary>The acts of a page, one after the other: what is clicked meanwhile waits, and then knows the version that the one before it made. Used on the page's own thread.</summary>
internal sealed class ActTurn
{
    private Task _last = Task.CompletedTask;

    public async Task<T> RunAsync<T>(Func<Task<T>> act)
    {
        var (before, turn) = (_last, new TaskCompletionSource());
        _last = turn.Task;
        try
        {
            await before;
            return await act();
        }
        finally
        {
            turn.SetResult();
        }
    }
}
