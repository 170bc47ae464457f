using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Monitor.Domain.Logs;
using Monitor.Domain.Wire;
using Monitor.Tests.Support;
using Monitor.Web.Store.Logs;

namespace Monitor.Tests.Intake.Lines;

/// <summary>Lines in the batches of agents.</summary>
[Collection(Suite.Name)]
public sealed class LogBatchTests(TestApplication application)
{
    private static DateTimeOffset Now => DateTimeOffset.FromUnixTimeMilliseconds(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());

    [Fact]
    public async Task Lines_of_a_batch_are_stored_under_their_source_with_time_and_severity()
    {
        using var agent = await TestAgent.CreateAsync(application);
        var now = Now;
        await agent.StoreAsync(Batch(1, now, new WireLogs("file", "/var/log/app.log", [Line(now.AddSeconds(-2), "first"), Line(now, "second", 3)]), new WireLogs("journal", "ssh.service", [Line(now, "third")])));
        var stored = await StoredLines.OfAsync(application, agent.Host.Id);
        Assert.Equal(["first", "second", "third"], stored.Select(l => l.Text));
        Assert.Equal(["File /var/log/app.log Plain", "File /var/log/app.log Plain", "Journal ssh.service Security"], stored.Select(l => $"{l.Kind} {l.Source} {l.Retention}"));
        Assert.Equal(now.AddSeconds(-2).ToUnixTimeMilliseconds(), stored[0].Line.Time);
        Assert.Equal([LogSeverity.Info, LogSeverity.Error], stored.Take(2).Select(l => l.Line.Severity));
    }

