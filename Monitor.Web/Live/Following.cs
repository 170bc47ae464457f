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
                await refresh();
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
}
