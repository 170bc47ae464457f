using System.Collections.Concurrent;
using Monitor.Domain.Notifications.Sending;

namespace Monitor.Web.Notifications.Sending;

/// <summary>
/// Which receivers are away as a whole and left alone for a while, or for as long as they asked, so that a dead server costs one attempt now and then and not one for every notice.
/// Known to this server alone; after a restart it finds out anew.
/// </summary>
public sealed class ChannelPauses(TimeProvider time)
{
    private const int Patience = 3;
    private static readonly TimeSpan First = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<(string Channel, int TargetId), ChannelPause> _pauses = new();

    public sealed record ChannelPause(int Failures, DateTimeOffset Until, string Reason);

    /// <summary>The targets of a channel that are not to be tried now; 0 for a channel that has none.</summary>
    public int[] Of(string channel) => [.. _pauses.Where(p => p.Key.Channel == channel && p.Value.Until > time.GetUtcNow()).Select(p => p.Key.TargetId)];

    /// <summary>The pause of a channel without targets, or the longest of its targets.</summary>
    public ChannelPause? Find(string channel) =>
        _pauses.Where(p => p.Key.Channel == channel && p.Value.Until > time.GetUtcNow()).Select(p => p.Value).MaxBy(p => p.Until);

    public void Note(string channel, int? targetId, SendOutcome outcome)
    {
        var key = (channel, targetId ?? 0);
        if (!outcome.IsOutage)
        {
            _pauses.TryRemove(key, out _);
            return;
        }

        _pauses.AddOrUpdate(key, _ => New(1, outcome), (_, old) => New(old.Failures + 1, outcome));
    }

    private ChannelPause New(int failures, SendOutcome outcome)
    {
        var wait = failures < Patience ? TimeSpan.Zero : First * Math.Pow(2, Math.Min(failures - Patience, 10));
        wait = wait < Longest ? wait : Longest;
        var asked = outcome.RetryAfter is { } after ? (after < RetryPlan.Longest ? after : RetryPlan.Longest) : TimeSpan.Zero;
        return new ChannelPause(failures, time.GetUtcNow() + (wait > asked ? wait : asked), outcome.Reason);
    }
}
