using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Monitor.Domain.Logs;
using Monitor.Domain.Logs.Records;
using Monitor.Domain.Metrics;
using Monitor.Tests.Intake;
using Monitor.Tests.Metrics;
using Monitor.Tests.Support;
using Monitor.Web.Hosting;
using Monitor.Web.Logs.Mining;
using Monitor.Web.Store;
using Monitor.Web.Store.Logs;

namespace Monitor.Tests.Logs.Mining;

public sealed class LogMinerTests(ClockedApplication clocked) : IClassFixture<ClockedApplication>
{
    private readonly IServiceProvider _services = clocked.Application.Services;

    /// <summary>Of rows that are in no table.</summary>
    private long _rows = 1L << 40;

    [Fact]
    public async Task Lines_become_counts_a_minute_by_source_and_template_and_zero_where_nothing_came()
    {
        using var agent = await TestAgent.CreateAsync(clocked.Application);
        var source = await SourceAsync(agent.Host.Id, "/var/log/app.log");
        var miner = await NewMinerAsync();
        var minute = NextMinute();
        miner.Take(Lines(agent.Host.Id, source, minute, "2026-11-28 10:00:00 job 1 done", "2026-11-28 10:00:01 job 22 done", "2026-11-28 10:00:02 ERROR job 3 failed \u001b[31m"));
        await TellAsync(miner, minute);

        var template = await Db().LogTemplates.AsNoTracking().SingleAsync(t => t.Program == "app.log" && t.Pattern == "job <*> done");
        Assert.Equal((2, agent.Host.Id, LogSeverity.Info), (template.Lines, template.FirstHostId, template.Severity));
        Assert.Equal(3, Latest(agent, LogMetrics.Lines, ("source", source.Name)));
        Assert.Equal(2, Latest(agent, LogMetrics.Lines, ("program", "app.log"), ("template", $"{template.Id}")));
        Assert.Equal(1, Latest(agent, LogMetrics.Errors, ("source", source.Name)));
        Assert.Equal(1, Latest(agent, LogMetrics.Hostile));
        Assert.Equal(0, Latest(agent, LogMetrics.NewErrors));

        await TellAsync(miner, minute.AddMinutes(1));
        Assert.Equal(0, Latest(agent, LogMetrics.Lines, ("source", source.Name)));
        Assert.Equal(0, Latest(agent, LogMetrics.Hostile));
    }

    [Fact]
    public async Task A_new_form_of_an_error_of_a_program_that_is_known_for_a_day_is_an_event_and_a_count()
    {
        using var agent = await TestAgent.CreateAsync(clocked.Application);
        var source = await SourceAsync(agent.Host.Id, "known.service");
        await using (var db = Db())
        {
            var before = clocked.Clock.GetUtcNow() - TimeSpan.FromDays(2);
            db.LogTemplates.Add(new LogTemplate { Program = "known", Pattern = "an ERROR of old", FirstSeenAt = before, FirstHostId = agent.Host.Id, LastSeenAt = before });
            await db.SaveChangesAsync();
        }

        var miner = await NewMinerAsync();
        var minute = NextMinute();
        miner.Take(Lines(agent.Host.Id, source, minute, "an ERROR of old", "an ERROR of a new kind 12", "an ERROR of a new kind 13", "nothing wrong"));
        miner.Take(Lines(agent.Host.Id, await SourceAsync(agent.Host.Id, "unknown.service"), minute, "an ERROR of a program that is new"));
        await TellAsync(miner, minute);

        Assert.Equal(1, Latest(agent, LogMetrics.NewErrors));
        var told = await Db().Events.AsNoTracking().SingleAsync(e => e.HostId == agent.Host.Id && e.Kind == LogEventKinds.NewError);
        Assert.Equal("A new error of known: an ERROR of a new kind <*>", told.Text);
    }

