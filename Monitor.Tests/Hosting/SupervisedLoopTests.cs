using Microsoft.Extensions.Logging.Abstractions;
using Monitor.Tests.Support;
using Monitor.Web.Hosting;

namespace Monitor.Tests.Hosting;

public sealed class SupervisedLoopTests
{
    [Fact]
    public async Task Fault_46_A_loop_that_throws_is_shown_as_degraded_and_starts_again_until_it_holds()
    {
        var clock = new ManualTimeProvider();
        var board = new HealthBoard(clock);
        using var loop = new FailingLoop(failures: 3, board, clock);
        await loop.StartAsync(CancellationToken.None);
        for (var round = 1; round <= 3; round++)
        {
            await Eventually.True(() => loop.Rounds == round && board.Troubles.Count == 1);
            await EventuallyAfterAdvancing(clock, () => loop.Rounds == round + 1);
        }

        Assert.Equal("FailingLoop", Assert.Single(board.Troubles).Where);
        await EventuallyAfterAdvancing(clock, () => board.Troubles.Count == 0);
        Assert.Equal(4, loop.Rounds);
        await loop.StopAsync(CancellationToken.None);
        Assert.True(loop.ExecuteTask!.IsCompletedSuccessfully);
    }

    private static Task EventuallyAfterAdvancing(ManualTimeProvider clock, Func<bool> condition) =>
        Eventually.True(() =>
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            return condition();
        });

    private sealed class FailingLoop(int failures, HealthBoard board, TimeProvider time) : SupervisedLoop(board, time, NullLogger.Instance)
    {
        private int _rounds;

        public int Rounds => Volatile.Read(ref _rounds);

        protected override Task RunAsync(CancellationToken cancellationToken) =>
            Interlocked.Increment(ref _rounds) <= failures
                ? throw new InvalidOperationException("as the test wants it")
                : Task.Delay(Timeout.Infinite, cancellationToken);
    }
}
