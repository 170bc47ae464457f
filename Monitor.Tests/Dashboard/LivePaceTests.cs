using System.Collections.Concurrent;
using Monitor.Tests.Support;
using Monitor.Web.Dashboard;
using Monitor.Web.Store;

namespace Monitor.Tests.Dashboard;

/// <summary>When a page hands its points to the browser, on a clock that the test moves.</summary>
public sealed class LivePaceTests : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private readonly ManualTimeProvider _clock = new();
    private readonly CommitFeed _feed = new();
    private readonly CancellationTokenSource _left = new();
    private readonly ConcurrentQueue<(TimeSpan At, int Groups)> _sent = [];
    private readonly long _start;
    private int _taken;

    public LivePaceTests() => _start = _clock.GetTimestamp();

    public void Dispose()
    {
        _left.Cancel();
        _left.Dispose();
    }

    [Fact]
    public async Task A_tick_that_comes_early_is_sent_when_the_interval_is_over_and_not_with_the_next_tick()
    {
        _ = Follow(_ => true);
        Tick();
        await Eventually.True(() => _sent.Count == 1);
        _clock.Advance(TimeSpan.FromSeconds(0.5));
        Tick();
        await Eventually.True(() => _clock.Timers == 1);
        Tick();
        // The last of them is in the queue until the interval is over; no tick comes after it.
        _clock.Advance(Interval - TimeSpan.FromSeconds(0.5));
        await Eventually.True(() => _sent.Count == 2);
        Assert.Equal([(TimeSpan.Zero, 1), (Interval, 2)], _sent);
    }

    [Fact]
    public async Task A_tick_after_the_interval_is_sent_at_once()
    {
        _ = Follow(_ => true);
        Tick();
        await Eventually.True(() => _sent.Count == 1);
        _clock.Advance(TimeSpan.FromSeconds(7));
        Tick();
        await Eventually.True(() => _sent.Count == 2);
        Assert.Equal((TimeSpan.FromSeconds(7), 1), _sent.Last());
    }

    [Fact]
    public async Task What_is_not_for_the_page_sends_nothing_and_starts_no_interval()
    {
        _ = Follow(group => group[0].HostId == 1);
        Tick(host: 2);
        Tick(host: 1);
        await Eventually.True(() => _sent.Count == 1);
        Assert.Equal((TimeSpan.Zero, 1), _sent.Single());
    }

    private Task Follow(Func<IReadOnlyList<CommittedTick>, bool> wanted) => new LivePace(_feed, _clock).FollowAsync(
        group =>
        {
            var take = wanted(group);
            _taken += take ? 1 : 0;
            return take;
        },
        () => Interval,
        _ =>
        {
            _sent.Enqueue((_clock.GetElapsedTime(_start), Interlocked.Exchange(ref _taken, 0)));
            return Task.CompletedTask;
        },
        _left.Token);

    private void Tick(int host = 1) => _feed.Publish([new CommittedTick(host, 1, _clock.GetUtcNow(), _clock.GetUtcNow(), [1])]);
}
