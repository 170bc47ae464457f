using Monitor.Web.Access;
using Monitor.Web.Hosting;
using Monitor.Web.Store.Logs;

namespace Monitor.Web.Logs.Desk;

/// <summary>
/// Hands on the lines of a search as they are stored, a few times a second. What comes faster than it can be shown is counted and left out; whether the reader may still see
/// them is asked again now and then.
/// </summary>
public sealed class LogTail(LogFeed feed, LogDesk desk, TimeProvider time, ILogger<LogTail> logger)
{
    private const int Capacity = 256;

    /// <summary>At once.</summary>
    private const int Most = 300;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan Standing = TimeSpan.FromSeconds(30);

    /// <param name="prepare">The search within what the reader may see now.</param>
    /// <param name="take">New lines, and how many were left out, at most: of some nobody knows whether the search would have found them.</param>
    /// <param name="refuse">The reader may see them no more: this ends.</param>
    /// <param name="isWanted">False when something else is followed instead.</param>
    public async Task FollowAsync(
        Func<Task<ReadyLogSearch>> prepare, Func<IReadOnlyList<LogRow>, long, Task> take, Func<Task> refuse, Func<bool> isWanted, CancellationToken cancellationToken)
    {
        using var subscription = feed.Subscribe(Capacity);
        try
        {
            ReadyLogSearch? ready = null;
            var (asked, skipped) = (0L, 0L);
            while (await subscription.Reader.WaitToReadAsync(cancellationToken) && isWanted())
            {
                try
                {
                    if (ready is null || time.GetElapsedTime(asked) > Standing)
                    {
                        (ready, asked) = (await prepare(), time.GetTimestamp());
                        subscription.Wish = ready.Wish;
                    }

                    var lines = Drain(subscription, ready);
                    var missed = Math.Max(0, lines.Count - Most) + subscription.Skipped - skipped;
                    skipped = subscription.Skipped;
                    if (lines.Count > 0 || missed > 0)
                    {
                        await take(await desk.NamedAsync(ready, lines.Count > Most ? lines[^Most..] : lines, cancellationToken), missed);
                    }
                }
                catch (Exception fault) when (DatabaseOutage.Is(fault))
                {
                    logger.LogWarning(fault, "A screen that follows logs missed some: the database does not answer");
                }

                await Task.Delay(Pause, time, cancellationToken);
            }
        }
        catch (AccessRefusedException)
        {
            await refuse();
        }
        catch (Exception gone) when (gone is OperationCanceledException or ObjectDisposedException)
        {
            // The reader left.
        }
    }

    private static List<FoundLine> Drain(LogFeed.Subscription subscription, ReadyLogSearch ready)
    {
        var lines = new List<FoundLine>();
        while (lines.Count <= 8 * Most && subscription.Reader.TryRead(out var committed))
        {
            lines.AddRange(committed.Lines.Where(l => ready.Holds(committed.HostId, l)).Select(l => new FoundLine(committed.HostId, l)));
        }

        return lines;
    }
}
