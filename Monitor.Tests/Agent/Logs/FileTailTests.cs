using System.Diagnostics;
using System.Text;
using Monitor.Tests.Support;

namespace Monitor.Tests.Agent.Logs;

public sealed class FileTailTests : IDisposable
{
    private readonly LogStand _stand = new();

    private string Log => _stand.In("app.log");

    [Fact]
    public void The_first_start_reads_only_what_comes_and_a_file_that_appears_later_is_read_whole()
    {
        File.WriteAllText(Log, "old\n");
        _stand.Start();
        File.AppendAllText(Log, "new\n");
        _stand.Look();
        _stand.Later(TimeSpan.FromSeconds(11));
        File.WriteAllText(_stand.In("later.log"), "first\nsecond\n");
        _stand.Look();
        Assert.Equal(["new", "first", "second"], _stand.Texts);
        Assert.Equal([Log, _stand.In("later.log"), _stand.In("later.log")], _stand.Entries.Select(e => e.Source));
    }

    [Fact]
    public void A_line_that_is_not_finished_waits_for_its_end()
    {
        Begin();
        File.AppendAllText(Log, "half");
        _stand.Look();
        Assert.Empty(_stand.Texts);
        File.AppendAllText(Log, " and whole\r\n");
        _stand.Look();
        Assert.Equal(["half and whole"], _stand.Texts);
    }

    [Fact]
    public void A_rotation_by_rename_loses_and_doubles_nothing_also_when_the_old_file_is_written_on()
    {
        Begin();
        Put(1);
        _stand.Look();
        Put(2);
        File.Move(Log, Log + ".1");
        Put(3);
        _stand.Look();
        File.AppendAllText(Log + ".1", "line 2b\n");
        _stand.Look();
        Put(4);
        _stand.Look();
        Assert.Equal(["line 1", "line 2", "line 3", "line 2b", "line 4"], _stand.Texts);
        Assert.All(_stand.Entries, e => Assert.Equal(Log, e.Source));
    }

    [Fact]
    public void A_rotated_file_that_was_deleted_is_read_to_its_end()
    {
        Begin();
        Put(1);
        _stand.Look();
        Put(2);
        File.Delete(Log);
        Put(3);
        _stand.Look();
        Assert.Equal(["line 1", "line 2", "line 3"], _stand.Texts);
    }

    [Fact]
    public void Two_rotations_between_two_looks_lose_nothing()
    {
        Begin();
        Put(1);
        _stand.Look();
        Put(2);
        File.Move(Log, Log + ".1");
        Put(3);
        File.Move(Log + ".1", Log + ".2");
        File.Move(Log, Log + ".1");
        Put(4);
        _stand.Look();
        Assert.Equal(["line 1", "line 2", "line 3", "line 4"], _stand.Texts);
    }

    [Fact]
    public void A_rotation_by_copy_loses_and_doubles_nothing_even_where_the_file_has_grown_beyond_its_old_size()
    {
        Begin();
        Put(1);
        _stand.Look();
        Put(2);
        File.Copy(Log, Log + ".1");
        File.WriteAllText(Log, "");
        for (var i = 3; i <= 40; i++)
        {
            Put(i);
        }

        _stand.Look();
        Put(41);
        _stand.Look();
        Assert.Equal(Enumerable.Range(1, 41).Select(i => $"line {i}"), _stand.Texts);
    }

    [Fact]
    public void An_emptied_file_is_read_from_its_beginning()
    {
        Begin();
        Put(1);
        _stand.Look();
        File.WriteAllText(Log, "");
        _stand.Look();
        Put(2);
        _stand.Look();
        Assert.Equal(["line 1", "line 2"], _stand.Texts);
    }

    [Fact]
    public void Rotations_while_the_agent_was_away_lose_and_double_nothing()
    {
        Begin();
        Put(1);
        _stand.Look();
        Put(2);
        File.Move(Log, Log + ".1");
        Put(3);
        File.Move(Log + ".1", Log + ".2");
        File.Move(Log, Log + ".1");
        Put(4);
        _stand.Restart();
        _stand.Look();
        Put(5);
        _stand.Look();
        _stand.Restart();
        _stand.Look();
        Assert.Equal(["line 1", "line 2", "line 3", "line 4", "line 5"], _stand.Texts);
    }

    [Fact]
    public void A_rotation_by_copy_while_the_agent_was_away_loses_and_doubles_nothing()
    {
        Begin();
        Put(1);
        _stand.Look();
        Put(2);
        File.Copy(Log, Log + ".1");
        File.WriteAllText(Log, "");
        Put(3);
        _stand.Restart();
        _stand.Look();
        Assert.Equal(["line 1", "line 2", "line 3"], _stand.Texts);
    }

