using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Monitor.Data;
using Monitor.Domain.Detection;
using Monitor.Domain.Metrics;
using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Rules;
using Monitor.Domain.Problems.Suppression;
using Monitor.Domain.Tickets;
using Monitor.Tests.Problems;
using Monitor.Web.Detection;
using Monitor.Web.Detection.Hosts;
using Monitor.Web.Detection.Peers;

namespace Monitor.Tests.Detection.HostJobs;

/// <summary>What is told of anomalies, and what is not.</summary>
public sealed class AnomalyTellerTests(ActingFloor floor) : IClassFixture<ActingFloor>
{
    private readonly AnomalyStage _stage = new(floor);

    private async Task<List<Problem>> ProblemsAsync(params IEnumerable<Host> hosts)
    {
        int[] ids = [.. hosts.Select(h => h.Id)];
        await using var db = floor.Db();
        return await db.Problems.AsNoTracking().Where(p => ids.Contains(p.HostId)).OrderBy(p => p.Id).ToListAsync();
    }

    [Fact]
    public async Task An_anomaly_of_a_host_is_one_problem_and_one_ticket_that_say_what_it_is_and_they_end_with_it()
    {
        var host = await _stage.HostAsync("web");
        var anomaly = await _stage.BeginAsync(host);
        await _stage.TellAsync();
        await _stage.TellAsync();
        var problem = Assert.Single(await ProblemsAsync(host));
        Assert.Equal(($"{host.Id}/host-anomaly/", Severity.Warning, anomaly.Sentence, problem.Id), (problem.Fingerprint, problem.Severity, problem.Summary, (await _stage.ReadAsync(anomaly)).ProblemId));
        await using (var db = floor.Db())
        {
            var ticket = await db.Tickets.AsNoTracking().SingleAsync(t => t.HostId == host.Id);
            Assert.Equal($"web-1: {anomaly.Sentence}", ticket.Title);
            Assert.Contains("What differs most: CPU usage 97 % (usually 10 % to 30 %), 80 % of it.", ticket.Description, StringComparison.Ordinal);
            await db.Anomalies.Where(a => a.Id == anomaly.Id).ExecuteUpdateAsync(set => set.SetProperty(a => a.Severity, Severity.Critical));
        }

        await _stage.TellAsync();
        Assert.Equal(Severity.Critical, Assert.Single(await ProblemsAsync(host)).Severity);
        await _stage.EndAsync(anomaly);
        await _stage.TellAsync();
        Assert.Equal(ProblemPhase.Ended, Assert.Single(await ProblemsAsync(host)).Phase);
        await using (var db = floor.Db())
        {
            Assert.Equal(TicketState.Resolved, (await db.Tickets.AsNoTracking().SingleAsync(t => t.HostId == host.Id)).State);
        }
    }

    [Fact]
    public async Task A_weak_one_is_shown_with_the_reason_and_told_when_it_has_lasted_for_two_hours()
    {
        var host = await _stage.HostAsync();
        var anomaly = await _stage.BeginAsync(host, score: 0.59, ago: TimeSpan.FromMinutes(119));
        await _stage.TellAsync();
        Assert.Empty(await ProblemsAsync(host));
        Assert.Equal(AnomalyHold.Weak, (await _stage.ReadAsync(anomaly)).Hold);
        floor.Clock.Advance(TimeSpan.FromMinutes(1));
        await _stage.TellAsync();
        Assert.Single(await ProblemsAsync(host));
        Assert.Null((await _stage.ReadAsync(anomaly)).Hold);
    }

    [Fact]
    public async Task Weak_ones_of_many_hosts_at_once_are_told_as_one()
    {
        var hosts = await _stage.HostsAsync(4);
        foreach (var host in hosts)
        {
            await _stage.BeginAsync(host, score: 0.55);
        }

        await _stage.TellAsync();
        Assert.Equal(AnomalyMetrics.Fleet, Assert.Single(await ProblemsAsync(hosts)).Metric);
    }

