using Monitor.Agent.Local;
using Monitor.Agent.Logs;

namespace Monitor.Tests.Agent.Logs;

public sealed class LineTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 28, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeZoneInfo OneEast = TimeZoneInfo.CreateCustomTimeZone("one east", TimeSpan.FromHours(1), "one east", "one east");

    [Theory]
    [InlineData("2026-11-28T11:59:58.250Z started", "2026-11-28T11:59:58.250Z")]
    [InlineData("2026-11-28T13:59:58+02:00 started", "2026-11-28T11:59:58Z")]
    [InlineData("2026-11-28 12:59:58,5 started", "2026-11-28T11:59:58.5Z")]
    [InlineData("[2026-11-28 11:59:58.123456 UTC] started", "2026-11-28T11:59:58.123456Z")]
    [InlineData("2026/11/28 12:59:58 [error] started", "2026-11-28T11:59:58Z")]
    [InlineData("Nov 28 12:59:58 host sshd[1]: started", "2026-11-28T11:59:58Z")]
    [InlineData("Nov 22 12:00:00 host sshd[1]: started", "2026-11-22T11:00:00Z")]
    [InlineData("Nov  2 12:00:00 host sshd[1]: started", null)]
    [InlineData("Nov 29 12:00:00 host sshd[1]: from tomorrow", null)]
    [InlineData("2030-01-01T00:00:00Z from the future", null)]
    [InlineData("2026-13-45 99:00:00 no time", null)]
    [InlineData("started", null)]
    public void The_time_that_a_line_begins_with_is_taken_where_it_can_be_true(string line, string? expected) =>
        Assert.Equal(expected is null ? (DateTimeOffset?)null : DateTimeOffset.Parse(expected, null), LineTime.Of(line, Now, OneEast));

    [Fact]
    public void A_day_of_december_that_is_read_in_january_is_of_the_year_before() =>
        Assert.Equal(
            new DateTimeOffset(2026, 12, 31, 23, 59, 59, TimeSpan.Zero),
            LineTime.Of("Dec 31 23:59:59 host x: y", new DateTimeOffset(2027, 1, 1, 0, 0, 5, TimeSpan.Zero), TimeZoneInfo.Utc));

    [Fact]
    public void Stack_traces_of_Java_and_NET_and_Python_are_one_entry_each()
    {
        string[][] entries =
        [
            ["ERROR failed", "\tat a.B.c(B.java:1)", "Caused by: java.io.IOException: gone", "\tat d.E.f(E.java:2)"],
            ["Unhandled exception. System.InvalidOperationException: no", "   at A.B() in C.cs:line 1", "--- End of stack trace from previous location ---", "   at D.E()"],
            ["Traceback (most recent call last):", "  File \"a.py\", line 1, in <module>", "    b()", "ValueError: no"],
            ["plain"],
            ["plain again"],
        ];
        Assert.Equal(entries.Select(e => string.Join('\n', e)), Join(LogRules.None, entries.SelectMany(e => e)));
    }

    [Fact]
    public void With_a_pattern_for_the_first_line_every_other_line_continues_it() =>
        Assert.Equal(["1 a\nb\n c", "2 d"], Join(new LogRules { Start = LogRules.Pattern(@"^\d") }, ["1 a", "b", " c", "2 d"]));

    [Fact]
    public void An_entry_without_an_end_is_bounded()
    {
        var entries = Join(LogRules.None, Enumerable.Repeat(" " + new string('x', 1000), 1200));
        Assert.All(entries, e => Assert.InRange(e.Length, 1, LineJoiner.MostTextLength));
        Assert.Equal([500, 500, 200], Join(LogRules.None, Enumerable.Repeat(" x", 1200)).Select(e => e.Split('\n').Length));
    }

    [Fact]
    public void After_the_clock_was_set_back_lines_come_at_their_pace_neither_fewer_nor_more()
    {
        var bucket = new TokenBucket(perSecond: 10, most: 100);
        var now = 1_700_000_000_000;
        Assert.Equal(100, Taken(1000));
        now += 10_000;
        Assert.Equal(100, Taken(1000));
        now -= 3_600_000;
        Assert.Equal(0, Taken(1000));
        now += 5_000;
        Assert.Equal(50, Taken(1000));

        int Taken(int wanted) => Enumerable.Range(0, wanted).Count(_ => bucket.TryTake(now));
    }

    [Fact]
    public void Lines_are_chosen_and_masked_by_the_settings()
    {
        using var stand = new LogStand(
            """{"journal":false,"mask":["secret=\\S+"],"files":[{"path":"LOGS/a.log","include":["keep","both"],"exclude":["both"],"mask":["\\d{4}"]}]}""");
        File.WriteAllText(stand.In("a.log"), "");
        stand.Start();
        File.AppendAllText(stand.In("a.log"), "keep secret=hunter2 pin 1234\nboth keep\nneither\n");
        stand.Look();
        Assert.Equal(["keep *** pin ***"], stand.Texts);
    }

    [Theory]
    [InlineData("""{"jurnal":true}""", "jurnal")]
    [InlineData("""{"files":[{"path":"var/log/x"}]}""", "files[0].path")]
    [InlineData("""{"files":[{"path":"/var/**/x"}]}""", "files[0].path")]
    [InlineData("""{"files":[{}]}""", "path")]
    [InlineData("""{"files":[{"path":"/x/y","exclude":["("]}]}""", "files[0].exclude[0]")]
    [InlineData("""{"mask":["(a)\\1"]}""", "mask[0]")]
    [InlineData("""{"linesPerSecond":0}""", "linesPerSecond")]
    [InlineData("""{"files":[null]}""", "files[0]")]
    [InlineData("""{"files":[{"path":null}]}""", "path")]
    [InlineData("""{"files":[{"path":"/x/\u0000y"}]}""", "files[0].path")]
    [InlineData("""{"files":[{"path":"/x/y","include":[null]}]}""", "files[0].include[0]")]
    [InlineData("""{"exclude":[null]}""", "exclude[0]")]
    [InlineData("""{"mask":null}""", "mask")]
    [InlineData("""{"units":["a.service",null]}""", "units[1]")]
    [InlineData("null", "logs.json")]
    [InlineData("""{"journal":""", "logs.json")]
    public void A_wrong_setting_is_named_and_stops_no_measuring(string json, string named)
    {
        using var stand = new LogStand(json);
        stand.Start();
        stand.Look();
        Assert.Contains("No logs are read: ", stand.LogText, StringComparison.Ordinal);
        Assert.Contains(named, stand.LogText, StringComparison.Ordinal);
        Assert.Throws<AgentProblemException>(() => LogSettings.Load(stand.OwnFolder));
    }

    private static List<string> Join(LogRules rules, IEnumerable<string> lines)
    {
        var (joiner, entries) = (new LineJoiner(rules), new List<string>());
        foreach (var line in lines)
        {
            if (!joiner.TryAdd(line))
            {
                entries.Add(joiner.Take());
                Assert.True(joiner.TryAdd(line));
            }
        }

        return [.. entries, joiner.Take()];
    }
}
