using Monitor.Web.Live;
using Monitor.Web.Store;

namespace Monitor.Web.Detection;

/// <summary>Has the rules read again when they changed, and every minute for what another node changed, before the next group is judged.</summary>
internal sealed class FreshJudge(TickJudge judge, LiveFeed live, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan RefreshAfter = TimeSpan.FromMinutes(1);

    private readonly LiveFeed.Subscription _rules = live.Subscribe(LiveFeed.Rules);
    private long? _refreshedAt;

    /// <summary>Before the first group, and after a group that failed: nobody knows what of the rules was read.</summary>
    public void Forget() => _refreshedAt = null;

    /// <summary>True when the rules were read again.</summary>
    public async Task<bool> JudgeAsync(IReadOnlyList<CommittedTick> group, CancellationToken cancellationToken)
    {
        var isDue = _rules.TakeChange() || _refreshedAt is not { } at || time.GetElapsedTime(at) > RefreshAfter;
        if (isDue)
        {
            _refreshedAt = null;
            await judge.RefreshAsync(cancellationToken);
            _refreshedAt = time.GetTimestamp();
        }

        await judge.JudgeAsync(group, cancellationToken);
        return isDue;
    }

    public void Dispose() => _rules.Dispose();
}