    [Fact]
    public async Task A_form_that_comes_far_more_often_than_it_uses_to_is_counted_as_a_burst_told_once_and_is_a_problem_while_it_lasts()
    {
        using var agent = await TestAgent.CreateAsync(clocked.Application);
        var source = await SourceAsync(agent.Host.Id, "bursty.service");
        var miner = await NewMinerAsync();
        var minute = NextMinute();
        for (var i = 0; i < 32; i++, minute = minute.AddMinutes(1))
        {
            miner.Take(Lines(agent.Host.Id, source, minute, "retry 1 of the queue", "retry 2 of the queue"));
            await TellAsync(miner, minute);
        }

        Assert.Equal(0, Latest(agent, LogMetrics.Bursts));
        for (var i = 0; i < 5; i++, minute = minute.AddMinutes(1))
        {
            miner.Take(Lines(agent.Host.Id, source, minute, [.. Enumerable.Range(1, 200).Select(n => $"retry {n} of the queue")]));
            await TellAsync(miner, minute);
            Assert.Equal(1, Latest(agent, LogMetrics.Bursts));
        }

        var told = await Db().Events.AsNoTracking().SingleAsync(e => e.HostId == agent.Host.Id && e.Kind == LogEventKinds.Burst);
        Assert.Matches("^A burst of bursty: 200 lines in a minute, usually 2: retry <\\*> of the queue$", told.Text);
        await Eventually.TrueAsync(() => Db().Problems.AnyAsync(p => p.HostId == agent.Host.Id && p.Metric == LogMetrics.Bursts));
    }

    [Fact]
    public async Task Fault_a_server_that_ended_within_a_minute_counts_that_minute_whole_and_goes_on_with_its_templates()
    {
        using var agent = await TestAgent.CreateAsync(clocked.Application);
        var source = await SourceAsync(agent.Host.Id, "crash.service");
        var minute = NextMinute();
        await StoreAsync(agent.Host.Id, source, minute, "step 1 of many", "step 2 of many");
        var first = await NewMinerAsync();
        await TellAsync(first, minute);
        var id = (await Db().LogTemplates.AsNoTracking().SingleAsync(t => t.Program == "crash")).Id;

        var next = minute.AddMinutes(1);
        await StoreAsync(agent.Host.Id, source, next, "step 3 of many", "step 4 of many", "step 5 of many");
        var second = await NewMinerAsync();
        await TellAsync(second, next);
        Assert.Equal(3, Latest(agent, LogMetrics.Lines, ("program", "crash"), ("template", $"{id}")));
    }

    [Fact]
    public async Task Lines_of_an_hour_ago_have_a_template_and_make_no_burst_now()
    {
        using var agent = await TestAgent.CreateAsync(clocked.Application);
        var source = await SourceAsync(agent.Host.Id, "late.service");
        var miner = await NewMinerAsync();
        var minute = NextMinute();
        var late = Lines(agent.Host.Id, source, minute.AddHours(-1), "line 1 kept", "line 2 kept");
        miner.Take(late with { ArrivedAt = minute });
        miner.Take(Lines(agent.Host.Id, source, minute, "line 3 kept"));
        await TellAsync(miner, minute);
        Assert.Equal(1, Latest(agent, LogMetrics.Lines, ("source", source.Name)));
        Assert.Equal(3, (await Db().LogTemplates.AsNoTracking().SingleAsync(t => t.Program == "late")).Lines);
    }

    [Fact]
    public async Task Templates_that_become_one_keep_one_row_with_the_lines_of_all()
    {
        using var agent = await TestAgent.CreateAsync(clocked.Application);
        var source = await SourceAsync(agent.Host.Id, "merge.service");
        var miner = await NewMinerAsync();
        var minute = NextMinute();
        miner.Take(Lines(agent.Host.Id, source, minute, "login of ann accepted", "login of ben accepted", "login of cleo accepted"));
        await TellAsync(miner, minute);
        Assert.Equal(3, await Db().LogTemplates.CountAsync(t => t.Program == "merge"));

        var next = minute.AddMinutes(1);
        miner.Take(Lines(agent.Host.Id, source, next, "login of dan accepted", "login of eve accepted", "login of fay accepted"));
        await TellAsync(miner, next);
        var template = await Db().LogTemplates.AsNoTracking().SingleAsync(t => t.Program == "merge");
        Assert.Equal(("login of <*> accepted", 6), (template.Pattern, template.Lines));
    }