    [Fact]
    public async Task What_one_series_does_alone_opens_no_problem_and_no_ticket()
    {
        var host = await _stage.HostAsync();
        await _stage.BeginAsync(host, AnomalySubject.Series);
        await _stage.TellAsync();
        Assert.Empty(await ProblemsAsync(host));
    }

    [Fact]
    public async Task A_host_for_which_the_rule_is_off_is_not_told_of_and_is_when_it_is_on_again()
    {
        var host = await _stage.HostAsync();
        await floor.OverrideAsync("host-anomaly", new RuleOverride { HostId = host.Id, Enabled = false });
        await _stage.BeginAsync(host);
        await _stage.TellAsync();
        Assert.Empty(await ProblemsAsync(host));
        await using var db = floor.Db();
        await db.RuleOverrides.Where(o => o.HostId == host.Id).ExecuteDeleteAsync();
        await _stage.TellAsync();
        Assert.Single(await ProblemsAsync(host));
    }

    [Fact]
    public async Task Many_hosts_of_a_group_at_once_are_one_problem_and_who_goes_on_alone_is_told_by_itself()
    {
        var hosts = await _stage.HostsAsync(5, "shop");
        var anomalies = new List<Anomaly>();
        foreach (var (host, i) in hosts.Select((h, i) => (h, i)))
        {
            anomalies.Add(await _stage.BeginAsync(host, ago: TimeSpan.FromMinutes(20 - i)));
        }

        await _stage.TellAsync();
        var problem = Assert.Single(await ProblemsAsync(hosts));
        Assert.Equal((hosts[0].Id, AnomalyMetrics.Fleet), (problem.HostId, problem.Metric));
        Assert.StartsWith("5 of 5 hosts of the group shop", problem.Summary, StringComparison.Ordinal);
        Assert.Contains("such as shop-1, shop-2, shop-3", problem.Summary, StringComparison.Ordinal);
        foreach (var anomaly in anomalies)
        {
            Assert.Equal(AnomalyHold.PartOfFleet, (await _stage.ReadAsync(anomaly)).Hold);
        }

        await _stage.EndAsync(anomalies.Skip(1));
        await _stage.TellAsync();
        var both = await ProblemsAsync(hosts);
        Assert.Equal(2, both.Count);
        Assert.Equal(ProblemPhase.Ended, both[0].Phase);
        Assert.Equal((hosts[0].Id, AnomalyMetrics.Host, ProblemPhase.Firing), (both[1].HostId, both[1].Metric, both[1].Phase));
    }

    [Fact]
    public async Task The_others_of_many_hosts_are_told_of_by_themselves_when_the_first_is_retired_but_for_those_in_maintenance()
    {
        var hosts = await _stage.HostsAsync(4);
        var anomalies = new List<Anomaly>();
        foreach (var (host, i) in hosts.Select((h, i) => (h, i)))
        {
            anomalies.Add(await _stage.BeginAsync(host, ago: TimeSpan.FromMinutes(20 - i)));
        }

        await _stage.TellAsync();
        await using (var db = floor.Db())
        {
            await db.Hosts.Where(h => h.Id == hosts[0].Id).ExecuteUpdateAsync(set => set.SetProperty(h => h.RetiredAt, floor.Clock.GetUtcNow()));
            await db.Anomalies.Where(a => a.Id == anomalies[3].Id).ExecuteUpdateAsync(set => set.SetProperty(a => a.EndedAt, floor.Clock.GetUtcNow()));
            db.Events.Add(new Domain.Metrics.HostEvent { HostId = hosts[2].Id, At = floor.Clock.GetUtcNow(), Kind = "deploy", Text = "" });
            await db.SaveChangesAsync();
        }

        await _stage.TellAsync();
        await _stage.TellAsync();
        Assert.NotNull((await _stage.ReadAsync(anomalies[0])).EndedAt);
        Assert.Equal(AnomalyMetrics.Host, Assert.Single(await ProblemsAsync(hosts[1])).Metric);
        Assert.Equal(AnomalyHold.Maintenance, (await _stage.ReadAsync(anomalies[2])).Hold);
        Assert.Empty(await ProblemsAsync(hosts[2]));
    }

