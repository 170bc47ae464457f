using System.Diagnostics;
using Monitor.Agent.Actions;
using Monitor.Domain.Wire;
using Monitor.Tests.Support;

namespace Monitor.Tests.Agent.Actions;

/// <summary>Real files and real programs; what counts as root's can only be made by root.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class ActionTests
{
    private const UnixFileMode OthersWrite = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupWrite;

    [NeedsRootFact]
    public async Task Without_a_list_or_with_one_that_others_may_write_everything_is_refused_and_said()
    {
        using var stand = new ActionStand(null);
        Assert.Equal(ActionList.None, stand.Told.Problem);
        Assert.Equal((WireResult.Refused, ActionList.None), Said(await stand.DoAsync(stand.Command("touch"))));

        const string List = """{"actions":[{"name":"touch","kind":"run-program","program":"/usr/bin/true"}]}""";
        stand.WriteList(List, OthersWrite);
        Assert.Contains("others than its owner", (await stand.DoAsync(stand.Command("touch"))).Output, StringComparison.Ordinal);
        stand.WriteList(List);
        await ChownAsync("nobody", stand.In(ActionList.FileName));
        Assert.Contains("does not belong to root", (await stand.DoAsync(stand.Command("touch"))).Output, StringComparison.Ordinal);
        File.Delete(stand.In(ActionList.FileName));
        File.WriteAllText(stand.In("elsewhere"), List);
        File.CreateSymbolicLink(stand.In(ActionList.FileName), stand.In("elsewhere"));
        Assert.Equal(WireResult.Refused, (await stand.DoAsync(stand.Command("touch"))).State);
        File.Delete(stand.In(ActionList.FileName));
        stand.WriteList(List);
        Assert.Equal(WireResult.Succeeded, (await stand.DoAsync(stand.Command("touch"))).State);
        Assert.Equal("touch", Assert.Single(stand.Told.List).Name);
    }

    [Theory]
    [InlineData("""{"actions":[{"name":"a","kind":"shell","program":"/bin/sh"}]}""")]
    [InlineData("""{"actions":[{"name":"a","kind":"run-program","program":"sh"}]}""")]
    [InlineData("""{"actions":[{"name":"a","kind":"run-program","program":"/bin/../bin/sh"}]}""")]
    [InlineData("""{"actions":[{"name":"a","kind":"run-program","program":"/bin/sh","arguments":["-c","x {parameter}"],"parameters":["y"]}]}""")]
    [InlineData("""{"actions":[{"name":"a","kind":"run-program","program":"/bin/sh","parameters":["y"]}]}""")]
    [InlineData("""{"actions":[{"name":"a","kind":"run-program","program":"/bin/sh","arguments":["{parameter}"],"parameters":["--x"]}]}""")]
    [InlineData("""{"actions":[{"name":"a","kind":"restart-unit","unit":"--force.service"}]}""")]
    [InlineData("""{"actions":[{"name":"a","kind":"restart-unit","unit":"a.service b.service"}]}""")]
    [InlineData("""{"actions":[{"name":"a","kind":"run-program","program":"/bin/sh","arguments":[null]}]}""")]
    [InlineData("""{"actions":[{"name":"a","kind":"clear-folder","folder":"/"}]}""")]
    [InlineData("""{"actions":[{"name":"a","kind":"clear-folder","folder":"/./"}]}""")]
    [InlineData("""{"actions":[{"name":"a","kind":"clear-folder","folder":"/tmp","shell":true}]}""")]
    [InlineData("""{"actions":[{"name":"A b","kind":"clear-folder","folder":"/tmp"}]}""")]
    [InlineData("""{"actions":[null]}""")]
    [InlineData("not json")]
    public void A_list_with_anything_wrong_in_it_is_not_used_at_all(string json) =>
        Assert.Throws<Monitor.Agent.Local.AgentProblemException>(() => ActionFile.Read(System.Text.Encoding.UTF8.GetBytes(json)));

    [NeedsRootFact]
    public async Task Attack_43_Nothing_that_a_server_says_becomes_more_than_one_argument_of_the_list()
    {
        using var stand = new ActionStand(null);
        var program = stand.Program("show", """printf '<%s>' "$@"; env | sort | tr '\n' ' '; exit 3""");
        stand.WriteList($$"""{"actions":[{"name":"show","kind":"run-program","program":"{{program}}","arguments":["fixed","{parameter}"],"parameters":["$(id)","a;b"]},{"name":"plain","kind":"run-program","program":"{{program}}"}]}""");
        var result = await stand.DoAsync(stand.Command("show", "$(id)"));
        Assert.Equal((WireResult.Failed, 3), (result.State, result.Code));
        Assert.StartsWith("<fixed><$(id)>LANG=C.UTF-8 ", result.Output, StringComparison.Ordinal);
        foreach (var (name, value) in new[] { ("show", "b"), ("show", "a;b;c"), ("show", null), ("plain", "x"), ("show; id", (string?)null), ("../show", null), ("SHOW", "a;b") })
        {
            Assert.Equal(WireResult.Refused, (await stand.DoAsync(stand.Command(name!, value))).State);
        }

        // Root's program that others may have changed since is not run.
        File.SetUnixFileMode(program, (UnixFileMode)0b111_111_111);
        Assert.Contains("others than its owner", (await stand.DoAsync(stand.Command("plain"))).Output, StringComparison.Ordinal);

        // Nor is one that others may put another program in the place of.
        Directory.CreateDirectory(stand.In("open"));
        var open = stand.Program("open/tool", "true");
        File.SetUnixFileMode(stand.In("open"), (UnixFileMode)0b111_111_111);
        stand.WriteList($$"""{"actions":[{"name":"open","kind":"run-program","program":"{{open}}"}]}""");
        Assert.Contains("in its place", (await stand.DoAsync(stand.Command("open"))).Output, StringComparison.Ordinal);
    }

    [NeedsRootFact]
    public async Task Attack_44_A_forged_or_foreign_or_repeated_or_late_command_is_not_done()
    {
        using var stand = new ActionStand(null);
        var program = stand.Program("count", $"echo x >> {stand.In("count.txt")}");
        stand.WriteList($$"""{"actions":[{"name":"count","kind":"run-program","program":"{{program}}"}]}""");
        var command = stand.Command("count");
        foreach (var forged in new[] { command with { Seal = "" }, command with { Id = Guid.NewGuid() }, command with { Expires = command.Expires + 1 }, stand.Command("count", dryRun: true) with { DryRun = false } })
        {
            await stand.AskAsync(forged);
        }

        await stand.AskAsync(stand.Command("count", seconds: 60), late: TimeSpan.FromSeconds(60));
        Assert.False(File.Exists(stand.In("count.txt")));

        // The host's clock, days behind the server's and then stepped ahead, has no say.
        stand.ServerTime += (long)TimeSpan.FromDays(9).TotalMilliseconds;
        stand.Clock.StepWallClock(TimeSpan.FromDays(30));
        command = stand.Command("count");
        await stand.AskAsync(command);
        await stand.AskAsync(command);
        stand.Restart();
        await stand.AskAsync(command);
        Assert.Single(File.ReadAllLines(stand.In("count.txt")));
        Assert.Equal([WireResult.Running, WireResult.Succeeded], stand.Results(command.Id).Select(r => r.State));

        // Who damages what is remembered gains nothing by it.
        File.WriteAllText(stand.In("actions-done.json"), "{");
        stand.ServerTime = stand.Clock.GetUtcNow().ToUnixTimeMilliseconds();
        stand.Restart();
        Assert.Equal(WireResult.Expired, (await stand.DoAsync(stand.Command("count"))).State);
    }

    [NeedsRootFact]
    public async Task Fault_01_A_kill_in_the_middle_of_an_action_is_told_as_unknown_and_it_is_not_done_again()
    {
        using var stand = new ActionStand(null);
        var program = stand.Program("slow", $"echo x >> {stand.In("slow.txt")}; cat {stand.In("pipe")}");
        await RunAsync("mkfifo", stand.In("pipe"));
        stand.WriteList($$"""{"actions":[{"name":"slow","kind":"run-program","program":"{{program}}","timeoutSeconds":600}]}""");
        using var stop = new CancellationTokenSource();
        var command = stand.Command("slow");
        var doing = stand.AskAsync(command, stopping: stop.Token);
        await Eventually.True(() => File.Exists(stand.In("slow.txt")));

        // What a kill leaves is the journal as it is now.
        var left = await File.ReadAllBytesAsync(stand.In("actions-done.json"));
        await stop.CancelAsync();
        await doing;
        Assert.Equal(WireResult.Unknown, stand.Results(command.Id)[^1].State);
        await File.WriteAllBytesAsync(stand.In("actions-done.json"), left);
        stand.Restart();
        Assert.Equal(2, stand.Results(command.Id).Count(r => r.State == WireResult.Unknown));
        await stand.AskAsync(command);
        Assert.Single(File.ReadAllLines(stand.In("slow.txt")));
        stand.Restart();
        Assert.Equal(2, stand.Results(command.Id).Count(r => r.State == WireResult.Unknown));
    }

    [NeedsRootFact]
    public async Task What_a_program_prints_is_bounded_inert_and_masked_and_it_is_ended_with_its_time()
    {
        using var stand = new ActionStand(null);
        var program = stand.Program("loud", """printf '\033[31m password=hunter2\r\n'; head -c 1000000 /dev/zero | tr '\0' 'a'; head -c 1000000 /dev/zero | tr '\0' 'b' >&2""");
        var hang = stand.Program("hang", $"cat {stand.In("pipe")} & wait");
        await RunAsync("mkfifo", stand.In("pipe"));
        stand.WriteList($$"""{"actions":[{"name":"loud","kind":"run-program","program":"{{program}}"},{"name":"hang","kind":"run-program","program":"{{hang}}","timeoutSeconds":1}]}""");
        var result = await stand.DoAsync(stand.Command("loud"));
        Assert.Equal(WireResult.Succeeded, result.State);
        Assert.InRange(result.Output.Length, 1000, 4096);
        Assert.DoesNotContain("hunter2", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', result.Output);

        var command = stand.Command("hang");
        var timers = stand.Clock.Timers;
        var doing = stand.AskAsync(command);
        await Eventually.True(() => stand.Clock.Timers > timers);
        stand.Clock.Advance(TimeSpan.FromSeconds(1));
        await doing;
        Assert.Contains("ended after 1 s", stand.Results(command.Id)[^1].Output, StringComparison.Ordinal);
        Assert.Equal(WireResult.Failed, stand.Results(command.Id)[^1].State);
    }

    [NeedsRootFact("mount")]
    public async Task Clearing_a_folder_takes_old_plain_files_alone_follows_no_link_enters_no_mount_and_stops_at_its_bound()
    {
        using var stand = new ActionStand(null);
        var (cache, outside) = (Directory.CreateDirectory(stand.In("cache")).FullName, Directory.CreateDirectory(stand.In("outside")).FullName);
        Directory.CreateDirectory(Path.Combine(cache, "deep", "er"));
        Directory.CreateDirectory(Path.Combine(outside, "below"));
        var old = stand.Clock.GetUtcNow().UtcDateTime.AddHours(-25);
        foreach (var path in new[] { "a", "b", "deep/er/c", "new", "../outside/kept" }.Select(p => Path.Combine(cache, p)))
        {
            File.WriteAllText(path, "0123456789");
            File.SetLastWriteTimeUtc(path, path.EndsWith("new", StringComparison.Ordinal) ? old.AddHours(2) : old);
        }

        Directory.CreateSymbolicLink(Path.Combine(cache, "link-to-folder"), outside);
        File.CreateSymbolicLink(Path.Combine(cache, "link-to-file"), Path.Combine(outside, "kept"));
        await RunAsync("mkfifo", Path.Combine(cache, "pipe"));
        var mounted = Directory.CreateDirectory(Path.Combine(cache, "mounted")).FullName;
        var isMounted = await RunAsync("mount", "--bind", outside, mounted) == 0;
        try
        {
            stand.WriteList($$"""{"actions":[{"name":"clear","kind":"clear-folder","folder":"{{cache}}"},{"name":"some","kind":"clear-folder","folder":"{{cache}}","mostFiles":1},{"name":"linked","kind":"clear-folder","folder":"{{cache}}/link-to-folder/"},{"name":"through","kind":"clear-folder","folder":"{{cache}}/link-to-folder/below"}]}""");
            var dry = await stand.DoAsync(stand.Command("clear", dryRun: true));
            Assert.StartsWith("Would delete 3 files", dry.Output, StringComparison.Ordinal);
            Assert.True(File.Exists(Path.Combine(cache, "a")));
            Assert.StartsWith("Deleted 1 file,", (await stand.DoAsync(stand.Command("some"))).Output, StringComparison.Ordinal);
            Assert.StartsWith("Deleted 2 files", (await stand.DoAsync(stand.Command("clear"))).Output, StringComparison.Ordinal);
            Assert.Equal(WireResult.Failed, (await stand.DoAsync(stand.Command("linked"))).State);
            Assert.Equal(WireResult.Failed, (await stand.DoAsync(stand.Command("through"))).State);
            Assert.Equal(["deep", "link-to-file", "link-to-folder", "mounted", "new", "pipe"], Directory.EnumerateFileSystemEntries(cache).Select(Path.GetFileName).Order(StringComparer.Ordinal));
            Assert.True(File.Exists(Path.Combine(outside, "kept")));
        }
        finally
        {
            if (isMounted)
            {
                await RunAsync("umount", mounted);
            }
        }
    }

    [NeedsRootFact]
    public async Task A_unit_is_restarted_by_name_and_counts_only_when_it_is_active_afterwards()
    {
        using var stand = new ActionStand(null, systemCtl: "systemctl");
        stand.Program("systemctl", $"""echo "$@" >> {stand.In("asked")}; case "$3" in is-active) cat {stand.In("state")}; grep -qx active {stand.In("state")};; esac""");
        stand.WriteList("""{"actions":[{"name":"restart-web","kind":"restart-unit","unit":"web@1.service"}]}""");
        await File.WriteAllTextAsync(stand.In("state"), "failed\n");
        Assert.Equal("Would restart web@1.service, which is failed now.", (await stand.DoAsync(stand.Command("restart-web", dryRun: true))).Output);
        Assert.DoesNotContain(" restart ", await File.ReadAllTextAsync(stand.In("asked")), StringComparison.Ordinal);
        Assert.Equal(WireResult.Failed, (await stand.DoAsync(stand.Command("restart-web"))).State);
        await File.WriteAllTextAsync(stand.In("state"), "active\n");
        Assert.Equal((WireResult.Succeeded, "web@1.service was restarted and is active."), Said(await stand.DoAsync(stand.Command("restart-web"))));
        Assert.Contains("--no-ask-password --no-pager restart -- web@1.service", await File.ReadAllTextAsync(stand.In("asked")), StringComparison.Ordinal);
    }

    private static (string, string) Said(WireResult result) => (result.State, result.Output);

    private static async Task ChownAsync(string user, string path) => Assert.Equal(0, await RunAsync("chown", user, path));

    private static async Task<int> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        await process.WaitForExitAsync();
        return process.ExitCode;
    }
}
