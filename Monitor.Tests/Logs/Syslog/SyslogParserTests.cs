using System.Globalization;
using System.Text;
using Monitor.Domain.Logs;
using Monitor.Domain.Logs.Syslog;

namespace Monitor.Tests.Logs.Syslog;

public sealed class SyslogParserTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 28, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("<34>1 2026-11-28T11:59:15.003Z mymachine.example.com su - ID47 - 'su root' failed for lonvick on /dev/pts/8", "4 Critical 11:59:15.003 mymachine.example.com su | 'su root' failed for lonvick on /dev/pts/8")]
    [InlineData("<165>1 2026-11-28T11:59:14-07:00 192.0.2.1 myproc 8710 - - %% It's time to make the do-nuts.", "20 Notice 18:59:14.000 192.0.2.1 myproc | myproc[8710]: %% It's time to make the do-nuts.")]
    [InlineData("<165>1 2026-11-28T11:59:15Z host evntslog - ID47 [a@1 iut=\"3\" x=\"q\\\"]\"][b@1 p=\"high\"] \uFEFFAn event", "20 Notice 11:59:15.000 host evntslog | An event [a@1 iut=\"3\" x=\"q\\\"]\"][b@1 p=\"high\"]")]
    [InlineData("<13>1 - - - - - -", "1 Notice - - syslog | ")]
    [InlineData("<34>Nov 28 11:59:15 mymachine su: 'su root' failed", "4 Critical 11:59:15.000 mymachine su | 'su root' failed")]
    [InlineData("<30>Nov  8 07:06:05 web-1 sshd[123]: Accepted key", "3 Info 07:06:05.000 web-1 sshd | sshd[123]: Accepted key")]
    [InlineData("<30>2026-11-28T11:59:15.5+00:00 web-1 CRON[9]: (root) CMD (x)", "3 Info 11:59:15.500 web-1 CRON | CRON[9]: (root) CMD (x)")]
    [InlineData("<13>Nov 28 11:59:15 kernel: no host here", "1 Notice 11:59:15.000 - kernel | no host here")]
    [InlineData("<189>123: *Nov 28 11:59:15.123: %SYS-5-CONFIG_I: Configured", "23 Notice - - 123 | *Nov 28 11:59:15.123: %SYS-5-CONFIG_I: Configured")]
    [InlineData("no priority at all", "- - - - syslog | no priority at all")]
    [InlineData("<999>Nov 28 11:59:15 a b: c", "- - - - syslog | <999>Nov 28 11:59:15 a b: c")]
    [InlineData("", "- - - - syslog | ")]
    public void A_message_is_taken_apart(string message, string expected)
    {
        var found = SyslogParser.Parse(Encoding.UTF8.GetBytes(message), Now, TimeZoneInfo.Utc);
        var time = found.Time?.ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture) ?? "-";
        var text = $"{found.Facility?.ToString(CultureInfo.InvariantCulture) ?? "-"} {found.Severity?.ToString() ?? "-"} {time} {found.Host ?? "-"} {found.Program} | {found.Text}";
        Assert.Equal(expected, text);
    }

    [Fact]
    public void A_name_that_is_cut_ends_with_a_whole_character()
    {
        var (host, program) = (new string('h', 254), new string('p', 99));
        var found = SyslogParser.Parse(Encoding.UTF8.GetBytes($"<13>1 - {host}😀 {program}😀 - - - x"), Now, TimeZoneInfo.Utc);
        Assert.Equal((host, program), (found.Host, found.Program));
    }

    [Theory]
    [InlineData("2027-01-01T00:00:30Z", "Dec 31 23:59:50", "2026-12-31T23:59:50Z")]
    [InlineData("2026-12-31T23:59:30Z", "Jan  1 00:00:10", "2027-01-01T00:00:10Z")]
    [InlineData("2028-03-01T00:00:00Z", "Feb 29 12:00:00", "2028-02-29T12:00:00Z")]
    public void A_time_without_a_year_is_in_the_year_next_to_its_arrival(string now, string stamp, string expected) =>
        Assert.Equal(At(expected), SyslogParser.Parse(Encoding.ASCII.GetBytes($"<13>{stamp} h p: x"), At(now), TimeZoneInfo.Utc).Time);

    [Fact]
    public void A_time_without_a_zone_is_in_the_zone_that_is_set()
    {
        var berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
        Assert.Equal(At("2026-11-28T11:00:00Z"), SyslogParser.Parse("<13>Nov 28 12:00:00 h p: x"u8, Now, berlin).Time);
    }

    [Fact]
    public void Fault_32_Attack_15_Whatever_bytes_come_are_a_message_and_nothing_is_thrown()
    {
        var random = new Random(5424);
        var good = Encoding.UTF8.GetBytes("<165>1 2026-11-28T11:59:15Z host app 12 ID [a@1 k=\"v\"] Nov 28 11:59:15 text");
        for (var round = 0; round < 20_000; round++)
        {
            var bytes = good[..random.Next(good.Length + 1)];
            for (var i = random.Next(4); i > 0 && bytes.Length > 0; i--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            var found = SyslogParser.Parse(bytes, Now, TimeZoneInfo.Utc);
            Assert.NotEmpty(found.Program);
            Assert.True(found.Severity is null or >= LogSeverity.Emergency and <= LogSeverity.Debug);
        }
    }

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
