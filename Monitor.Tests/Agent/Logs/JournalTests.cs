using System.Diagnostics;
using System.Globalization;
using System.Text;
using Monitor.Agent.Delivery;
using Monitor.Agent.Logs;
using Monitor.Tests.Support;

namespace Monitor.Tests.Agent.Logs;

public sealed class JournalTests : IAsyncLifetime
{
    private const string Remote = "/lib/systemd/systemd-journal-remote";

    private readonly AgentFolder _folder = new();
    private JournalReader? _reader;
    private int _written;
    private string _boot = "0123456789abcdef0123456789abcdef";

    [Theory]
    [InlineData("""{"__CURSOR":"c","__REALTIME_TIMESTAMP":"1700000000123456","MESSAGE":"hi","PRIORITY":"3","_SYSTEMD_UNIT":"ssh.service","SYSLOG_IDENTIFIER":"sshd"}""", "ssh.service", "hi", 3)]
    [InlineData("""{"__CURSOR":"c","__REALTIME_TIMESTAMP":"1700000000123456","MESSAGE":[104,255,27],"_SYSTEMD_UNIT":"session-3.scope","SYSLOG_IDENTIFIER":"sudo"}""", "sudo", "h\ufffd\u001b", null)]
    [InlineData("""{"__CURSOR":"c","__REALTIME_TIMESTAMP":"1700000000123456","MESSAGE":["a","b"],"PRIORITY":"9","_TRANSPORT":"kernel","SYSLOG_IDENTIFIER":"kernel"}""", "kernel", "a", null)]
    [InlineData("""{"__CURSOR":"c","__REALTIME_TIMESTAMP":"1700000000123456","MESSAGE":"Started x","_SYSTEMD_UNIT":"init.scope","_PID":"1","SYSLOG_IDENTIFIER":"systemd","UNIT":"x.service"}""", "x.service", "Started x", null)]
    [InlineData("""{"__CURSOR":"c","__REALTIME_TIMESTAMP":"1700000000123456","MESSAGE":"Started x","_SYSTEMD_UNIT":"evil.service","_PID":"10","SYSLOG_IDENTIFIER":"systemd","UNIT":"x.service"}""", "evil.service", "Started x", null)]
    [InlineData("""{"__CURSOR":"c","__REALTIME_TIMESTAMP":"1700000000123456","MESSAGE":"m","_SYSTEMD_UNIT":"session-3.scope","_COMM":"evil","SYSLOG_IDENTIFIER":"sshd.service"}""", "evil", "m", null)]
    [InlineData("""{"__CURSOR":"c","__REALTIME_TIMESTAMP":"1700000000123456","MESSAGE":"m","_COMM":"evil","SYSLOG_IDENTIFIER":"kernel"}""", "evil", "m", null)]
    [InlineData("""{"__CURSOR":"c","__REALTIME_TIMESTAMP":"1700000000123456","MESSAGE":"m","SYSLOG_IDENTIFIER":""}""", "unknown", "m", null)]
    [InlineData("""{"__CURSOR":"c","__REALTIME_TIMESTAMP":"1700000000123456","MESSAGE":"m","SYSLOG_IDENTIFIER":[97,0,98]}""", "a\ufffdb", "m", null)]
    public void An_entry_is_read_with_its_unit_or_program(string json, string unit, string message, int? severity)
    {
        var entry = JournalEntry.TryParse(Encoding.UTF8.GetBytes(json))!;
        Assert.Equal((unit, message, severity, "c"), (entry.Unit, entry.Message, entry.Severity, entry.Cursor));
        Assert.Equal(1_700_000_000_123, entry.Time.ToUnixTimeMilliseconds());
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("""{"__CURSOR":"c"}""")]
    [InlineData("""{"__CURSOR":"c","__REALTIME_TIMESTAMP":"99999999999999999999","MESSAGE":"x"}""")]
    [InlineData("""{"__CURSOR":"c","__REALTIME_TIMESTAMP":"1","MESSAGE":[300]}""")]
    [InlineData("""{"__CURSOR":"c","__REALTIME_TIMESTAMP":"1","MESSAGE":"\ud800"}""")]
    [InlineData("""{"__CURSOR":"c","__REALTIME_TIMESTAMP":"1","MESSAGE":""")]
    public void What_is_no_entry_is_none(string json) => Assert.Null(JournalEntry.TryParse(Encoding.UTF8.GetBytes(json)));

    [NeedsFact("journalctl", Remote)]
    public async Task A_real_journal_is_followed_from_where_it_was_and_from_the_cursor_after_a_restart()
    {
        Write("before");
        var first = Open(null);
        // The entry that was there marks the place.
        await Eventually.True(() => first.StartCursor is not null);
        Write("one", "two\nlines", "\u001b[31mred");
        Assert.Equal(["one", "two\nlines", "\u001b[31mred"], (await ReadAsync(3)).Select(e => e.Message!));
        var last = Write("three");
        var cursor = (await ReadAsync(1))[0].Cursor;
        await first.DisposeAsync();
        Write("while away");
        Open(cursor);
        Write("four");
        Assert.Equal(["while away", "four"], (await ReadAsync(2)).Select(e => e.Message!));
        Assert.Equal(5, last);
    }

