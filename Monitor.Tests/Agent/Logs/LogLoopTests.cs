using Monitor.Agent.Logs;

namespace Monitor.Tests.Agent.Logs;

public sealed class LogLoopTests : IDisposable
{
    private readonly LogStand _stand = new();

    private string Log => _stand.In("app.log");

    [Fact]
    public void Fault_01_A_kill_between_the_record_and_its_positions_loses_and_doubles_nothing()
    {
        File.WriteAllText(Log, "");
        _stand.Start();
        Put(1);
        _stand.Look();
        var before = File.ReadAllBytes(_stand.PositionsFile);
        Put(2);
        _stand.Look(delivers: false);
        Put(3);
        _stand.Look(delivers: false);
        File.WriteAllBytes(_stand.PositionsFile, before);
        _stand.Restart();
        _stand.Look();
        Put(4);
        _stand.Look();
        Assert.Equal(["line 1", "line 2", "line 3", "line 4"], _stand.Texts);
    }

    [Fact]
    public void Fault_01_A_kill_while_lines_are_held_for_more_reads_them_again()
    {
        File.WriteAllText(Log, "");
        _stand.Start();
        File.AppendAllText(Log, "done\nfailed\n\tat a\n");
        _stand.LookOnce();
        _stand.Restart();
        File.AppendAllText(Log, "\tat b\n");
        _stand.Look();
        Assert.Equal(["done", "failed\n\tat a\n\tat b"], _stand.Texts);
        Assert.Equal([false, true], _stand.Entries.Select(e => e.Line.Joined));
    }

    [Fact]
    public void While_the_disk_takes_nothing_lines_wait_in_their_files()
    {
        File.WriteAllText(Log, "");
        _stand.Start();
        _stand.Flush = static () => throw new IOException("No space left on device");
        for (var i = 1; i <= 3; i++)
        {
            Put(i);
            _stand.Look();
        }

        Assert.Empty(_stand.Texts);
        _stand.Flush = static () => { };
        _stand.Look();
        _stand.Look();
        Assert.Equal(["line 1", "line 2", "line 3"], _stand.Texts);
    }

    [Fact]
    public void While_the_server_is_away_few_records_are_made_and_the_rest_waits_in_the_files()
    {
        using var stand = new LogStand { Options = new LogOptions { MostWaitingRecords = 4 } };
        File.WriteAllText(stand.In("a.log"), "");
        stand.Start();
        for (var i = 0; i < 20; i++)
        {
            File.AppendAllText(stand.In("a.log"), $"line {i}\n");
            stand.Look(delivers: false);
        }

        Assert.Equal(4, stand.Waiting);
        for (var i = 0; i < 10; i++)
        {
            stand.Look();
        }

        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"line {i}"), stand.Texts);
    }

    [Fact]
    public void A_new_start_of_the_system_is_told_once_with_a_changed_kernel()
    {
        var boot = new BootFacts("one", "6.1.0", null);
        using var stand = new LogStand { Options = new LogOptions { Boot = () => boot } };
        stand.Start();
        stand.Look();
        stand.Restart();
        stand.Look();
        Assert.Empty(stand.Events);
        boot = new BootFacts("two", "6.2.0", new DateTimeOffset(2026, 11, 28, 1, 2, 3, TimeSpan.Zero));
        stand.Restart();
        stand.Restart();
        stand.Look();
        stand.Restart();
        stand.Look();
        var told = Assert.Single(stand.Events);
        Assert.Equal(("host.rebooted", "The host was started again at 2026-11-28 01:02:03 UTC, with the kernel 6.2.0 instead of 6.1.0"), (told.Kind, told.Text));
    }

    [Fact]
    public void The_packages_of_one_run_are_one_event_also_over_a_restart()
    {
        using var folder = new AgentFolder();
        using var stand = new LogStand { Options = new LogOptions { PackageLog = folder.In("dpkg.log") } };
        File.WriteAllText(stand.SettingsFile, $$"""{"journal":false,"files":[{"path":"{{folder.In("dpkg.log")}}"}]}""");
        File.WriteAllText(folder.In("dpkg.log"), "");
        stand.Start();
        var time = TimeProvider.System.GetLocalNow().ToString("yyyy-MM-dd HH:mm:ss", null);
        File.AppendAllText(folder.In("dpkg.log"), $"{time} startup archives unpack\n{time} upgrade libc6:amd64 2.36-9 2.36-10\n{time} status installed libc6:amd64 2.36-10\n");
        stand.LookOnce();
        stand.Restart();
        File.AppendAllText(folder.In("dpkg.log"), $"{time} remove nano:amd64 7.2-1 <none>\n{time} install jq:amd64 <none> 1.6-2\n");
        stand.Look();
        Assert.Empty(stand.Events);
        stand.Later(TimeSpan.FromSeconds(31));
        stand.Look();
        var told = Assert.Single(stand.Events);
        Assert.Equal(("packages.changed", "Packages: libc6 2.36-9 to 2.36-10, nano 7.2-1 removed, jq 1.6-2 installed"), (told.Kind, told.Text));
    }

    [Fact]
    public void Whatever_goes_wrong_at_the_start_is_said_once_and_nothing_is_thrown()
    {
        using var stand = new LogStand { Options = new LogOptions { Boot = static () => throw new InvalidTimeZoneException("odd") } };
        stand.Start();
        Assert.Equal("None are read: InvalidTimeZoneException: odd", stand.Words);
        stand.Look();
        stand.Look();
        Assert.Equal(1, stand.LogText.Split("No logs are read").Length - 1);
    }

    [Fact]
    public void What_lies_in_the_agents_folder_and_may_not_be_read_stops_no_logs()
    {
        // Not even root can open it: it links to itself.
        Directory.CreateDirectory(_stand.OwnFolder);
        File.CreateSymbolicLink(Path.Combine(_stand.OwnFolder, "0"), Path.Combine(_stand.OwnFolder, "0"));
        File.WriteAllText(Log, "");
        _stand.Start();
        Put(1);
        _stand.Look();
        Assert.Equal(["line 1"], _stand.Texts);
    }

    [Fact]
    public void A_fault_in_one_look_is_said_and_the_next_look_goes_on()
    {
        File.WriteAllText(Log, "");
        _stand.Start();
        _stand.Spooled = static () => throw new InvalidTimeZoneException("odd");
        Put(1);
        _stand.TryLook();
        _stand.TryLook();
        _stand.Spooled = static () => { };
        Put(2);
        _stand.TryLook();
        _stand.TryLook();
        _stand.Deliver();
        Assert.Equal(["line 1", "line 2"], _stand.Texts);
        Assert.Contains("InvalidTimeZoneException: odd", _stand.LogText, StringComparison.Ordinal);
    }

    public void Dispose() => _stand.Dispose();

    private void Put(int number) => File.AppendAllText(Log, $"line {number}\n");
}