    [Fact]
    public void Packed_files_and_files_with_rotated_names_are_no_logs_of_their_own()
    {
        File.WriteAllText(Log, "");
        File.WriteAllText(_stand.In("app.1.log"), "older\n");
        File.WriteAllText(_stand.In("app.log.2.gz"), "packed\n");
        _stand.Start();
        Put(1);
        _stand.Later(TimeSpan.FromSeconds(11));
        _stand.Look();
        Assert.Equal(["line 1"], _stand.Texts);
    }

    [Fact]
    public void A_file_whose_lines_went_before_they_were_read_is_said()
    {
        Begin();
        Put(1);
        _stand.Look();
        Put(2);
        File.Delete(Log);
        File.WriteAllText(_stand.In("other.log"), "keeps the number from being used again\n");
        File.WriteAllText(Log, "new\n");
        _stand.Restart();
        _stand.Look();
        Assert.Contains("new", _stand.Texts);
        Assert.Contains("may have gone with their file", _stand.LogText, StringComparison.Ordinal);
    }

    [Fact]
    public void Lines_faster_than_the_rate_wait_in_the_file_and_beyond_four_mebibytes_the_oldest_are_dropped_and_counted()
    {
        Begin();
        var line = new string('x', 99);
        const int Lines = 60_000;
        File.AppendAllText(Log, string.Concat(Enumerable.Range(0, Lines).Select(i => $"{i:D6}{line[6..]}\n")));
        for (var i = 0; i < 250; i++)
        {
            _stand.Look();
        }

        Assert.Equal(Lines, _stand.Entries.Count + _stand.Dropped);
        Assert.InRange(_stand.Dropped, 10_000, 20_000);
        Assert.Equal(_stand.Texts.Order(StringComparer.Ordinal), _stand.Texts);
        Assert.Equal($"{Lines - 1:D6}", _stand.Texts.Last()[..6]);
    }

    [Fact]
    public void Hostile_lines_are_sent_as_they_are_and_one_of_a_megabyte_is_cut()
    {
        Begin();
        byte[] hostile = [.. "\u001b[2Jx\0y \u202egnp.exe ${jndi:ldap://x} <script>alert(1)</script> %n%s"u8, 0xff, 0xc3, (byte)'\n'];
        using (var file = new FileStream(Log, FileMode.Append))
        {
            file.Write(hostile);
            file.Write(Encoding.ASCII.GetBytes(new string('a', 1_000_000)));
            file.Write("\nafter\n"u8);
        }

        _stand.Look();
        Assert.Equal(3, _stand.Entries.Count);
        Assert.Equal("\u001b[2Jx\0y \u202egnp.exe ${jndi:ldap://x} <script>alert(1)</script> %n%s\ufffd\ufffd", _stand.Texts.First());
        Assert.Equal(new string('a', 32 * 1024), _stand.Texts.ElementAt(1));
        Assert.Equal("after", _stand.Texts.Last());
    }

    [Fact]
    public void A_link_to_a_pipe_or_into_the_agents_own_folder_is_not_read()
    {
        Begin();
        Directory.CreateDirectory(_stand.OwnFolder);
        File.WriteAllText(Path.Combine(_stand.OwnFolder, "agent.json"), "the key\n");
        File.CreateSymbolicLink(_stand.In("evil.log"), Path.Combine(_stand.OwnFolder, "agent.json"));
        using (var fifo = Process.Start(new ProcessStartInfo("mkfifo") { ArgumentList = { _stand.In("pipe.log") } })!)
        {
            fifo.WaitForExit();
            Assert.Equal(0, fifo.ExitCode);
        }

        _stand.Later(TimeSpan.FromSeconds(11));
        _stand.Look();
        Put(1);
        _stand.Look();
        Assert.Equal(["line 1"], _stand.Texts);
    }

