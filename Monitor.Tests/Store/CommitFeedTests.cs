using Monitor.Web.Store;

namespace Monitor.Tests.Store;

public sealed class CommitFeedTests
{
    [Fact]
    public async Task Whoever_read_the_last_group_knows_of_every_group_that_it_pushed_out()
    {
        const int Rounds = 20_000;
        var feed = new CommitFeed();
        using var subscription = feed.Subscribe(capacity: 1);
        using var together = new Barrier(2);
        var publishing = Task.Factory.StartNew(
            () =>
            {
                for (var round = 0; round < Rounds; round++)
                {
                    feed.Publish([Tick(1)]);
                    together.SignalAndWait();
                    feed.Publish([Tick(2)]);
                    together.SignalAndWait();
                }
            },
            TaskCreationOptions.LongRunning);
        var missed = 0;
        for (var (round, read) = (0, 0L); round < Rounds; round++)
        {
            together.SignalAndWait();
            for (var last = 0.0; last < 2;)
            {
                if (subscription.Reader.TryRead(out var group))
                {
                    read++;
                    last = group[0].Values[0];
                }
            }

            missed += read + subscription.Skipped == 2 * (round + 1) ? 0 : 1;
            together.SignalAndWait();
        }

        await publishing;
        Assert.Equal(0, missed);
    }

    [Fact]
    public void What_was_lost_counts_what_it_was_worth_to_the_subscriber()
    {
        var feed = new CommitFeed();
        using var subscription = feed.Subscribe(capacity: 1, tick => tick.StreamId == 7 ? 3 : 0);
        feed.Publish([Tick(1), Tick(1, stream: 8)]);
        feed.Publish([Tick(2, stream: 8)]);
        Assert.Equal(3, subscription.Skipped);
        feed.Publish([Tick(3), Tick(3)]);
        Assert.Equal(3, subscription.Skipped);
    }

    private static CommittedTick Tick(double value, int stream = 7) => new(1, stream, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, [value]);
}