    [Fact]
    public async Task Forms_are_saved_many_at_a_time_and_each_line_counts_once()
    {
        using var agent = await TestAgent.CreateAsync(clocked.Application);
        var source = await SourceAsync(agent.Host.Id, "many.service");
        var miner = await NewMinerAsync();
        var minute = NextMinute();
        var texts = Enumerable.Range(1, 30).Select(n => string.Join(' ', Enumerable.Range(0, n).Select(w => new string((char)('a' + (w % 26)), 2 + (n % 5))))).ToArray();
        miner.Take(Lines(agent.Host.Id, source, minute, [.. texts, .. texts]));
        await TellAsync(miner, minute);
        var saved = await Db().LogTemplates.AsNoTracking().Where(t => t.Program == "many").ToListAsync();
        Assert.InRange(saved.Count, 10, 30);
        Assert.Equal(60, saved.Sum(t => t.Lines));

        var next = minute.AddMinutes(1);
        miner.Take(Lines(agent.Host.Id, source, next, texts));
        await TellAsync(miner, next);
        Assert.Equal(90, await Db().LogTemplates.Where(t => t.Program == "many").SumAsync(t => t.Lines));
    }

    [Theory]
    [InlineData("ab😀", 3, "ab")]
    [InlineData("ab😀", 4, "ab😀")]
    [InlineData("abc", 2, "ab")]
    public void A_name_is_cut_between_characters(string text, int most, string expected) => Assert.Equal(expected, WholeText.First(text, most));

    [Fact]
    public async Task A_start_that_failed_half_way_and_comes_again_counts_each_line_once()
    {
        using var agent = await TestAgent.CreateAsync(clocked.Application);
        var source = await SourceAsync(agent.Host.Id, "again.service");
        var minute = NextMinute();

        foreach (var text in new[] { "step 1 of many", "step 2 of many", "this cannot be read" })
        {
            await CommitAsync(agent.Host.Id, source, minute, text);
        }

        var database = clocked.Application.Database;
        var id = await database.ScalarAsync<long>($"SELECT max(id) FROM log_hot WHERE host_id = {agent.Host.Id}");
        await database.ScalarAsync<object>($"UPDATE log_hot SET payload = '\\x0102' WHERE id = {id} RETURNING 1");
        var miner = ActivatorUtilities.CreateInstance<LogMiner>(_services, ActivatorUtilities.CreateInstance<LogForms>(_services));
        await Assert.ThrowsAnyAsync<FormatException>(() => miner.LoadAsync(CancellationToken.None));
        await database.ScalarAsync<object>($"DELETE FROM log_hot WHERE id = {id} RETURNING 1");
        await miner.LoadAsync(CancellationToken.None);
        await TellAsync(miner, minute);
        Assert.Equal(2, Latest(agent, LogMetrics.Lines, ("source", source.Name)));
    }

    [Fact]
    public async Task Lines_of_a_host_that_come_to_two_servers_are_counted_whole_whoever_tells_the_minute()
    {
        using var agent = await TestAgent.CreateAsync(clocked.Application);
        var source = await SourceAsync(agent.Host.Id, "two.service");
        await KnowAsync("two", "an ERROR of old");
        var (first, second) = (await NewMinerAsync(hasOthers: true), await NewMinerAsync(hasOthers: true));
        var minute = NextMinute();
        first.Take(await CommitAsync(agent.Host.Id, source, minute, "step 1 of many", "step 2 of many"));
        second.Take(await CommitAsync(agent.Host.Id, source, minute, "step 3 of many", "an ERROR of a new kind"));
        await TellAsync(first, minute);
        await second.RoundAsync(CancellationToken.None);

        var id = (await Db().LogTemplates.AsNoTracking().SingleAsync(t => t.Program == "two" && t.Pattern == "step <*> of many" && t.Lines == 3)).Id;
        Assert.Equal(4, Latest(agent, LogMetrics.Lines, ("source", source.Name)));
        Assert.Equal(3, Latest(agent, LogMetrics.Lines, ("program", "two"), ("template", $"{id}")));
        Assert.Equal(1, Latest(agent, LogMetrics.NewErrors));
        Assert.Equal(1, await Db().Events.CountAsync(e => e.HostId == agent.Host.Id && e.Kind == LogEventKinds.NewError));

        // The host stays with the first server; the second one still tells it for a while.
        var next = minute.AddMinutes(1);
        first.Take(await CommitAsync(agent.Host.Id, source, next, "step 4 of many"));
        await TellAsync(second, next);
        await first.RoundAsync(CancellationToken.None);
        Assert.Equal(1, Latest(agent, LogMetrics.Lines, ("program", "two"), ("template", $"{id}")));
        Assert.Equal(4, (await Db().LogTemplates.AsNoTracking().SingleAsync(t => t.Id == id)).Lines);
    }