    [NeedsFact("journalctl", Remote)]
    public async Task What_was_written_before_and_after_a_new_start_of_the_system_is_read_from_the_cursor()
    {
        Write("before");
        var first = Open(null);
        await Eventually.True(() => first.StartCursor is not null);
        Write("one");
        var cursor = (await ReadAsync(1))[0].Cursor;
        await first.DisposeAsync();
        Write("the last of this start");
        _boot = "fedcba9876543210fedcba9876543210";
        Write("the first of the next");
        Open(cursor);
        Write("and on");
        Assert.Equal(["the last of this start", "the first of the next", "and on"], (await ReadAsync(3)).Select(e => e.Message!));
    }

    [NeedsFact("sh")]
    public async Task Journalctl_that_ends_is_started_again_behind_the_last_entry_and_a_cursor_that_is_not_found_is_given_up()
    {
        Follow("gone", """
            case "$*" in *after-cursor=gone*) echo 'Failed to seek to cursor' >&2; exit 1 ;; esac
            """);
        Assert.Equal(["m2", "m3", "m4"], (await ReadAsync(3)).Select(e => e.Message!));
        Assert.Contains("Failed to seek to cursor", _folder.LogText, StringComparison.Ordinal);
        Assert.Contains("read from its end", _folder.LogText, StringComparison.Ordinal);
    }

    [NeedsFact("sh")]
    public async Task A_failure_of_another_kind_keeps_the_place_however_often_it_comes_and_however_much_is_said_of_it()
    {
        Follow("7", $"""
            echo x >> '{_folder.In("runs")}'
            if [ $(wc -l < '{_folder.In("runs")}') -lt 8 ]; then head -c 3000000 /dev/zero | tr '\0' e >&2; exit 1; fi
            """);
        Assert.Equal(["m8", "m9", "m10"], (await ReadAsync(3)).Select(e => e.Message!));
        Assert.DoesNotContain("read from its end", _folder.LogText, StringComparison.Ordinal);
        Assert.InRange(_folder.LogText.Length, 300, 3000);
    }

    [NeedsFact("sh")]
    public async Task Of_a_journal_that_is_empty_at_the_start_the_first_entry_is_taken()
    {
        Follow(null, """
            case "$*" in *--lines=1*) exit 0 ;; esac
            """);
        Assert.Equal(["m1", "m2", "m3"], (await ReadAsync(3)).Select(e => e.Message!));
    }

    [NeedsFact("sh")]
    public async Task A_journalctl_that_is_not_there_is_tried_again_until_it_is()
    {
        _reader = new JournalReader(Options, TimeProvider.System, _folder.Log);
        _reader.Start("1");
        await Eventually.True(() => _folder.LogText.Contains("not followed for the moment", StringComparison.Ordinal));
        WriteProgram("");
        Assert.Equal(["m2", "m3"], (await ReadAsync(2)).Select(e => e.Message!));
    }

    [Fact]
    public void Attack_17_Units_and_programs_without_end_share_the_pace_of_the_host_and_names_are_cut()
    {
        var (round, moment) = (new LogRound(), new LogMoment(default, TimeSpan.Zero, 0));
        var sources = new LogSources(_folder.Path, new LogSettings { Journal = true, Files = [], LinesPerSecond = 10 }, new LogOptions(), TimeProvider.System, _folder.Log);
        for (var i = 0; i < 5000; i++)
        {
            sources.Take(Entry(i, "session-3.scope"), round, moment);
        }

        // One unit may call itself what it likes: it has its own pace.
        Assert.Equal(100, round.Lines);
        round = new LogRound();
        for (var i = 0; i < 5000; i++)
        {
            sources.Take(Entry(i, $"session-{i}.scope"), round, moment);
        }

        Assert.Equal(400, round.Lines);

        JournalEntry Entry(int i, string unit) => JournalEntry.TryParse(Encoding.UTF8.GetBytes(
            $$"""{"__CURSOR":"c","__REALTIME_TIMESTAMP":"1700000000000000","MESSAGE":"m","_SYSTEMD_UNIT":"{{unit}}","SYSLOG_IDENTIFIER":"p{{i}}{{(i == 0 ? new string('x', 300_000) : "")}}"}""")) is var entry
            && entry!.Unit.Length <= JournalEntry.MostUnitLength ? entry : throw new InvalidOperationException("The name is too long.");
    }

