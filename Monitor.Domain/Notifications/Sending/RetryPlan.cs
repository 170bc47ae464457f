namespace Monitor.Domain.Notifications.Sending;

/// <summary>
/// When a notice that did not go out is tried again: anywhere between now and twice as long as the last time at most (full jitter, so that what failed together
/// does not come back together), up to an hour apart, for a day.
/// Source: https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/.
/// </summary>
public static class RetryPlan
{
    public static readonly TimeSpan Longest = TimeSpan.FromHours(24);

    /// <summary>Also after a day it was tried so often: a notice that somebody brought back by hand gets its chances.</summary>
    public const int LeastAttempts = 3;

    private static readonly TimeSpan First = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Apart = TimeSpan.FromHours(1);

    /// <summary>The time of the next attempt; null: it is given up.</summary>
    /// <param name="attempts">How many there were, from 1.</param>
    /// <param name="retryAfter">What the other side asked for: never earlier.</param>
    /// <param name="chance">From 0 to 1.</param>
    public static DateTimeOffset? Next(int attempts, DateTimeOffset createdAt, DateTimeOffset now, TimeSpan? retryAfter, double chance)
    {
        var end = createdAt + Longest;
        if (now >= end && attempts >= LeastAttempts)
        {
            return null;
        }

        var most = First * Math.Pow(2, Math.Clamp(attempts - 1, 0, 20));
        var wait = (most < Apart ? most : Apart) * Math.Clamp(chance, 0, 1);
        wait = wait > TimeSpan.FromSeconds(1) ? wait : TimeSpan.FromSeconds(1);
        if (retryAfter is { } asked)
        {
            wait = asked < Longest ? asked + (wait < First ? wait : First) : Longest;
        }

        // The last attempt is at the end of the day, not beyond it.
        return now < end && now + wait > end ? end : now + wait;
    }
}