    [Fact]
    public async Task A_row_that_was_read_out_of_the_table_before_it_was_heard_of_is_counted_once_and_has_its_form()
    {
        using var agent = await TestAgent.CreateAsync(clocked.Application);
        var source = await SourceAsync(agent.Host.Id, "ahead.service");
        var miner = await NewMinerAsync(hasOthers: true);
        var minute = NextMinute();
        miner.Take(await CommitAsync(agent.Host.Id, source, minute, "step 1 of many"));
        var own = await CommitAsync(agent.Host.Id, source, minute, "step 2 of many", "step 3 of many");
        await TellAsync(miner, minute);
        Assert.Equal(3, Latest(agent, LogMetrics.Lines, ("source", source.Name)));

        miner.Take(own);
        await TellAsync(miner, minute.AddMinutes(1));
        Assert.Equal(0, Latest(agent, LogMetrics.Lines, ("source", source.Name)));
        Assert.Equal(3, (await Db().LogTemplates.AsNoTracking().SingleAsync(t => t.Program == "ahead")).Lines);
    }

    [Fact]
    public async Task An_error_that_another_server_has_seen_is_no_new_error_here()
    {
        using var agent = await TestAgent.CreateAsync(clocked.Application);
        var source = await SourceAsync(agent.Host.Id, "elsewhere.service");
        await KnowAsync("elsewhere", "an ERROR of old");
        var miner = await NewMinerAsync();
        await KnowAsync("elsewhere", "an ERROR of another host");
        await KnowAsync("elsewhere", "the <*> of ERROR");
        var minute = NextMinute();
        miner.Take(Lines(agent.Host.Id, source, minute, "an ERROR of another host", "an ERROR of this host alone", "the kind of ERROR"));
        await TellAsync(miner, minute);
        Assert.Equal(1, (await Db().LogTemplates.AsNoTracking().SingleAsync(t => t.Program == "elsewhere" && t.Pattern == "the <*> of ERROR")).Lines);
        Assert.Equal(1, Latest(agent, LogMetrics.NewErrors));
        var told = await Db().Events.AsNoTracking().SingleAsync(e => e.HostId == agent.Host.Id && e.Kind == LogEventKinds.NewError);
        Assert.Equal("A new error of elsewhere: an ERROR of this host alone", told.Text);
    }

    [Fact]
    public async Task The_worst_severity_and_the_first_sight_of_a_template_stay_whoever_saw_them()
    {
        using var agent = await TestAgent.CreateAsync(clocked.Application);
        var source = await SourceAsync(agent.Host.Id, "mild.service");
        var miner = await NewMinerAsync();
        var old = await KnowAsync("mild", "it went <*> wrong");
        var minute = NextMinute();
        miner.Take(Lines(agent.Host.Id, source, minute, "it went 12 wrong"));
        await TellAsync(miner, minute);
        var template = await Db().LogTemplates.AsNoTracking().SingleAsync(t => t.Program == "mild");
        Assert.Equal((LogSeverity.Error, old, 1), (template.Severity, template.FirstSeenAt, template.FirstHostId));
    }