    [Fact]
    public async Task When_detection_is_switched_off_what_goes_on_ends_with_its_problem()
    {
        var host = await _stage.HostAsync();
        var anomaly = await _stage.BeginAsync(host);
        await _stage.TellAsync();
        await _stage.NewTeller().EndAllAsync(await _stage.FactsAsync(), CancellationToken.None);
        Assert.Equal(floor.Clock.GetUtcNow(), (await _stage.ReadAsync(anomaly)).EndedAt);
        Assert.Equal(ProblemPhase.Ended, Assert.Single(await ProblemsAsync(host)).Phase);
    }

    [Fact]
    public async Task Two_hosts_at_once_are_two_problems()
    {
        var hosts = await _stage.HostsAsync(2);
        foreach (var host in hosts)
        {
            await _stage.BeginAsync(host);
        }

        await _stage.TellAsync();
        Assert.Equal(2, (await ProblemsAsync(hosts)).Count);
    }

    [Fact]
    public async Task What_is_too_much_for_a_day_is_kept_and_held_back()
    {
        var host = await _stage.HostAsync();
        floor.Clock.Advance(TimeSpan.FromDays(1) - floor.Clock.GetUtcNow().TimeOfDay + TimeSpan.FromHours(1));
        for (var i = 0; i < 3; i++)
        {
            var told = await _stage.BeginAsync(host);
            await _stage.TellAsync();
            await _stage.EndAsync(told);
            await _stage.TellAsync();
            floor.Clock.Advance(TimeSpan.FromHours(2));
        }

        var fourth = await _stage.BeginAsync(host);
        await _stage.TellAsync();
        Assert.Equal((AnomalyHold.Budget, null), ((await _stage.ReadAsync(fourth)).Hold, (await _stage.ReadAsync(fourth)).ProblemId));
        Assert.DoesNotContain(await ProblemsAsync(host), p => p.EndedAt is null);

        // What still goes on is told with the next day.
        floor.Clock.Advance(TimeSpan.FromDays(1) - floor.Clock.GetUtcNow().TimeOfDay);
        await _stage.TellAsync();
        Assert.Null((await _stage.ReadAsync(fourth)).Hold);
        Assert.Single(await ProblemsAsync(host), p => p.EndedAt is null);
    }

    [Fact]
    public async Task What_begins_beside_a_told_one_of_the_same_host_joins_its_problem_tells_nobody_again_and_is_not_held()
    {
        _stage.Options.ProblemsPerHostAndDay = 1;
        foreach (var (first, second) in new[] { (AnomalySubject.Host, AnomalySubject.Peers), (AnomalySubject.Peers, AnomalySubject.Host) })
        {
            var host = await _stage.HostAsync();
            var told = await _stage.BeginAsync(host, first);
            await _stage.TellAsync();
            var problem = Assert.Single(await ProblemsAsync(host));
            var notices = await NoticesAsync(problem);
            var beside = await _stage.BeginAsync(host, second, score: .55);
            await _stage.TellAsync();
            var joined = await _stage.ReadAsync(beside);
            Assert.Equal((null, problem.Id), (joined.Hold, joined.ProblemId));

            // The problem lasts as long as one of the two.
            await _stage.EndAsync(told);
            await _stage.TellAsync();
            var one = Assert.Single(await ProblemsAsync(host));
            Assert.Equal((null, 0, notices), (one.EndedAt, one.Reopenings, await NoticesAsync(problem)));
        }
    }

