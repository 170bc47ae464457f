using Monitor.Web.Hosting;
using Monitor.Web.Store;
using Monitor.Web.Store.Logs;
using Npgsql;

namespace Monitor.Tests.Store.Nodes;

public sealed class OtherLogsTests
{
    private const string Nowhere = "Host=127.0.0.1;Port=1;Database=none;Username=none;Timeout=5";

    [Fact]
    public async Task Lines_of_another_server_that_cannot_be_read_are_counted_for_whoever_follows_and_for_nobody_else()
    {
        var feed = new LogFeed();
        await using var databases = new Databases(Nowhere, Nowhere);
        var logs = new OtherLogs(databases, feed);
        CommittedLogRow[] rows = [new(1, 1, 0, 3), new(1, 2, 0, 4), new(2, 3, 0, 5)];
        using var miner = feed.Subscribe(10, ownOnly: true);
        await logs.TakeAsync(rows, default);
        using var follower = feed.Subscribe(10);
        using var ofOneHost = feed.Subscribe(10);
        ofOneHost.Wish = new LogWish(host => host == 1, (_, _) => false);
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => logs.TakeAsync(rows, default));
        Assert.Equal((12L, 7L, 0L), (follower.Skipped, ofOneHost.Skipped, miner.Skipped));
    }
}
