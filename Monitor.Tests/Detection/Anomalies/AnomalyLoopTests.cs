using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Monitor.Data;
using Monitor.Tests.Problems;
using Monitor.Tests.Support;
using Monitor.Web.Detection;
using Monitor.Web.Hosting;
using Monitor.Web.Store;

namespace Monitor.Tests.Detection.Anomalies;

public sealed class AnomalyLoopTests(ActingFloor floor) : IClassFixture<ActingFloor>
{
    [Fact]
    public async Task Fault_46_A_loop_that_throws_is_shown_as_degraded_starts_again_and_goes_on()
    {
        var (host, feed, board) = (await floor.HostAsync("loop-1"), new CommitFeed(), new HealthBoard(floor.Clock));
        var stream = await floor.StreamAsync(host, ("cpu.used_percent", ""));
        var contexts = new FailingContexts(floor.Contexts, failures: 3);
        using var stage = new AnomalyStage(floor, contexts: contexts);
        using var loop = Loop(stage, feed, board);
        await loop.StartAsync(CancellationToken.None);
        var wasDegraded = false;
        await Eventually.True(() =>
        {
            Publish(feed, host, stream, 10);
            wasDegraded |= board.Troubles.Any(t => t.Where == nameof(AnomalyLoop));
            return contexts.Failed == 3 && wasDegraded;
        });
        await Eventually.TrueAsync(async () =>
        {
            foreach (var value in new double[] { 10, 10, 10, 10, 10, 40 })
            {
                Publish(feed, host, stream, value);
            }

            return board.Troubles.Count == 0 && (await stage.AnomaliesAsync(host)).Count > 0;
        });

        // Two may ask for it at once; whoever was served first finds the states written.
        await await Task.WhenAny(loop.StopAsync(CancellationToken.None), loop.StopAsync(CancellationToken.None));
        await using var db = floor.Db();
        Assert.True(await db.DetectorStates.AnyAsync(s => s.StreamId == stream));
    }

    [Fact]
    public async Task A_loop_that_is_behind_skips_the_oldest_and_says_how_many()
    {
        var (host, feed) = (await floor.HostAsync("loop-2"), new CommitFeed());
        using var stage = new AnomalyStage(floor);
        using var loop = Loop(stage, feed, new HealthBoard(floor.Clock));
        for (var i = 0; i < AnomalyLoop.Capacity + 400; i++)
        {
            feed.Publish([new CommittedTick(host.Id, 1, floor.Clock.GetUtcNow().AddHours(-1), floor.Clock.GetUtcNow(), [1])]);
        }

        feed.Publish([new CommittedTick(host.Id, 1, floor.Clock.GetUtcNow(), floor.Clock.GetUtcNow(), [1])], isOwn: false);
        await loop.StartAsync(CancellationToken.None);
        await Eventually.True(() => stage.Figures.Skipped == 400);
        await loop.StopAsync(CancellationToken.None);
        Assert.Contains("400", Assert.Single(stage.Said), StringComparison.Ordinal);
    }

    private AnomalyLoop Loop(AnomalyStage stage, CommitFeed feed, HealthBoard board) =>
        new(feed, stage.Judge, stage.Figures, Options.Create(AnomalyStage.Triple), board, floor.Clock, stage.Log<AnomalyLoop>());

    private void Publish(CommitFeed feed, Host host, int stream, double value)
    {
        floor.Clock.Advance(TimeSpan.FromSeconds(2));
        var now = floor.Clock.GetUtcNow();
        feed.Publish([new CommittedTick(host.Id, stream, now, now, [value])]);
    }

    private sealed class FailingContexts(IDbContextFactory<MonitorDb> inner, int failures) : IDbContextFactory<MonitorDb>
    {
        private int _asked;

        public int Failed => Math.Min(Volatile.Read(ref _asked), failures);

        public MonitorDb CreateDbContext() =>
            Interlocked.Increment(ref _asked) <= failures ? throw new InvalidOperationException("as the test wants it") : inner.CreateDbContext();
    }
}
