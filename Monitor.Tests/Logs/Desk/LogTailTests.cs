using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Monitor.Domain.Access;
using Monitor.Domain.Logs;
using Monitor.Tests.Support;
using Monitor.Web.Access;
using Monitor.Web.Logs.Desk;
using Monitor.Web.Store.Logs;

namespace Monitor.Tests.Logs.Desk;

[Collection(Suite.Name)]
public sealed class LogTailTests(TestApplication application)
{
    [Fact]
    public async Task Lines_that_came_too_fast_are_told_as_missed_only_where_the_search_would_have_found_them()
    {
        using var stage = await LogStage.CreateAsync(application);
        await stage.WriteAsync("/var/log/app.log", LogSeverity.Info, "first");
        var (feed, clock, desk) = (new LogFeed(), new ManualTimeProvider(), application.Services.GetRequiredService<LogDesk>());
        var viewer = await application.CreateUserAsync(Roles.Viewer);
        var search = LogSearch.Everything with { HostIds = [stage.HostId], Words = "wanted" };
        var ready = await desk.PrepareAsync(new Actor(viewer.Id, viewer.Name, viewer.Role, ""), search, 1, default);
        var (shown, missed) = (0, 0L);
        using var left = new CancellationTokenSource();
        var following = new LogTail(feed, desk, clock, NullLogger<LogTail>.Instance).FollowAsync(() => Task.FromResult(ready), (rows, more) =>
        {
            (shown, missed) = (shown + rows.Count, missed + more);
            return Task.CompletedTask;
        }, () => Task.CompletedTask, () => true, left.Token);
        feed.Publish(Lines(stage.HostId, "wanted"));
        await Eventually.True(() => clock.Timers == 1);

        // While it pauses one line that is wanted goes, and what is not.
        feed.Publish(Lines(stage.HostId, "wanted", "something else", "one more"));
        for (var i = 0; i < 300; i++)
        {
            feed.Publish(Lines(stage.HostId + 1, "wanted by others"));
        }

        feed.Publish(Lines(stage.HostId, "wanted"));
        clock.Advance(TimeSpan.FromSeconds(1));
        await Eventually.True(() => Volatile.Read(ref shown) == 2);
        Assert.Equal(1, missed);
        await left.CancelAsync();
        await following;
    }

    private static CommittedLogs Lines(int hostId, params string[] texts) =>
        new(hostId, TimeProvider.System.GetUtcNow(), [.. texts.Select(t => new LogLine(0, 1, LogSeverity.Info, LogMarks.None, t))]);
}
