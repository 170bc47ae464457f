using Microsoft.EntityFrameworkCore;
using Monitor.Domain.Detection;
using Monitor.Domain.Logs.Records;
using Monitor.Domain.Metrics;
using Monitor.Domain.Problems;
using Monitor.Domain.Tickets;
using Monitor.Tests.Agent.Watch;
using Monitor.Tests.Problems;
using Monitor.Web.RootCause;
using Monitor.Web.Store;

namespace Monitor.Tests.RootCause;

/// <summary>The analysis on a real database: when it looks, what it leaves behind, and how it holds in a storm.</summary>
public sealed class CauseAnalysisTests(ActingFloor floor) : IClassFixture<ActingFloor>
{
    private readonly CauseStage _stage = new(floor);

    [Fact]
    public async Task A_problem_that_opens_gets_its_findings_and_the_ticket_is_told_once_however_often_it_is_looked_at()
    {
        var host = await floor.HostAsync("deployed");
        await _stage.DeployAsync(host, "shop 4.2");
        var (problem, ticket) = await _stage.ProblemAsync(host);
        await using (var more = floor.Db())
        {
            var joined = await CauseStage.NewAsync(more, host.Id, Severity.Warning, floor.Clock.GetUtcNow());
            joined.TicketId = ticket.Id;
            more.Problems.Add(joined);
            await more.SaveChangesAsync();
        }

        await _stage.LookAsync();
        var first = (await _stage.FindingsAsync(problem.Id))[0];
        Assert.Equal(("event:deploy", 1, 1, true, host.Id), (first.CauseKey, first.Run, first.Rank, first.IsSupported, first.HostId));
        Assert.Equal("It began 3 min after a change: shop 4.2.", first.Sentence);
        Assert.Contains("\"event\"", first.Evidence, StringComparison.Ordinal);
        foreach (var later in new[] { 2, 8, 50 })
        {
            floor.Clock.Advance(TimeSpan.FromMinutes(later));
            await _stage.LookAsync();
        }

        Assert.Equal(4, (await _stage.FindingsAsync(problem.Id)).Max(f => f.Run));
        await using var db = floor.Db();
        Assert.Single(
            await db.TicketEntries.Where(e => e.TicketId == ticket.Id && e.Kind == TicketEntryKind.Report).ToListAsync(), e => e.IsInternal && e.Text.StartsWith("Probable cause (", StringComparison.Ordinal));
        Assert.Null((await db.CauseTurns.SingleAsync(t => t.ProblemId == problem.Id)).DueAt);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Lines_that_say_what_is_wrong_are_the_cause_also_where_their_form_was_not_there_before(bool wasThere)
    {
        var host = await floor.HostAsync("lines-" + Guid.NewGuid().ToString("N"));
        await _stage.WriteAsync(host, "agent", new SeriesName("page.latency_ms", ""), -480, i => i < -4 ? 20.0 + (Math.Abs(i) % 3) : 900);
        await _stage.WriteAsync(host, "logs", new SeriesName(LogMetrics.Hostile, ""), -480, _ => 0);
        var form = new LogTemplate { Program = "shop", Pattern = $"{Guid.NewGuid():N} db: Temporary failure in name resolution", FirstSeenAt = floor.Clock.GetUtcNow(), FirstHostId = host.Id, LastSeenAt = floor.Clock.GetUtcNow() };
        await using var db = floor.Db();
        db.LogTemplates.Add(form);
        await db.SaveChangesAsync();
        await _stage.WriteAsync(host, "forms", new SeriesName(LogMetrics.Lines, $"program=\"shop\",template=\"{form.Id}\""), wasThere ? -480 : -4, i => i < -4 ? 1 : 40);
        var (problem, _) = await _stage.ProblemAsync(host, "page.latency_ms");
        await _stage.LookAsync();
        var first = (await _stage.FindingsAsync(problem.Id))[0];
        Assert.Equal("dns", first.CauseKey);
        Assert.Contains($"such lines came 40 times a minute instead of {(wasThere ? 1 : 0)}", first.Sentence, StringComparison.Ordinal);
        Assert.Contains($"shop: {form.Pattern}", first.Evidence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_disk_that_fills_up_is_explained_by_the_file_that_the_agent_told()
    {
        using var watch = new WatchStand();
        watch.Grow(0);
        watch.Write(1_600_000, "log", "app.log");
        watch.UsedBytes += 2e6;
        watch.Grow(20);
        var host = await floor.HostAsync("filling");
        await _stage.FillAsync(host, watch.Root, Assert.Single(watch.Events));
        var (problem, _) = await _stage.ProblemAsync(host, "disk.used_percent", $"mount=\"{watch.Root}\"");
        await _stage.LookAsync();
        var first = (await _stage.FindingsAsync(problem.Id))[0];
        Assert.Equal(("rule:disk-files", $"files:{watch.Root}", true), (first.Method, first.CauseKey, first.IsSupported));
        Assert.StartsWith($"{watch.In("log", "app.log")} grew by 1.6 MB in 20 min: most of what {watch.Root} grows by", first.Sentence, StringComparison.Ordinal);
        Assert.StartsWith($"Look at what writes {watch.In("log", "app.log")};", first.Action, StringComparison.Ordinal);
        Assert.Contains("\"event\"", first.Evidence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_its_detector_marked_while_it_began_is_told_with_its_score_and_what_was_marked_long_before_is_not()
    {
        var host = await floor.HostAsync("marked-" + Guid.NewGuid().ToString("N"));
        await _stage.DeployAsync(host, "shop 5");
        var (now, series) = (floor.Clock.GetUtcNow(), floor.Catalog.FindStream(host.Id, "agent")!.Series[0]);
        await using var db = floor.Db();
        db.Anomalies.AddRange(Mark(now.AddHours(-2), 0.99), Mark(now.AddMinutes(-2), 0.7));
        await db.SaveChangesAsync();
        var (problem, _) = await _stage.ProblemAsync(host);
        await _stage.LookAsync();
        var evidence = (await _stage.FindingsAsync(problem.Id))[0].Evidence;
        Assert.Contains("CPU usage, anomaly score 0.70", evidence, StringComparison.Ordinal);

        Anomaly Mark(DateTimeOffset at, double score) => new()
        {
            Subject = AnomalySubject.Series, HostId = host.Id, SeriesId = series.Id, Detector = "default", Metric = series.Metric, BeganAt = at, FoundAt = at, Score = score, Sentence = "s",
        };
    }

    [Fact]
    public async Task Where_nothing_is_known_the_answer_is_that_no_cause_is_credible_and_the_ticket_stays_as_it_is()
    {
        var (problem, ticket) = await _stage.ProblemAsync(await floor.HostAsync("quiet"));
        await _stage.LookAsync();
        var only = Assert.Single(await _stage.FindingsAsync(problem.Id));
        Assert.Equal(("none", 1, 1), (only.CauseKey, only.Run, only.Rank));
        await using var db = floor.Db();
        Assert.False(await db.TicketEntries.AnyAsync(e => e.TicketId == ticket.Id));
    }

    [Fact]
    public async Task A_problem_that_ends_is_looked_at_once_more_and_then_no_more()
    {
        var host = await floor.HostAsync("ends");
        var (problem, _) = await _stage.ProblemAsync(host);
        await _stage.LookAsync();
        floor.Clock.Advance(TimeSpan.FromMinutes(1));
        await using (var db = floor.Db())
        {
            await db.Problems.Where(p => p.Id == problem.Id).ExecuteUpdateAsync(s => s.SetProperty(p => p.EndedAt, floor.Clock.GetUtcNow()));
        }

        await _stage.LookAsync();
        floor.Clock.Advance(TimeSpan.FromHours(2));
        await _stage.LookAsync();
        Assert.Equal(2, (await _stage.FindingsAsync(problem.Id)).Max(f => f.Run));
    }

    [Fact]
    public async Task What_was_found_while_a_problem_lasted_stays_when_all_is_as_usual_at_its_end()
    {
        var host = await floor.HostAsync("calm again");
        await _stage.DeployAsync(host, "shop 4.3");
        var (problem, _) = await _stage.ProblemAsync(host);
        await _stage.LookAsync();
        floor.Clock.Advance(TimeSpan.FromHours(3));
        await using var db = floor.Db();
        await db.Problems.Where(p => p.Id == problem.Id).ExecuteUpdateAsync(s => s.SetProperty(p => p.EndedAt, floor.Clock.GetUtcNow()));
        await _stage.LookAsync();
        var only = Assert.Single(await _stage.FindingsAsync(problem.Id));
        Assert.Equal((1, "event:deploy"), (only.Run, only.CauseKey));
        Assert.Null((await db.CauseTurns.SingleAsync(t => t.ProblemId == problem.Id)).DueAt);
    }

    [Fact]
    public async Task A_problem_that_was_predicted_hours_ago_is_looked_at_when_it_comes_true()
    {
        var (now, host) = (floor.Clock.GetUtcNow(), await floor.HostAsync("foretold"));
        await using var db = floor.Db();
        var problem = await CauseStage.NewAsync(db, host.Id, Severity.Warning, now);
        problem.OpenedAt = now.AddHours(-3);
        db.Problems.Add(problem);
        await db.SaveChangesAsync();
        await _stage.LookAsync();
        Assert.NotEmpty(await _stage.FindingsAsync(problem.Id));
        Assert.Equal(now.AddMinutes(2), (await db.CauseTurns.SingleAsync(t => t.ProblemId == problem.Id)).DueAt);
    }

    [Fact]
    public async Task A_problem_that_cannot_be_looked_at_has_its_next_turn_later_and_does_not_come_again_at_once()
    {
        await _stage.LookAsync();
        var (problem, _) = await _stage.ProblemAsync(await floor.HostAsync("fails"));
        await _stage.Queue().FillAsync(CancellationToken.None);
        var broken = _stage.NewAnalysis(new CauseProcesses(null!));
        Assert.True(await broken.NextAsync(CancellationToken.None));
        Assert.False(await broken.NextAsync(CancellationToken.None));
        Assert.Empty(await _stage.FindingsAsync(problem.Id));
        floor.Clock.Advance(TimeSpan.FromMinutes(2));
        await _stage.LookAsync();
        Assert.Equal(1, Assert.Single(await _stage.FindingsAsync(problem.Id)).Run);
    }

    [Fact]
    public async Task Fault_42_Two_servers_that_look_at_the_same_time_look_at_each_problem_once()
    {
        var host = await floor.HostAsync("shared");
        var problems = new List<int>();
        for (var i = 0; i < 12; i++)
        {
            problems.Add((await _stage.ProblemAsync(host)).Problem.Id);
        }

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(_stage.LookAsync)));
        await using var db = floor.Db();
        Assert.Equal(12, await db.CauseTurns.CountAsync(t => problems.Contains(t.ProblemId) && t.Runs == 1));
        Assert.Equal(12, await db.Findings.CountAsync(f => problems.Contains(f.ProblemId) && f.Rank == 1));
    }

    [Fact]
    public async Task Fault_41_A_storm_of_a_thousand_problems_keeps_the_queue_within_its_bound_and_the_critical_ones_go_first()
    {
        await _stage.LookAsync();
        var host = await floor.HostAsync("storm");
        await using var db = floor.Db();
        var now = floor.Clock.GetUtcNow();
        for (var i = 0; i < 1_000; i++)
        {
            db.Problems.Add(await CauseStage.NewAsync(db, host.Id, i % 100 == 99 ? Severity.Critical : Severity.Warning, now.AddMilliseconds(-i)));
        }

        await db.SaveChangesAsync();
        var queue = _stage.Queue(most: 50);
        await queue.FillAsync(CancellationToken.None);
        var storm = db.CauseTurns.Where(t => db.Problems.Any(p => p.Id == t.ProblemId && p.HostId == host.Id));
        Assert.Equal((1_000, 50, 950), (await storm.CountAsync(), await storm.CountAsync(t => t.DueAt != null), await storm.CountAsync(t => t.IsSkipped)));
        Assert.Equal(10, await storm.CountAsync(t => t.DueAt != null && t.Urgency == 2));
        var analysis = _stage.NewAnalysis();
        for (var i = 0; i < 10; i++)
        {
            Assert.True(await analysis.NextAsync(CancellationToken.None));
        }

        Assert.Equal(10, await storm.CountAsync(t => t.Runs == 1 && t.Urgency == 2));

        // What was left out is not taken up again, and the next one that opens has its place.
        await storm.Where(t => t.Runs == 0).ExecuteUpdateAsync(s => s.SetProperty(t => t.DueAt, (DateTimeOffset?)null));
        var (problem, _) = await _stage.ProblemAsync(host);
        await _stage.LookAsync();
        Assert.NotEmpty(await _stage.FindingsAsync(problem.Id));
        Assert.Equal(950, await storm.CountAsync(t => t.IsSkipped));
    }

    [Theory]
    [InlineData(5, true)]
    [InlineData(600, false)]
    public async Task A_host_that_a_service_calls_is_the_cause_when_it_fell_silent_with_the_problem_and_not_when_it_was_silent_long_before(int minutes, bool isIt)
    {
        var (caller, called) = (await floor.HostAsync($"web-{minutes}"), await floor.HostAsync($"db-{minutes}"));
        await using (var db = floor.Db())
        {
            var (web, data) = (new Service { Name = $"web {minutes}", CreatedAt = floor.Clock.GetUtcNow() }, new Service { Name = $"db {minutes}", CreatedAt = floor.Clock.GetUtcNow() });
            db.Services.AddRange(web, data);
            await db.SaveChangesAsync();
            db.ServiceLinks.AddRange(
                new ServiceLink { ServiceId = web.Id, Kind = ServiceLinkKind.RunsOn, HostId = caller.Id }, new ServiceLink { ServiceId = data.Id, Kind = ServiceLinkKind.RunsOn, HostId = called.Id },
                new ServiceLink { ServiceId = web.Id, Kind = ServiceLinkKind.Calls, CalledServiceId = data.Id });
            await db.Hosts.Where(h => h.Id == called.Id).ExecuteUpdateAsync(s => s.SetProperty(h => h.LastSeenAt, floor.Clock.GetUtcNow().AddMinutes(-minutes)));
            await db.SaveChangesAsync();
        }

        var (problem, _) = await _stage.ProblemAsync(caller);
        await _stage.LookAsync();
        var first = (await _stage.FindingsAsync(problem.Id))[0];
        Assert.Equal(isIt ? ($"host:{called.Id}", "rule:called-down") : ("none", "none"), (first.CauseKey, first.Method));
    }

    [Fact]
    public async Task A_parent_that_fell_silent_is_the_cause_and_the_ticket_names_no_other_host()
    {
        var (child, parent) = (await floor.HostAsync("behind"), await floor.HostAsync("secret-switch"));
        await using (var db = floor.Db())
        {
            db.HostLinks.Add(new HostLink { ChildId = child.Id, ParentId = parent.Id });
            await db.Hosts.Where(h => h.Id == parent.Id).ExecuteUpdateAsync(s => s.SetProperty(h => h.LastSeenAt, floor.Clock.GetUtcNow().AddMinutes(-10)));
            await db.SaveChangesAsync();
        }

        var (problem, ticket) = await _stage.ProblemAsync(child);
        await _stage.LookAsync();
        Assert.Equal($"host:{parent.Id}", (await _stage.FindingsAsync(problem.Id))[0].CauseKey);
        await using var read = floor.Db();
        var told = await read.TicketEntries.Where(e => e.TicketId == ticket.Id).Select(e => e.Text).ToListAsync();
        Assert.Contains(told, t => t.Contains("another host", StringComparison.Ordinal));
        Assert.DoesNotContain(told, t => t.Contains("secret-switch", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(2, false)]
    [InlineData(3, true)]
    public async Task A_parent_is_silent_only_after_it_has_had_time_to_send_to_a_server_that_just_started(int minutes, bool isIt)
    {
        var (child, parent) = (await floor.HostAsync($"behind-{minutes}"), await floor.HostAsync($"switch-{minutes}"));
        await using (var db = floor.Db())
        {
            db.HostLinks.Add(new HostLink { ChildId = child.Id, ParentId = parent.Id });
            await db.Hosts.Where(h => h.Id == parent.Id).ExecuteUpdateAsync(s => s.SetProperty(h => h.LastSeenAt, floor.Clock.GetUtcNow().AddMinutes(-10)));
            await db.SaveChangesAsync();
        }

        _stage.StartedAt = floor.Clock.GetUtcNow().AddMinutes(-minutes);
        var (problem, _) = await _stage.ProblemAsync(child);
        await _stage.LookAsync();
        Assert.Equal(isIt ? $"host:{parent.Id}" : "none", (await _stage.FindingsAsync(problem.Id))[0].CauseKey);
    }
}