    [Fact]
    public async Task Fault_46_What_was_found_is_told_also_where_nobody_can_look_at_rows()
    {
        var host = await _stage.HostAsync();
        await _stage.BeginAsync(host);
        using var settings = new DetectionFactsReader(floor.Contexts, floor.Live, Options.Create(_stage.Options), floor.Clock);
        var job = new HostAnomalyJob(
            new HostWatch(new Nowhere(), null!, null!, null!, floor.Clock), new PeerWatch(new Nowhere(), null!, null!, floor.Clock), _stage.NewTeller(), settings, Options.Create(_stage.Options));
        var failure = await Assert.ThrowsAsync<AggregateException>(async () => await job.Execute(null!, CancellationToken.None));
        Assert.Equal(2, failure.InnerExceptions.Count);
        Assert.Single(await ProblemsAsync(host));
    }

    private sealed class Nowhere : IDbContextFactory<MonitorDb>
    {
        public MonitorDb CreateDbContext() => throw new TimeoutException("There is no database here.");
    }

    private async Task<int> NoticesAsync(Problem problem)
    {
        await using var db = floor.Db();
        return await db.OutboxMessages.CountAsync(m => m.ProblemId == problem.Id);
    }

    [Fact]
    public async Task A_host_that_is_unusual_by_itself_and_beside_its_peers_is_one_problem_which_counts_once_of_what_a_day_may_tell()
    {
        var host = await _stage.HostAsync();
        floor.Clock.Advance(TimeSpan.FromDays(1) - floor.Clock.GetUtcNow().TimeOfDay + TimeSpan.FromHours(1));
        for (var i = 0; i < 2; i++)
        {
            Anomaly[] both = [await _stage.BeginAsync(host), await _stage.BeginAsync(host, AnomalySubject.Peers)];
            await _stage.TellAsync();
            Assert.Single(await ProblemsAsync(host), p => p.EndedAt is null);
            await _stage.EndAsync(both);
            await _stage.TellAsync();
            floor.Clock.Advance(TimeSpan.FromHours(2));
        }

        var third = await _stage.BeginAsync(host, AnomalySubject.Peers);
        await _stage.TellAsync();
        Assert.NotNull((await _stage.ReadAsync(third)).ProblemId);
        await _stage.EndAsync(third);
        await _stage.TellAsync();
        floor.Clock.Advance(TimeSpan.FromHours(2));
        var fourth = await _stage.BeginAsync(host, AnomalySubject.Peers);
        await _stage.TellAsync();
        Assert.Equal(AnomalyHold.Budget, (await _stage.ReadAsync(fourth)).Hold);
    }

    [Fact]
    public async Task In_maintenance_nobody_is_told_and_what_goes_on_after_it_is()
    {
        var host = await _stage.HostAsync("in-work");
        var now = floor.Clock.GetUtcNow();
        await using (var db = floor.Db())
        {
            db.Maintenance.Add(new MaintenanceWindow
            {
                Name = "Exchange of a disk", Matchers = $"host={host.Name}", StartsLocal = DateTime.SpecifyKind(now.UtcDateTime.AddHours(-1), DateTimeKind.Unspecified), Duration = TimeSpan.FromHours(2), Zone = "UTC", CreatedAt = now,
            });
            await db.SaveChangesAsync();
        }

        var anomaly = await _stage.BeginAsync(host);
        await _stage.TellAsync();
        Assert.Equal(AnomalyHold.Maintenance, (await _stage.ReadAsync(anomaly)).Hold);
        Assert.Empty(await ProblemsAsync(host));
        floor.Clock.Advance(TimeSpan.FromMinutes(90));
        await _stage.TellAsync();
        Assert.Single(await ProblemsAsync(host));
    }

    [Fact]
    public async Task Fault_42_Two_servers_that_tell_at_once_tell_once()
    {
        var host = await _stage.HostAsync();
        await _stage.BeginAsync(host);
        var facts = await _stage.FactsAsync();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => _stage.NewTeller().RunAsync(facts, CancellationToken.None))));
        Assert.Equal(0, Assert.Single(await ProblemsAsync(host)).Reopenings);
        await using var db = floor.Db();
        Assert.Equal(1, await db.Tickets.CountAsync(t => t.HostId == host.Id));
    }
}
