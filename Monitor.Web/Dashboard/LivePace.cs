using Monitor.Web.Store;

namespace Monitor.Web.Dashboard;

/// <summary>
/// Hands on what was committed, at once when nothing was handed on for an interval, else when the interval is over: a tick that comes early waits for that
/// moment and not for the tick after it.
/// </summary>
internal sealed class LivePace(CommitFeed feed, TimeProvider time)
{
    /// <param name="take">Keeps what a group holds for the page; false when that is nothing.</param>
    /// <param name="interval">Asked anew each time: the reader may change it.</param>
    /// <param name="send">Hands on all that was kept.</param>
    public async Task FollowAsync(
        Func<IReadOnlyList<CommittedTick>, bool> take, Func<TimeSpan> interval, Func<CancellationToken, Task> send, CancellationToken cancellationToken)
    {
        using var ticks = feed.Subscribe(capacity: 64);
        long? sentAt = null;
        while (await ticks.Reader.WaitToReadAsync(cancellationToken))
        {
            if (!TakeAll(ticks, take))
            {
                continue;
            }

            if (sentAt is { } at && interval() - time.GetElapsedTime(at) is var rest && rest > TimeSpan.Zero)
            {
                await Task.Delay(rest, time, cancellationToken);
            }

            TakeAll(ticks, take);
            sentAt = time.GetTimestamp();
            await send(cancellationToken);
        }
    }

    private static bool TakeAll(CommitFeed.Subscription ticks, Func<IReadOnlyList<CommittedTick>, bool> take)
    {
        var any = false;
        while (ticks.Reader.TryRead(out var group))
        {
            any |= take(group);
        }

        return any;
    }
}
