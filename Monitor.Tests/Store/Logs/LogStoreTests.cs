using Microsoft.Extensions.Options;
using Monitor.Domain.Logs;
using Monitor.Tests.Store.Sealing;
using Monitor.Tests.Support;
using Monitor.Web.Hosting;
using Monitor.Web.Logs.Desk;
using Monitor.Web.Store.Logs;
using Monitor.Web.Store.Logs.Sealing;
using Monitor.Web.Store.Sealing;
using Npgsql;

namespace Monitor.Tests.Store.Logs;

/// <summary>Lines of logs in the database: once each, the same before and after they are sealed.</summary>
public sealed class LogStoreTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private readonly TestDatabase _database = new();
    private readonly ManualTimeProvider _clock = new(Noon);
    private LogStore _store = null!;

    public async Task InitializeAsync()
    {
        await _database.InitializeAsync();
        _store = new LogStore(_database.Databases, _clock);
    }

    public Task DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Lines_of_a_batch_that_comes_again_count_once()
    {
        var source = await LogStore.AddSourceAsync(_database);
        LogLine[] lines = [Line(source.Id, Noon, "one"), Line(source.Id, Noon, "two")];
        var first = await _store.WriteAsync(source.HostId, lines, Noon, seq: 7);
        Assert.Equal(lines, first.Select(l => l with { Number = 0 }));
        Assert.Empty(await _store.WriteAsync(source.HostId, lines, Noon, seq: 7));
        Assert.Equal(first, (await FindAsync(source.HostId)).Select(f => f.Line).Reverse());
    }

    [Fact]
    public async Task Every_question_has_the_same_answer_before_and_after_sealing_and_page_by_page()
    {
        var (all, hosts) = await FillAsync();
        LogAsk[] asks =
        [
            new(hosts, Noon.AddDays(-3), Noon.AddDays(1)),
            new(hosts, Noon.AddHours(-20), Noon.AddHours(-2), AtLeast: LogSeverity.Warning),
            new([hosts[0]], Noon.AddDays(-3), Noon.AddDays(1), new LogQuery("session root*")),
            new(hosts, Noon.AddDays(-3), Noon.AddDays(1), new LogQuery("password -anna"), Marks: LogMarks.Masked, OldestFirst: true),
            new(hosts, Noon.AddDays(-3), Noon.AddDays(1), SourceIds: [all[0].Line.SourceId]),
        ];
        await AssertAsync();
        _clock.StepWallClock(TimeSpan.FromHours(3));
        Assert.Equal(all.Count, (await _store.Sealing.RunAsync(default)).Lines);
        Assert.Equal(0, await _store.CountAsync("SELECT count(*) FROM pg_inherits WHERE inhparent = 'log_hot'::regclass"));
        await AssertAsync();
        _clock.StepWallClock(TimeSpan.FromDays(1));
        Assert.True((await _store.Sealing.RunAsync(default)).Merged > 0);
        Assert.Equal(0, (await _store.Sealing.RunAsync(default)).Merged);
        await AssertAsync();
        Assert.InRange(await _store.CountAsync("SELECT count(*) FROM log_chunks"), 12, 16); // two hosts, two classes, four days

        async Task AssertAsync()
        {
            foreach (var ask in asks)
            {
                var expected = all.Where(f => IsWanted(ask, f)).OrderBy(f => f.Line.Time).ThenBy(f => f.Line.Number).ToList();
                if (!ask.OldestFirst)
                {
                    expected.Reverse();
                }

                Assert.NotEmpty(expected);
                Assert.Equal(expected, await PagesAsync(_store.Reader, ask with { Limit = 97 }));
                var stingy = new LogReader(_database.Databases) { Budget = 50 };
                Assert.Equal(expected, await PagesAsync(stingy, ask with { Limit = 300 }));
                foreach (var step in new[] { TimeSpan.FromHours(2), TimeSpan.FromMinutes(17), TimeSpan.FromSeconds(1000) })
                {
                    var histogram = await _store.Reader.CountAsync(ask, step, default);
                    var counts = expected.ToLookup(f => ((int)((f.Line.Time - histogram.From.ToUnixTimeMilliseconds()) / step.TotalMilliseconds), f.Line.Severity));
                    Assert.Equal(expected.Count, histogram.Counts.Sum(b => b.Sum()));
                    Assert.All(counts, c => Assert.Equal(c.Count(), histogram.Counts[c.Key.Item1][(int)c.Key.Severity]));
                }
            }
        }
    }

    [Fact]
    public async Task The_lines_around_a_line_are_those_of_its_host_before_and_after_it()
    {
        var (all, hosts) = await FillAsync();
        var ofHost = all.Where(f => f.HostId == hosts[1]).OrderBy(f => f.Line.Time).ThenBy(f => f.Line.Number).ToList();
        var place = new LogPlace(ofHost[400].Line.Time, ofHost[400].Line.Number);
        Assert.Equal(ofHost[395..408], await _store.Reader.AroundAsync(hosts[1], place, 5, 7, default));
        Assert.Equal(ofHost[399..401], await _store.Reader.AroundAsync(hosts[1], place, 1, 0, default));
    }

    [Fact]
    public async Task Fault_58_Lines_are_dropped_by_whole_partitions_when_their_class_says_so()
    {
        var plain = await LogStore.AddSourceAsync(_database);
        var security = await LogStore.AddSourceAsync(_database, LogRetention.Security, plain.HostId);
        await _store.WriteAsync(plain.HostId, [Line(plain.Id, Noon, "plain"), Line(security.Id, Noon, "secret")], Noon);
        _clock.StepWallClock(TimeSpan.FromDays(16));
        await _store.Sealing.RunAsync(default);
        Assert.Contains("log_chunks_plain_20261120", await _store.Retention.DropAsync(default));
        Assert.Equal(["secret"], (await FindAsync(plain.HostId)).Select(f => f.Line.Text));
        _clock.StepWallClock(TimeSpan.FromDays(176));
        Assert.Contains("log_chunks_security_20261116", await _store.Retention.DropAsync(default));
        Assert.Empty(await FindAsync(plain.HostId));
    }

    [Fact]
    public async Task A_row_that_cannot_be_read_stays_and_all_others_are_sealed()
    {
        var (broken, good) = (await LogStore.AddSourceAsync(_database), await LogStore.AddSourceAsync(_database));
        await _store.WriteAsync(broken.HostId, [Line(broken.Id, Noon, "broken")], Noon);
        await _store.WriteAsync(good.HostId, [Line(good.Id, Noon, "good")], Noon);
        await _store.CountAsync($"WITH b AS (UPDATE log_hot SET payload = '\\x0102' WHERE host_id = {broken.HostId} RETURNING 1) SELECT count(*) FROM b");
        _clock.StepWallClock(TimeSpan.FromHours(2));
        var report = await _store.Sealing.RunAsync(default);
        Assert.Equal((1L, 1), (report.Lines, report.Failures.Count));
        Assert.Equal((1L, 1L), (await _store.CountAsync("SELECT count(*) FROM log_hot"), await _store.CountAsync("SELECT count(*) FROM log_chunks")));
    }

    [Fact]
    public async Task Lines_that_arrive_in_an_hour_that_is_sealed_already_are_sealed_in_the_next_round()
    {
        var source = await LogStore.AddSourceAsync(_database);
        await _store.WriteAsync(source.HostId, [Line(source.Id, Noon, "in time")], Noon);
        _clock.StepWallClock(TimeSpan.FromHours(2));
        await _store.Sealing.RunAsync(default);
        var late = new LogStore(_database.Databases, _clock);
        await late.WriteAsync(source.HostId, [Line(source.Id, Noon, "late")], Noon, seq: 9);
        Assert.Equal(1, (await _store.Sealing.RunAsync(default)).Lines);
        Assert.Equal(["late", "in time"], (await FindAsync(source.HostId)).Select(f => f.Line.Text));
    }

    [Fact]
    public async Task A_host_that_tells_much_is_sealed_and_merged_in_portions_that_fit_into_memory()
    {
        var source = await LogStore.AddSourceAsync(_database);
        for (var i = 0; i < 40; i++)
        {
            await _store.WriteAsync(source.HostId, Enumerable.Range(0, 5).Select(n => Line(source.Id, Noon.AddMinutes(i), $"{i} {n} {new string('x', 100)}")), Noon.AddMinutes(i));
        }

        var before = await FindAsync(source.HostId);
        var settings = Options.Create(new SealOptions());
        var sealing = new LogSealing(_database.Databases, new SealFaults(settings), settings, _clock) { MostChars = 3000 };
        _clock.StepWallClock(TimeSpan.FromHours(3));
        Assert.Equal(200, (await sealing.RunAsync(default)).Lines);
        Assert.InRange(await _store.CountAsync("SELECT count(*) FROM log_chunks"), 6, 40);
        _clock.StepWallClock(TimeSpan.FromDays(1));
        Assert.True((await sealing.RunAsync(default)).Merged > 0);
        Assert.InRange(await _store.CountAsync("SELECT count(*) FROM log_chunks"), 6, 40);
        Assert.Equal(0, (await sealing.RunAsync(default)).Merged);
        Assert.Equal(before, await FindAsync(source.HostId));
    }

    [Fact]
    public async Task A_database_that_ends_what_is_idle_in_a_transaction_does_not_end_sealing()
    {
        await FillAsync();
        var stream = await new SealedStore(_database.Databases, _clock).AddStreamAsync(_database, "a");
        await new SealedStore(_database.Databases, _clock).WriteHotAsync(stream.Id, Enumerable.Range(0, 3000).Select(i => (Noon.AddSeconds(i), new[] { (double)i })));
        const string Impatient = ";Options=-c idle_in_transaction_session_timeout=40";
        await using var databases = new Databases(_database.ConnectionString + Impatient, _database.OwnerConnectionString + Impatient);
        await using (var plain = await databases.Jobs.OpenConnectionAsync())
        await using (var patient = await databases.Jobs.OpenConnectionAsync())
        {
            await using var kept = await SealTransaction.BeginAsync(patient, default);
            await using var ended = await plain.BeginTransactionAsync();
            await using var begin = new NpgsqlCommand("SELECT 1", plain);
            await begin.ExecuteNonQueryAsync();
            await Eventually.TrueAsync(async () => await _store.CountAsync($"SELECT count(*) FROM pg_stat_activity WHERE pid = {plain.ProcessID}") == 0);
            await using var still = new NpgsqlCommand("SELECT 1", patient);
            Assert.Equal(1, await still.ExecuteScalarAsync());

            // Of a server that is gone the locks are free again some time.
            await using var longest = new NpgsqlCommand("SHOW idle_in_transaction_session_timeout", patient);
            Assert.Equal("15min", await longest.ExecuteScalarAsync());
        }

        var impatient = new SealedStore(databases, _clock);
        _clock.StepWallClock(TimeSpan.FromDays(2));
        Assert.Empty((await impatient.LogSealing.RunAsync(default)).Failures);
        Assert.Equal((1, 3000L), (await impatient.Sealing.RunAsync(default)) is var report ? (report.Hours, report.Samples) : default);
        Assert.Equal(0, await _store.CountAsync("SELECT count(*) FROM log_hot"));
    }

    [Fact]
    public async Task Fault_31_A_host_whose_places_are_full_is_not_asked_again_for_a_minute_and_one_that_is_gone_has_no_source()
    {
        var first = await LogStore.AddSourceAsync(_database);
        await _store.CountAsync(
            $"""
            WITH made AS (INSERT INTO log_sources (host_id, kind, name, retention, first_seen_at, last_seen_at, lines, dropped, hostile)
                SELECT {first.HostId}, 'Journal', 'n' || n, 'Plain', now(), now(), 0, 0, 0 FROM generate_series(2, {LogSourceBook.MostPerHost}) n RETURNING 1)
            SELECT count(*) FROM made
            """);
        var book = new LogSourceBook(_database.Databases, _clock);
        Assert.Equal(LogSourceBook.Others, (await FindSourceAsync("a"))!.Name);
        await _store.CountAsync($"WITH gone AS (DELETE FROM log_sources WHERE host_id = {first.HostId} AND name IN ('n2', 'n3') RETURNING 1) SELECT count(*) FROM gone");
        Assert.Equal(LogSourceBook.Others, (await FindSourceAsync("b"))!.Name);
        Assert.Equal("n7", (await FindSourceAsync("n7"))!.Name);
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal("c", (await FindSourceAsync("c"))!.Name);
        Assert.Null(await book.FindAsync(new LogSourceName(2_000_000_000, LogSourceKind.Journal, "a"), LogRetention.Plain, default));

        ValueTask<KnownLogSource?> FindSourceAsync(string name) => book.FindAsync(new LogSourceName(first.HostId, LogSourceKind.Journal, name), LogRetention.Plain, default);
    }

    [Fact]
    public async Task Lines_are_kept_as_long_as_was_said_of_their_source_last()
    {
        var source = await LogStore.AddSourceAsync(_database);
        await _store.WriteAsync(source.HostId, [Line(source.Id, Noon, "plain")], Noon);
        _store.Book.Change(source.Id, LogRetention.Security, isBlocked: false);
        await _store.WriteAsync(source.HostId, [Line(source.Id, Noon, "secret"), Line(2_000_000_000, Noon, "of a source that is gone")], Noon);
        Assert.Equal((2L, 1L), (await _store.CountAsync("SELECT sum(lines) FROM log_hot WHERE retention = 0"), await _store.CountAsync("SELECT sum(lines) FROM log_hot WHERE retention = 1")));
    }

    [Theory]
    [InlineData(SealPhase.LogsWritten)]
    [InlineData(SealPhase.LogsDeleted)]
    [InlineData(SealPhase.LogsCommitted)]
    [InlineData(SealPhase.LogDayWritten)]
    [InlineData(SealPhase.LogDayCommitted)]
    public async Task A_kill_in_the_middle_of_sealing_loses_and_doubles_no_line(SealPhase phase)
    {
        var (all, hosts) = await FillAsync();
        var ask = new LogAsk(hosts, Noon.AddDays(-3), Noon.AddDays(1), Limit: 1000);
        Assert.Equal(137, await SealOnce.StartAsync(_database.ConnectionString, Noon.AddDays(2), phase));
        Assert.Equal(all.Count, (await PagesAsync(_store.Reader, ask)).Distinct().Count());
        _clock.StepWallClock(TimeSpan.FromDays(2));
        await _store.Sealing.RunAsync(default);
        Assert.Equal(0, await _store.CountAsync("SELECT count(*) FROM log_hot"));
        var found = await PagesAsync(_store.Reader, ask);
        Assert.Equal(all.OrderByDescending(f => f.Line.Time).ThenByDescending(f => f.Line.Number), found);
    }

    [Fact]
    public async Task A_subscriber_that_is_too_slow_loses_the_oldest_lines_and_sees_how_many()
    {
        var feed = new LogFeed();
        using var subscription = feed.Subscribe(2);
        for (var i = 0; i < 5; i++)
        {
            feed.Publish(new CommittedLogs(i, Noon, [Line(1, Noon, "a"), Line(1, Noon, "b")]));
        }

        Assert.Equal(3, (await subscription.Reader.ReadAsync(default)).HostId);
        Assert.Equal(6, subscription.Skipped);
    }

    [Fact]
    public async Task Of_the_lines_that_a_subscriber_lost_only_those_count_that_it_wished_for()
    {
        var feed = new LogFeed();
        using var subscription = feed.Subscribe(1);
        subscription.Wish = new LogWish(host => host == 2, (_, line) => line.Text == "b");
        for (var i = 0; i < 5; i++)
        {
            feed.Publish(new CommittedLogs(i, Noon, [Line(1, Noon, "a"), Line(1, Noon, "b")]));
        }

        Assert.Equal(4, (await subscription.Reader.ReadAsync(default)).HostId);
        Assert.Equal(1, subscription.Skipped);
    }

    /// <summary>Two hosts with a plain and a security source each, over two days, some of it late.</summary>
    private async Task<(List<FoundLine> All, int[] Hosts)> FillAsync()
    {
        var (random, all, hosts) = (new Random(11), new List<FoundLine>(), new List<int>());
        for (var h = 0; h < 2; h++)
        {
            var plain = await LogStore.AddSourceAsync(_database);
            var security = await LogStore.AddSourceAsync(_database, LogRetention.Security, plain.HostId);
            hosts.Add(plain.HostId);
            for (var hour = -48; hour <= 0; hour++)
            {
                var at = Noon.AddHours(hour);
                var lines = Enumerable.Range(0, 20).Select(_ => new LogLine(
                    at.AddSeconds(-random.Next(random.Next(10) == 0 ? 80_000 : 3600)).ToUnixTimeMilliseconds(), random.Next(3) == 0 ? security.Id : plain.Id,
                    (LogSeverity)random.Next(2, 8), random.Next(5) == 0 ? LogMarks.Masked : LogMarks.None, random.Next(9) == 0 ? LogTexts.Hostile(random) : LogTexts.Next(random)));
                all.AddRange((await _store.WriteAsync(plain.HostId, lines, at)).Select(l => new FoundLine(plain.HostId, l)));
            }
        }

        return (all, [.. hosts]);
    }

    private static bool IsWanted(LogAsk ask, FoundLine found) =>
        ask.HostIds.Contains(found.HostId) && found.Line.Time >= ask.From.ToUnixTimeMilliseconds() && found.Line.Time < ask.To.ToUnixTimeMilliseconds()
        && found.Line.Severity <= ask.AtLeast && (ask.Marks == LogMarks.None || (found.Line.Marks & ask.Marks) != 0)
        && (ask.SourceIds is null || ask.SourceIds.Contains(found.Line.SourceId)) && (ask.Words is null || ask.Words.Matches(found.Line.Text));

    private static async Task<List<FoundLine>> PagesAsync(LogReader reader, LogAsk ask)
    {
        var lines = new List<FoundLine>();
        for (var pages = 0; ; pages++)
        {
            var page = await reader.FindAsync(ask, default);
            lines.AddRange(page.Lines);
            if (page.Next is null)
            {
                return lines;
            }

            Assert.InRange(pages, 0, 1000);
            // The newest first are asked for from outside, where a place is a text.
            ask = ask with { After = ask.OldestFirst ? page.Next : LogPlaces.Read(LogPlaces.Text(page.Next.Value)) };
            Assert.NotNull(ask.After);
        }
    }

    private async Task<IReadOnlyList<FoundLine>> FindAsync(int hostId) =>
        (await _store.Reader.FindAsync(new LogAsk([hostId], Noon.AddDays(-1), Noon.AddDays(1)), default)).Lines;

    private static LogLine Line(int sourceId, DateTimeOffset at, string text) => new(at.ToUnixTimeMilliseconds(), sourceId, LogSeverity.Info, LogMarks.None, text);
}
