using Microsoft.Extensions.Logging;
using Monitor.Tests.Support;
using Monitor.Web.Hosting;

namespace Monitor.Tests.Hosting;

public sealed class LogTests : IDisposable
{
    private readonly DataFolder _data = new(TestFolders.Create("logs"));

    public void Dispose() => TestFolders.Delete(_data.Path);

    [Fact]
    public async Task Each_slice_has_a_file_of_its_own_and_frameworks_share_one()
    {
        await WriteAsync(("Monitor.Web.Intake.MetricsEndpoint", "one"), ("Monitor.Web.Tickets.TicketDesk", "two"), ("Quartz.Core", "three"), ("Monitor.Web.../../evil", "four"));
        Assert.Equal(["framework.log", "hosting.log", "intake.log", "tickets.log"], new LogFiles(_data).List().Select(f => f.Name));
    }

    [Theory]
    [InlineData("line\r\n{\"time\":\"2026-01-01\",\"level\":\"Information\",\"source\":\"x\",\"message\":\"forged\"}")]
    [InlineData("\u001b[2J\u001b]0;title\u0007 cleared")]
    [InlineData("user\u202Egnp.exe \u2028 new line \u0085 next")]
    [InlineData("\0 nul \u007f delete \u009b31m")]
    [InlineData("${jndi:ldap://x}")]
    public async Task Attack_42_Text_from_outside_stays_one_record_without_control_characters(string hostile)
    {
        await WriteAsync(("Monitor.Web.Intake.X", hostile));
        var text = await File.ReadAllTextAsync(Path.Combine(_data.Logs, "intake.log"));
        Assert.Single(text.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.DoesNotContain(text.TrimEnd('\n'), c => c is < ' ' or > '~');
        var page = await new LogFiles(_data).ReadAsync("intake.log", null, 10, CancellationToken.None);
        Assert.Equal(hostile, Assert.Single(page.Entries).Message);
    }

    [Fact]
    public async Task Files_turn_over_by_size_and_the_oldest_goes()
    {
        var options = new LogOptions(_data.Logs, FileBytes: 2_000, KeptFiles: 2);
        await WriteAsync(options, [.. Enumerable.Range(0, 200).Select(n => ("Monitor.Web.Store.X", $"message {n}"))]);
        var files = new LogFiles(_data).List();
        Assert.Equal(["store.1.log", "store.2.log", "store.log"], files.Select(f => f.Name));
        Assert.All(files, f => Assert.InRange(f.Bytes, 1, 2_000));
        var newest = await new LogFiles(_data).ReadAsync("store.log", null, 1, CancellationToken.None);
        Assert.Equal("message 199", Assert.Single(newest.Entries).Message);
    }

    [Fact]
    public async Task Pages_go_back_to_the_first_line_without_gap_or_repetition()
    {
        await WriteAsync([.. Enumerable.Range(0, 2_000).Select(n => ("Monitor.Web.Jobs.X", $"message {n} {new string('x', n % 300)}"))]);
        var files = new LogFiles(_data);
        var seen = new List<string>();
        long? before = null;
        do
        {
            var page = await files.ReadAsync("jobs.log", before, 70, CancellationToken.None);
            Assert.InRange(page.Entries.Count, 1, 70);
            seen.AddRange(page.Entries.Select(e => e.Message.Split(' ')[1]));
            before = page.Older;
        }
        while (before is not null);
        Assert.Equal(Enumerable.Range(0, 2_000).Reverse().Select(n => n.ToString()), seen);
    }

    [Theory]
    [InlineData("../secrets/monitor_app")]
    [InlineData("/etc/passwd")]
    [InlineData("nothing.log")]
    public async Task Only_listed_files_are_read(string name)
    {
        await WriteAsync(("Monitor.Web.Jobs.X", "one"));
        Assert.Empty((await new LogFiles(_data).ReadAsync(name, null, 10, CancellationToken.None)).Entries);
    }

    [Fact]
    public async Task A_flood_never_makes_the_caller_wait_and_the_loss_is_counted()
    {
        var options = new LogOptions(_data.Logs, Queue: 10);
        await WriteAsync(options, [.. Enumerable.Range(0, 50_000).Select(n => ("Monitor.Web.Live.X", $"message {n}"))]);
        var kept = File.ReadLines(Path.Combine(_data.Logs, "live.log")).Count();
        Assert.True(kept < 50_000);
        var hosting = await new LogFiles(_data).ReadAsync("hosting.log", null, 500, CancellationToken.None);
        Assert.Contains(hosting.Entries, e => e.Message.Contains("were dropped"));
    }

    [Fact]
    public async Task A_full_disk_costs_lines_and_the_log_goes_on_when_there_is_room_again()
    {
        var path = Path.Combine(_data.Logs, "store.log");
        Directory.CreateDirectory(_data.Logs);
        File.CreateSymbolicLink(path, "/dev/full");
        await using var writer = new LogWriter(new LogOptions(_data.Logs));
        using var logs = new SliceLogs(writer, TimeProvider.System);
        var log = logs.CreateLogger("Monitor.Web.Store.X");
        for (var i = 0; i < 3; i++)
        {
            log.LogInformation("lost");
            await Eventually.TrueAsync(() => Task.FromResult(writer.Queued == 0));
        }

        File.Delete(path);
        await Eventually.TrueAsync(() =>
        {
            log.LogInformation("kept");
            return Task.FromResult(File.Exists(path) && File.ReadAllText(path).Contains("kept", StringComparison.Ordinal));
        });
    }

    private Task WriteAsync(params (string Category, string Message)[] lines) => WriteAsync(new LogOptions(_data.Logs), lines);

    private static async Task WriteAsync(LogOptions options, (string Category, string Message)[] lines)
    {
        await using var writer = new LogWriter(options);
        using var logs = new SliceLogs(writer, TimeProvider.System);
        foreach (var (category, message) in lines)
        {
            logs.CreateLogger(category).LogInformation("{Text}", message);
        }
    }
}