    [Fact]
    public async Task A_template_that_takes_others_in_has_their_worst_severity_and_their_first_sight()
    {
        using var agent = await TestAgent.CreateAsync(clocked.Application);
        var source = await SourceAsync(agent.Host.Id, "joined.service");
        var miner = await NewMinerAsync();
        var minute = NextMinute();
        var all = Lines(agent.Host.Id, source, minute, "login of ann accepted", "login of ben accepted", "login of cleo accepted");
        var cleo = all with { ArrivedAt = minute, Lines = [all.Lines[2] with { Severity = LogSeverity.Error, Number = HotLogs.NumberOf(++_rows, 0) }] };
        miner.Take(all with { ArrivedAt = minute.AddSeconds(20), Lines = [.. all.Lines.Take(2)] });
        miner.Take(cleo);
        await TellAsync(miner, minute);
        var next = minute.AddMinutes(1);
        miner.Take(Lines(agent.Host.Id, source, next, "login of dan accepted", "login of eve accepted", "login of fay accepted"));
        await TellAsync(miner, next);
        var template = await Db().LogTemplates.AsNoTracking().SingleAsync(t => t.Program == "joined");
        Assert.Equal(("login of <*> accepted", LogSeverity.Error, minute), (template.Pattern, template.Severity, template.FirstSeenAt));
    }

    [Fact]
    public async Task A_program_that_made_room_for_others_comes_back_with_its_templates()
    {
        var forms = ActivatorUtilities.CreateInstance<LogForms>(_services);
        var at = clocked.Clock.GetUtcNow();
        FormRow Mine(string program, string text) => forms.Mine(program, text, LogSeverity.Info, 1, at, isAgain: false, out _);
        foreach (var name in (string[])["ann", "ben", "cleo", "dan", "eve", "fay"])
        {
            Mine("crowd 0", $"login of {name} accepted");
        }

        await forms.SaveAsync(CancellationToken.None);
        var id = Mine("crowd 0", "login of gus accepted").Id;
        Assert.NotEqual(0, id);
        for (var i = 1; i < 2000; i++)
        {
            Mine($"crowd {i}", "a line of a program that is one of many");
        }

        Assert.Equal("other", Mine("crowd late", "hello to all").Form.Program);
        await forms.SaveAsync(CancellationToken.None);
        Assert.Equal(200, forms.Forgotten);
        Assert.Equal("crowd late", Mine("crowd late", "hello to all").Form.Program);

        Mine("crowd 0", "login of hal accepted");
        await forms.SaveAsync(CancellationToken.None);
        Assert.Equal(id, Mine("crowd 0", "login of ida accepted").Id);

        // Other tests have programs of their own.
        await Db().LogTemplates.Where(t => t.Program.StartsWith("crowd ") || t.Program == "other").ExecuteDeleteAsync();
    }

    [Fact]
    public async Task Attack_hostile_lines_open_a_problem_of_the_host()
    {
        using var agent = await TestAgent.CreateAsync(clocked.Application);
        var source = await SourceAsync(agent.Host.Id, "web.service");
        var miner = await NewMinerAsync();
        var minute = NextMinute();
        miner.Take(Lines(agent.Host.Id, source, minute, [.. Enumerable.Range(0, 10).Select(i => $"GET /${{jndi:ldap://{i}}} 404")]));
        await TellAsync(miner, minute);
        await Eventually.TrueAsync(() => Db().Problems.AnyAsync(p => p.HostId == agent.Host.Id && p.Metric == LogMetrics.Hostile));
    }

    private Monitor.Data.MonitorDb Db() => _services.GetRequiredService<IDbContextFactory<Monitor.Data.MonitorDb>>().CreateDbContext();

    private async Task<KnownLogSource> SourceAsync(int hostId, string name)
    {
        var kind = name.StartsWith('/') ? LogSourceKind.File : LogSourceKind.Journal;
        return (await _services.GetRequiredService<LogSourceBook>().FindAsync(new LogSourceName(hostId, kind, name), LogRetention.Plain, CancellationToken.None))!;
    }

