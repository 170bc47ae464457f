using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Monitor.Domain.Access;
using Monitor.Domain.Detection;
using Monitor.Domain.Metrics;
using Monitor.Tests.Browser;
using Monitor.Tests.Intake;
using Monitor.Tests.Support;
using Monitor.Web.Access;
using Monitor.Web.Detection.Replay;
using Monitor.Web.Store;

namespace Monitor.Tests.Detection.Replay;

[Collection(Suite.Name)]
public sealed class SeriesReplayTests(TestApplication application)
{
    private static readonly DateTimeOffset Today = new(TimeProvider.System.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero);
    private static readonly DateTimeOffset Odd = Today.AddHours(-12);

    [Fact]
    public async Task The_range_is_told_after_a_week_of_learning_with_its_alarms_and_their_rate_and_every_detector_sees_the_same()
    {
        using var host = await HostAsync(days: 10);
        var series = SeriesOf(host);
        var (limit, quiet) = (new LimitDetector(80, learning: 100), new LimitDetector(200));

        var verdicts = await Replay.RunAsync(Actor.System, series, new TimeRange(Today.AddDays(-2), Today), [limit, quiet], CancellationToken.None);

        Assert.Equal(limit.Seen, quiet.Seen);
        Assert.Equal(Today.AddDays(-9) + TimeSpan.FromMinutes(2.5), limit.Seen[0].Time);
        Assert.Equal(2 * 288, verdicts![0].Points.Count);
        Assert.All(verdicts[0].Points, p => Assert.True(p.HasBand));
        var mark = Assert.Single(verdicts[0].Marks);
        Assert.Equal((Odd + TimeSpan.FromMinutes(2.5), TimeSpan.FromMinutes(15), 90.0), (mark.BeganAt, mark.EndedAt - mark.BeganAt, mark.Value));
        Assert.Equal(3.5, verdicts[0].AlarmsPerWeek!.Value, 3);
        Assert.Equal(3.0 / 576, verdicts[0].UnusualShare!.Value, 6);
        Assert.Empty(verdicts[1].Marks);
    }

    [Fact]
    public async Task Where_nothing_is_stored_nothing_is_said_and_a_rate_is_not_made_up()
    {
        using var host = await HostAsync(days: 1);
        var verdicts = await Replay.RunAsync(Actor.System, SeriesOf(host), new TimeRange(Today.AddDays(-40), Today.AddDays(-30)), [new LimitDetector(80)], CancellationToken.None);
        Assert.Equal((0, null, null), (verdicts![0].Judged, verdicts[0].AlarmsPerWeek, verdicts[0].UnusualShare));
        Assert.All(verdicts[0].Points, p => Assert.False(p.HasBand));
    }

    [Fact]
    public async Task A_series_of_a_host_that_somebody_may_not_see_is_not_there()
    {
        using var host = await HostAsync(days: 1);
        await using var db = await TestAgent.OpenAsync(application);
        var group = new HostGroup { Name = $"elsewhere-{host.Id}", ParentId = HostGroup.FleetId };
        db.HostGroups.Add(group);
        await db.SaveChangesAsync();
        var user = await application.CreateUserAsync(Roles.Technician);
        var actor = new Actor(user.Id, user.Name, user.Role, "") { GroupIds = [group.Id] };
        Assert.Null(await Replay.RunAsync(actor, SeriesOf(host), new TimeRange(Today.AddDays(-1), Today), [new LimitDetector(80)], CancellationToken.None));
    }

    [Fact]
    public async Task Who_leaves_stops_the_replay_and_the_next_one_gets_its_turn()
    {
        using var host = await HostAsync(days: 10);
        var range = new TimeRange(Today.AddDays(-2), Today);
        for (var i = 0; i < 4; i++)
        {
            using var gone = new CancellationTokenSource();
            var (left, next) = (new LimitDetector(80) { OnSeen = gone.Cancel }, new LimitDetector(80));
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Replay.RunAsync(Actor.System, SeriesOf(host), range, [left, next], gone.Token));
            Assert.InRange(left.Seen.Count, 1, 9 * 288 / 2);
            Assert.Empty(next.Seen);
        }

        Assert.NotNull(await Replay.RunAsync(Actor.System, SeriesOf(host), range, [new LimitDetector(80)], CancellationToken.None));
    }

    private SeriesReplay Replay => application.Services.GetRequiredService<SeriesReplay>();

    private int SeriesOf(BusyHost host) => application.Services.GetRequiredService<SeriesCatalog>().FindSeries(host.Id, "cpu.used_percent")!.Id;

    /// <summary>So many days, and a quarter of an hour at 90 in the last of them.</summary>
    private async Task<BusyHost> HostAsync(int days)
    {
        var host = await BusyHost.CreateAsync(application);
        await host.ReportAsync(10, 20, 30, 1000, 2000);
        await StoredPast.WriteAsync(application, host.Id, days, at => at >= Odd && at < Odd.AddMinutes(15) ? 90 : StoredPast.Wave(at));
        return host;
    }
}