    [Fact]
    public async Task Fault_22_A_batch_of_lines_that_comes_three_times_at_once_counts_once()
    {
        using var agent = await TestAgent.CreateAsync(application);
        var batch = Batch(7, Now, new WireLogs("file", "/a", [Line(Now, "once")]));
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => agent.StoreAsync(batch)));
        await agent.StoreAsync(batch);
        Assert.Equal("once", Assert.Single(await StoredLines.OfAsync(application, agent.Host.Id)).Text);
        await application.Services.GetRequiredService<LogSourceBook>().WriteAsync(CancellationToken.None);
        Assert.Equal(1L, await application.Database.ScalarAsync<long>($"SELECT lines FROM log_sources WHERE host_id = {agent.Host.Id}"));
    }

    [Fact]
    public async Task Fault_23_Fault_24_Late_lines_keep_their_time_and_those_that_cannot_be_right_stand_at_their_arrival_and_are_marked()
    {
        using var agent = await TestAgent.CreateAsync(application);
        var now = Now;
        await agent.StoreAsync(Batch(
            1, now, new WireLogs("file", "/a", [Line(now.AddDays(-6), "late"), Line(now.AddDays(-8), "too old"), Line(now.AddHours(1), "ahead"), Line(now.AddHours(-1), "out of order"), new WireLine(-1, "before time"), new WireLine(long.MaxValue, "after time")])));
        var stored = await StoredLines.OfAsync(application, agent.Host.Id);
        Assert.Equal(["late", "out of order"], stored.Where(l => !l.Line.Marks.HasFlag(LogMarks.ForgedTime)).Select(l => l.Text).Order());
        Assert.Equal(now.AddDays(-6).ToUnixTimeMilliseconds(), stored.Single(l => l.Text == "late").Line.Time);
        Assert.All(stored.Where(l => l.Line.Marks.HasFlag(LogMarks.ForgedTime)), l => Assert.InRange(l.Line.Time, now.AddMinutes(-1).ToUnixTimeMilliseconds(), Now.AddMinutes(1).ToUnixTimeMilliseconds()));
        Assert.Equal(6, stored.Count);
    }

    [Fact]
    public async Task Attack_15_Fault_35_A_bad_line_is_refused_with_its_reason_and_broken_text_is_kept_and_marked()
    {
        using var agent = await TestAgent.CreateAsync(application);
        var now = Now.ToUnixTimeMilliseconds();
        var lines = $$"""
            {"t":{{now}},"text":"good"},{"t":"soon","text":"x"},{"t":1e999,"text":"x"},{"t":{{now}}},{"t":{{now}},"text":7},{"t":{{now}},"text":"x","severity":9},
            {"t":{{now}},"text":"half \ud800 pair\u0000"},{"t":{{now}},"text":"twice","text":"last wins","extra":[{}]}
            """;
        var json = $$"""{"v":1,"seq":1,"sent":{{now}},"count":0,"logs":[{"kind":"file","source":"/a","lines":[{{lines}}]},{"kind":"pigeon","source":"/b","lines":[{"t":1,"text":"x"}]},{"kind":"file","lines":[]}]}""";
        var answer = await TestAgent.AnswerAsync(await agent.PostAsync(json));
        Assert.Equal(["line_invalid 5", "source_invalid 2"], answer.Rejected.Select(r => $"{r.Reason} {r.Count}").Order());
        var stored = await StoredLines.OfAsync(application, agent.Host.Id);
        Assert.Equal(["good", "half \uFFFD pair", "last wins"], stored.Select(l => l.Text));
        Assert.True(stored[1].Line.Marks.HasFlag(LogMarks.BrokenText));
    }

    [Fact]
    public async Task Attack_42_A_hostile_line_is_one_line_made_harmless_marked_and_counted_and_its_secret_is_masked()
    {
        using var agent = await TestAgent.CreateAsync(application);
        await agent.StoreAsync(Batch(1, Now, new WireLogs("file", "/a", [Line(Now, "ok\r\nJan 1 root: forged \u001b[2J \u202E ${jndi:ldap://x} password=hunter2-hunter2")])));
        var line = Assert.Single(await StoredLines.OfAsync(application, agent.Host.Id)).Line;
        Assert.DoesNotContain(line.Text, char.IsControl);
        Assert.DoesNotContain("hunter2", line.Text, StringComparison.Ordinal);
        Assert.Equal(LogMarks.LineBreak | LogMarks.Escape | LogMarks.Direction | LogMarks.Lookup | LogMarks.Masked, line.Marks);
        await application.Services.GetRequiredService<LogSourceBook>().WriteAsync(CancellationToken.None);
        Assert.Equal(1L, await application.Database.ScalarAsync<long>($"SELECT hostile FROM log_sources WHERE host_id = {agent.Host.Id}"));
    }

    [Fact]
    public async Task Attack_06_Lines_with_another_host_than_the_keys_are_refused_whole()
    {
        using var agent = await TestAgent.CreateAsync(application);
        using var other = await TestAgent.CreateAsync(application);
        var json = JsonSerializer.Serialize(Batch(1, Now, new WireLogs("file", "/a", [Line(Now, "x")])), WireJson.Default.MetricBatch);
        using var answer = await agent.PostAsync($"{{\"host\":{other.Host.Id}," + json[1..]);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Empty(await StoredLines.OfAsync(application, agent.Host.Id));
        Assert.Empty(await StoredLines.OfAsync(application, other.Host.Id));
    }

    [Fact]
    public async Task A_source_that_floods_loses_what_is_beyond_its_minute_and_says_how_much_but_other_minutes_and_sources_do_not_notice()
    {
        await using var small = new SmallApplication(null, ("Logs:LinesPerSecondPerSource", "1"), ("Logs:LinesPerSecondPerHost", "2"));
        await small.StartAsync();
        using var agent = await TestAgent.CreateAsync(small.Application);
        var minute = Now.AddMinutes(-10);
        var answer = await agent.StoreAsync(Batch(
            1, Now, Flood("/a", minute, 100) with { Dropped = 5 }, Flood("/b", minute, 40), Flood("/c", minute, 40), Flood("/a", minute.AddMinutes(2), 50)));
        Assert.Equal(["too_many_lines 60"], answer.Rejected.Select(r => $"{r.Reason} {r.Count}"));
        var stored = await StoredLines.OfAsync(small.Application, agent.Host.Id);
        Assert.Equal(["/a 110", "/b 40", "/c 20"], stored.GroupBy(l => l.Source).Select(g => $"{g.Key} {g.Count()}").Order());
        await small.Application.Services.GetRequiredService<LogSourceBook>().WriteAsync(CancellationToken.None);
        Assert.Equal(65L, await small.Application.Database.ScalarAsync<long>("SELECT sum(dropped)::bigint FROM log_sources"));
    }

    [Fact]
    public async Task Nothing_of_a_blocked_source_is_kept_and_it_is_counted_until_it_is_let_in_again()
    {
        using var agent = await TestAgent.CreateAsync(application);
        var book = application.Services.GetRequiredService<LogSourceBook>();
        await agent.StoreAsync(Batch(1, Now, new WireLogs("file", "/noisy", [Line(Now, "before")])));
        await application.Database.ScalarAsync<object>($"UPDATE log_sources SET blocked_at = now() WHERE host_id = {agent.Host.Id} RETURNING 1");
        await book.WriteAsync(CancellationToken.None);
        var answer = await agent.StoreAsync(Batch(2, Now, new WireLogs("file", "/noisy", [Line(Now, "while")]), new WireLogs("file", "/calm", [Line(Now, "other")])));
        Assert.Equal(["source_blocked 1"], answer.Rejected.Select(r => $"{r.Reason} {r.Count}"));
        await application.Database.ScalarAsync<object>($"UPDATE log_sources SET blocked_at = NULL WHERE host_id = {agent.Host.Id} RETURNING 1");
        await book.WriteAsync(CancellationToken.None);
        await agent.StoreAsync(Batch(3, Now, new WireLogs("file", "/noisy", [Line(Now, "after")])));
        Assert.Equal(["before", "other", "after"], (await StoredLines.OfAsync(application, agent.Host.Id)).Select(l => l.Text));
        Assert.Equal(1L, await application.Database.ScalarAsync<long>($"SELECT dropped FROM log_sources WHERE host_id = {agent.Host.Id} AND name = '/noisy'"));
    }

    [Fact]
    public async Task Attack_17_Fault_31_Names_of_sources_without_end_come_under_one_name()
    {
        using var agent = await TestAgent.CreateAsync(application);
        await application.Database.ScalarAsync<object>(
            $"""
            WITH made AS (INSERT INTO log_sources (host_id, kind, name, retention, first_seen_at, last_seen_at, lines, dropped, hostile)
                SELECT {agent.Host.Id}, 'File', 'n' || n, 'Plain', now(), now(), 0, 0, 0 FROM generate_series(1, {LogSourceBook.MostPerHost}) n RETURNING 1)
            SELECT count(*) FROM made
            """);
        await agent.StoreAsync(Batch(1, Now, new WireLogs("file", "n1", [Line(Now, "known")]), new WireLogs("file", "new", [Line(Now, "x")]), new WireLogs("file", "newer", [Line(Now, "y")])));
        Assert.Equal(["n1", "others", "others"], (await StoredLines.OfAsync(application, agent.Host.Id)).Select(l => l.Source));
    }

    private static WireLogs Flood(string source, DateTimeOffset at, int lines) => new("file", source, [.. Enumerable.Range(0, lines).Select(i => Line(at, $"line {i}"))]);

    private static WireLine Line(DateTimeOffset at, string text, int? severity = null) => new(at.ToUnixTimeMilliseconds(), text, severity);

    private static MetricBatch Batch(long seq, DateTimeOffset sent, params WireLogs[] logs) => new() { Seq = seq, Sent = sent.ToUnixTimeMilliseconds(), Logs = logs };
}
