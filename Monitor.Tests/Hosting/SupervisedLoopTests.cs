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

    [Fact]
    public async Task Fault_46_Of_several_loops_the_first_that_fails_ends_the_others_and_all_start_again()
    {
        var clock = new ManualTimeProvider();
        var board = new HealthBoard(clock);
        using var loop = new TwoLoops(board, clock);
        await loop.StartAsync(CancellationToken.None);
        await Eventually.True(() => board.Troubles.Count == 1);
        Assert.Equal((1, 1), (loop.Started, loop.Ended));
        await EventuallyAfterAdvancing(clock, () => loop.Started == 2);
        await EventuallyAfterAdvancing(clock, () => board.Troubles.Count == 0);
        await loop.StopAsync(CancellationToken.None);
        Assert.Equal((2, 2), (loop.Started, loop.Ended));
    }

    private static Task EventuallyAfterAdvancing(ManualTimeProvider clock, Func<bool> condition) =>
        Eventually.True(() =>
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            return condition();
        });

    private sealed class TwoLoops(HealthBoard board, TimeProvider time) : SupervisedLoop(board, time, NullLogger.Instance)
    {
        private int _started;
        private int _ended;

        public int Started => Volatile.Read(ref _started);

        public int Ended => Volatile.Read(ref _ended);

        protected override Task RunAsync(CancellationToken cancellationToken) => TogetherAsync(cancellationToken, LastAsync, _ => Task.CompletedTask, FailAsync);

        private async Task LastAsync(CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _started);
            try
            {
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }
            finally
            {
                Interlocked.Increment(ref _ended);
            }
        }

        private Task FailAsync(CancellationToken cancellationToken) =>
            Started == 1 ? Task.FromException(new InvalidOperationException("as the test wants it")) : Task.Delay(Timeout.Infinite, cancellationToken);
    }

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
