namespace Monitor.Web.Live;

/// <summary>How a screen follows what changes.</summary>
internal static class Following
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// Calls <paramref name="refresh"/> after a change of one of the topics, never more than four times a second; ends when the screen is left. Changes
    /// during the pause are one more refresh.
    /// </summary>
    public static async Task FollowAsync(this LiveFeed feed, TimeProvider time, Func<Task> refresh, CancellationToken cancellationToken, params string[] topics)
    {
        using var subscription = feed.Subscribe(topics);
        try
        {
            await foreach (var _ in subscription.ChangesAsync(cancellationToken))
            {
                await RefreshAsync(feed, refresh, topics, cancellationToken);
                await Task.Delay(Pause, time, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The reader left.
        }
        catch (ObjectDisposedException)
        {
            // The reader left while the screen was being refreshed.
        }
    }

    /// <summary>
    /// Calls <paramref name="refresh"/> once in <paramref name="pace"/>, for what no topic tells of; ends when the screen is left. One that fails leaves the
    /// screen as it is; the next tries again.
    /// </summary>
    public static Task EveryAsync(this ScreenLife life, TimeSpan pace, TimeProvider time, ILogger logger, Func<Task> refresh) => EveryAsync(pace, time, logger, refresh, life.Token);

    /// <summary>The same until <paramref name="left"/>.</summary>
    public static async Task EveryAsync(TimeSpan pace, TimeProvider time, ILogger logger, Func<Task> refresh, CancellationToken left)
    {
        using var timer = new PeriodicTimer(pace, time);
        try
        {
            while (await timer.WaitForNextTickAsync(left))
            {
                try
                {
                    await refresh();
                }
                catch (Exception failure) when (failure is not ObjectDisposedException && !left.IsCancellationRequested)
                {
                    logger.LogWarning(failure, "Refreshing a screen failed");
                }
            }
        }
        catch (Exception gone) when (gone is OperationCanceledException or ObjectDisposedException)
        {
            // The reader left.
        }
    }

    /// <summary>A refresh that fails (the database is away, the browser does not answer) leaves the screen as it is; the next change tries again.</summary>
    private static async Task RefreshAsync(LiveFeed feed, Func<Task> refresh, string[] topics, CancellationToken cancellationToken)
    {
        try
        {
            await refresh();
        }
        catch (Exception failure) when (failure is not ObjectDisposedException && !cancellationToken.IsCancellationRequested)
        {
            feed.Logger?.LogWarning(failure, "Refreshing a screen after a change of {Topics} failed", string.Join(", ", topics));
        }
    }
}