    [Fact]
    public void A_log_that_its_program_has_locked_is_read_and_one_that_is_read_can_be_locked()
    {
        using (var locked = new FileStream(Log, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            _stand.Start();
            locked.Write("one\n"u8);
            locked.Flush();
            _stand.Look();
        }

        using (var again = new FileStream(Log, FileMode.Append, FileAccess.Write, FileShare.None))
        {
            again.Write("two\n"u8);
        }

        _stand.Look();
        Assert.Equal(["one", "two"], _stand.Texts);
    }

    [Fact]
    public void Fault_32_A_record_of_names_and_lines_that_are_as_long_as_may_be_still_fits_into_the_spool_and_what_does_not_is_counted()
    {
        // A hundred files with names of 400 characters, of which each becomes six in JSON, with rotated ones beside them and entries of 32 KiB of the same kind.
        var room = 400 - _stand.In("").Length - 30;
        var names = Enumerable.Range(0, 100).Select(i => _stand.In($"{i:D3}{new string('"', Math.Min(room, 200))}.log")).ToList();
        names.ForEach(name => File.WriteAllText(name, ""));
        _stand.Start();
        foreach (var name in names)
        {
            File.AppendAllText(name, $"first\n{new string('\u0001', 32 * 1024)}\n");
            _stand.LookOnce();
            for (var i = 1; i < 4; i++)
            {
                File.Move(name, $"{name}.{i}");
                File.WriteAllText(name, $"again {i}\n");
                _stand.LookOnce();
            }
        }

        for (var i = 0; i < 100; i++)
        {
            _stand.Look();
        }

        Assert.Equal(100 * 5, _stand.Entries.Count + _stand.Dropped);
        Assert.InRange(_stand.Dropped, 0, 20);
        Assert.DoesNotContain("could not be read", _stand.LogText, StringComparison.Ordinal);
    }

    [Fact]
    public void Fault_31_A_deleted_file_is_let_go_after_an_hour_also_while_nothing_can_be_sent()
    {
        using var stand = new LogStand { Options = new() { MostWaitingRecords = 1 } };
        var log = stand.In("a.log");
        File.WriteAllText(log, "");
        stand.Start();
        File.AppendAllText(log, "one\n");
        stand.Look(delivers: false);
        File.AppendAllText(log, "two\n");
        File.Delete(log);
        File.WriteAllText(stand.In("b.log"), "keeps the number from being used again\n");
        File.WriteAllText(log, "three\n");
        stand.Look(delivers: false);
        stand.Later(TimeSpan.FromHours(2));
        stand.Look(delivers: false);
        stand.Later(TimeSpan.FromMinutes(1));
        stand.Look(delivers: false);
        Assert.Contains("may have gone with their file", stand.LogText, StringComparison.Ordinal);
        stand.Deliver();
        stand.Look();
        stand.Look();
        Assert.Contains("three", stand.Texts);
        Assert.DoesNotContain("two", stand.Texts);
    }

    [Fact]
    public void All_files_together_have_five_times_the_pace_of_one_and_what_is_beyond_waits()
    {
        using var stand = new LogStand("""{"journal":false,"linesPerSecond":1,"files":[{"path":"LOGS/*.log"}]}""");
        var logs = Enumerable.Range(0, 20).Select(i => stand.In($"{i}.log")).ToList();
        logs.ForEach(log => File.WriteAllText(log, ""));
        stand.Start();
        logs.ForEach(log => File.AppendAllText(log, string.Concat(Enumerable.Range(0, 10).Select(i => $"line {i}\n"))));
        stand.Look();
        Assert.InRange(stand.Entries.Count, 50, 60);
        for (var i = 0; i < 20; i++)
        {
            stand.Look();
        }

        Assert.Equal((200, 0), (stand.Entries.Count, stand.Dropped));
    }

    [NeedsTheory("logrotate")]
    [InlineData("create")]
    [InlineData("copytruncate")]
    public void Logrotate_loses_and_doubles_nothing(string how)
    {
        Begin();
        var settings = _stand.In("rotate.conf");
        File.WriteAllText(settings, $"{Log} {{\n rotate 4\n nocompress\n {how}\n}}\n");
        for (var i = 1; i <= 6; i++)
        {
            Put((2 * i) - 1);
            if (i % 2 == 1)
            {
                _stand.Look();
            }

            Rotate(settings);
            Put(2 * i);
        }

        _stand.Restart();
        _stand.Look();
        Assert.Equal(Enumerable.Range(1, 12).Select(i => $"line {i}"), _stand.Texts);
    }

    public void Dispose() => _stand.Dispose();

    private void Begin()
    {
        File.WriteAllText(Log, "");
        _stand.Start();
    }

    private void Put(int number) => File.AppendAllText(Log, $"line {number}\n");

    private void Rotate(string settings)
    {
        using var logrotate = Process.Start(new ProcessStartInfo("logrotate") { ArgumentList = { "--force", "--state", _stand.In("state"), settings } })!;
        logrotate.WaitForExit();
        Assert.Equal(0, logrotate.ExitCode);
    }
}