    [Fact]
    public void Restarts_and_failures_of_units_are_events_and_a_loop_of_them_is_said_once_a_minute()
    {
        var (units, round, moment) = (new UnitEvents(), new LogRound(), new LogMoment(default, TimeSpan.Zero, 0));
        using var record = new RecordBuilder();
        Take("39f53479d3a045ac8e11786248231fbf", 0, "Started");
        Take("9d1aaa27d60140bd96365438aad20286", 10, "Stopped");
        Take("39f53479d3a045ac8e11786248231fbf", 11, "Started");
        for (var i = 0; i < 50; i++)
        {
            Take("d9b373ed55a64feb8242e02dbe79a49c", 20 + i, "x.service: Failed with result 'exit-code'.");
        }

        Take("d9b373ed55a64feb8242e02dbe79a49c", 90, "x.service: Failed with result 'exit-code'.");
        Take("d9b373ed55a64feb8242e02dbe79a49c", 500, "Anybody can write this.", isOfInit: false);
        record.Begin();
        round.MoveTo(record);
        var text = Encoding.UTF8.GetString(record.Payload);
        Assert.Equal(1, text.Split("unit.restarted").Length - 1);
        Assert.Equal(2, text.Split("unit.failed").Length - 1);
        Assert.Contains("and 49 times more", text, StringComparison.Ordinal);

        // The clock is set back: what happens from then on is said as before.
        Take("d9b373ed55a64feb8242e02dbe79a49c", -7200, "x.service: Failed with result 'signal'.");
        Take("d9b373ed55a64feb8242e02dbe79a49c", -7199, "x.service: Failed with result 'signal'.");
        record.Begin();
        round.MoveTo(record);
        Assert.Equal(1, Encoding.UTF8.GetString(record.Payload).Split("unit.failed").Length - 1);

        void Take(string id, int second, string message, bool isOfInit = true) => units.Take(
            new JournalEntry("c", DateTimeOffset.UnixEpoch.AddDays(1).AddSeconds(second), "x.service", message, null, id) { IsOfInit = isOfInit }, round, moment);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_reader is not null)
        {
            await _reader.DisposeAsync();
        }

        _folder.Dispose();
    }

    private JournalOptions Options => new() { Program = _folder.In("journalctl"), FirstRetry = TimeSpan.FromMilliseconds(1), MostRetry = TimeSpan.FromMilliseconds(5) };

    /// <summary>Reads from a journalctl that gives one entry each time: the one behind the cursor.</summary>
    /// <param name="first">What it does before, and may end with.</param>
    private void Follow(string? cursor, string first)
    {
        WriteProgram(first);
        _reader = new JournalReader(Options, TimeProvider.System, _folder.Log);
        _reader.Start(cursor);
    }

    /// <summary>It appears whole, and by its last name.</summary>
    private void WriteProgram(string first)
    {
        if (OperatingSystem.IsWindows())
        {
            throw new PlatformNotSupportedException();
        }

        File.WriteAllText(_folder.In("made"), $$"""
            #!/bin/sh
            {{first}}
            last=$(printf '%s' "$*" | sed -n 's/.*after-cursor=\([0-9]*\).*/\1/p')
            next=$((last + 1))
            printf '{"__CURSOR":"%s","__REALTIME_TIMESTAMP":"1","MESSAGE":"m%s"}\n' "$next" "$next"
            """);
        File.SetUnixFileMode(_folder.In("made"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.Move(_folder.In("made"), Options.Program);
    }

    private JournalReader Open(string? cursor)
    {
        _reader = new JournalReader(new JournalOptions { Place = ["--directory=" + _folder.In("journal")] }, TimeProvider.System, _folder.Log);
        _reader.Start(cursor);
        return _reader;
    }

    private async Task<List<JournalEntry>> ReadAsync(int count)
    {
        var entries = new List<JournalEntry>();
        await Eventually.True(() =>
        {
            while (entries.Count < count && _reader!.TryRead(out var entry))
            {
                entries.Add(entry);
            }

            return entries.Count == count;
        });
        return entries;
    }

    /// <summary>Adds entries to a real journal; how many there are then.</summary>
    private int Write(params string[] messages)
    {
        Directory.CreateDirectory(_folder.In("journal"));
        var start = new ProcessStartInfo(Remote) { RedirectStandardInput = true, ArgumentList = { "--split-mode=none", $"--output={_folder.In("journal", "own.journal")}", "-" } };
        using var remote = Process.Start(start)!;
        using (var input = remote.StandardInput.BaseStream)
        {
            foreach (var message in messages)
            {
                var time = 1_700_000_000_000_000 + (1_000_000 * ++_written);
                input.Write(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture,
                    $"__REALTIME_TIMESTAMP={time}\n__MONOTONIC_TIMESTAMP={_written * 1_000_000}\n_BOOT_ID={_boot}\n_SYSTEMD_UNIT=x.service\n_MACHINE_ID=0123456789abcdef0123456789abcdef\nMESSAGE\n")));
                var bytes = Encoding.UTF8.GetBytes(message);
                input.Write(BitConverter.GetBytes((long)bytes.Length));
                input.Write(bytes);
                input.Write("\n\n"u8);
            }
        }

        remote.WaitForExit();
        Assert.Equal(0, remote.ExitCode);
        return _written;
    }
}