    /// <summary>A template that is two days old, an error, and of host 1.</summary>
    private async Task<DateTimeOffset> KnowAsync(string program, string pattern)
    {
        var before = DateTimeOffset.FromUnixTimeSeconds(clocked.Clock.GetUtcNow().ToUnixTimeSeconds()) - TimeSpan.FromDays(2);
        await using var db = Db();
        db.LogTemplates.Add(new LogTemplate
        {
            Program = program, Pattern = pattern, Severity = LogSeverity.Error, FirstSeenAt = before, FirstHostId = 1, LastSeenAt = before,
        });
        await db.SaveChangesAsync();
        return before;
    }

    private async Task<LogMiner> NewMinerAsync(bool hasOthers = false)
    {
        var others = new Neighbours(clocked.Clock);
        others.Set(hasOthers);
        var recount = new LogRecount(_services.GetRequiredService<Databases>(), others);
        var miner = ActivatorUtilities.CreateInstance<LogMiner>(_services, ActivatorUtilities.CreateInstance<LogForms>(_services), recount);
        await miner.LoadAsync(CancellationToken.None);
        return miner;
    }

    /// <summary>The beginning of a minute that no other test has, at which the clock stands then.</summary>
    private DateTimeOffset NextMinute()
    {
        var now = clocked.Clock.GetUtcNow();
        clocked.Clock.Advance(TimeSpan.FromSeconds(60 - (now.ToUnixTimeSeconds() % 60)) - TimeSpan.FromTicks(now.Ticks % TimeSpan.TicksPerSecond));
        return clocked.Clock.GetUtcNow();
    }

    private async Task TellAsync(LogMiner miner, DateTimeOffset minute)
    {
        clocked.Clock.Advance(minute.AddSeconds(80) - clocked.Clock.GetUtcNow());
        await miner.RoundAsync(CancellationToken.None);
    }

    private CommittedLogs Lines(int hostId, KnownLogSource source, DateTimeOffset at, params string[] texts)
    {
        var row = ++_rows;
        return new(hostId, at, [.. texts.Select((t, i) => Line(source, at, t) with { Number = HotLogs.NumberOf(row, i) })]);
    }

    /// <summary>Stored, and nobody is told: the application's own miner would count them too.</summary>
    private async Task<CommittedLogs> CommitAsync(int hostId, KnownLogSource source, DateTimeOffset at, params string[] texts)
    {
        var batch = new SampleBatch { HostId = hostId, ArrivedAt = at };
        foreach (var text in texts)
        {
            batch.Add(Line(source, at, text));
        }

        var stored = await ActivatorUtilities.CreateInstance<GroupCommit>(_services).StoreAsync([batch], mayHoldDuplicates: false, CancellationToken.None);
        return new CommittedLogs(hostId, at, stored[0].NewLogs);
    }

    private static LogLine Line(KnownLogSource source, DateTimeOffset at, string text)
    {
        var clean = Domain.Logs.Cleaning.LogCleaner.Clean(text, Domain.Logs.Cleaning.LogCleaner.Most, out var marks);
        return new LogLine(at.AddSeconds(5).ToUnixTimeMilliseconds(), source.Id, text.Contains("ERROR") ? LogSeverity.Error : LogSeverity.Info, marks, clean);
    }

    private async Task StoreAsync(int hostId, KnownLogSource source, DateTimeOffset at, params string[] texts)
    {
        var batch = new SampleBatch { HostId = hostId, ArrivedAt = at };
        foreach (var text in texts)
        {
            batch.Add(Line(source, at, text));
        }

        Assert.Equal(BatchStatus.Committed, (await _services.GetRequiredService<SampleWriter>().WriteAsync(batch, CancellationToken.None)).Status);
    }

    private double? Latest(TestAgent agent, string metric, params (string Name, string Value)[] labels) =>
        _services.GetRequiredService<LatestValues>().Of(agent.Host.Id, metric, LabelSet.Canonical(labels.Select(l => KeyValuePair.Create(l.Name, l.Value))))?.Value;
}
