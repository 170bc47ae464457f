using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Monitor.Domain.Access;
using Monitor.Domain.Wire;
using Monitor.Tests.Agent.Logs;
using Monitor.Tests.Browser;
using Monitor.Tests.Intake;
using Monitor.Tests.Intake.Lines;
using Monitor.Tests.Support;
using Monitor.Web.Intake.Syslog;

namespace Monitor.Tests.Logs.Screens;

/// <summary>Each kind of hostile line by each way to the screen that follows live.</summary>
[Collection(Suite.Name)]
public sealed class HostileLineTests(Chromium browser)
{
    private const string Huge = "huge y";

    /// <summary>How a line begins on the screen, its bytes, and what the screen says was found. The lookup and the markup name a door that nobody may come to.</summary>
    private static (string Word, byte[] Line, string Mark)[] Hostile(int door) =>
    [
        ("break␍", "break\r\nNov 27 10:00:00 web sshd[1]: Accepted password for root"u8.ToArray(), "Line break"),
        ("ansi ␛", "ansi \u001b[2J\u001b[1;31mroot\u001b]0;title\u0007"u8.ToArray(), "Terminal escape"),
        ("nul a", "nul a\0\0b"u8.ToArray(), "Control characters"),
        ("broken ", [.. "broken "u8, 0xFF, 0xC0, 0x80, .. " text"u8], "Broken text"),
        ("bidi ", "bidi \u202etxt.exe"u8.ToArray(), "Turned direction"),
        ("format %", "format %n%n%n%s%s%s%s"u8.ToArray(), "Format string"),
        ("lookup $", Encoding.UTF8.GetBytes($"lookup ${{jndi:ldap://127.0.0.1:{door}/a}}"), "Lookup"),
        ("markup <", Encoding.UTF8.GetBytes($"markup <script>alert(1)</script><img src=http://127.0.0.1:{door}/x onerror=alert(1)>"), "Markup"),
        (Huge, Encoding.ASCII.GetBytes(Huge + new string('y', 1 << 20)), "Cut"),
    ];

    [NeedsFact(Chromium.Program)]
    public async Task Attack_19_Attack_22_Attack_34_Attack_42_Each_hostile_line_by_agent_syslog_and_API_is_one_harmless_row_of_the_live_screen_with_its_mark()
    {
        using var outside = new TcpListener(IPAddress.Loopback, 0);
        outside.Start();
        var lines = Hostile(((IPEndPoint)outside.LocalEndpoint).Port);
        await using var small = new SmallApplication(null, ("Syslog:Tcp", "0"), ("Syslog:Hosts:0", "127.0.0.1=device"));
        await small.StartAsync();
        var application = small.Application;
        using var device = await TestAgent.CreateAsync(application);
        await application.Database.ScalarAsync<object>($"UPDATE hosts SET name = 'device' WHERE id = {device.Host.Id} RETURNING 1");
        using var agent = await TestAgent.CreateAsync(application);
        using var called = await TestAgent.CreateAsync(application);
        await using var screen = await Screen.OpenAsync(browser, application, await application.CreateUserAsync(Roles.Viewer));

        await FollowAsync(screen, device.Host.Id);
        await SendSyslogAsync(application, called.Host.Name, lines);
        await ExpectAsync(screen, [.. lines.Select(l => (l.Word, l.Mark)), ("time from the future", "Forged time"), ("host of another", "Forged host")]);

        await FollowAsync(screen, agent.Host.Id);
        await SendByAgentAsync(agent, called.Host.Id, lines);
        await ExpectAsync(screen, [.. lines.Select(l => (l.Word, l.Mark)), ("time from the future", "Forged time")]);

        await FollowAsync(screen, called.Host.Id);
        await CallAsync(application, called, agent.Host.Id, lines);
        await ExpectAsync(screen, [.. lines.Select(l => (l.Word, l.Mark)), ("time from the future", "Forged time")]);
        Assert.Empty(screen.Complaints);
        Assert.False(outside.Pending());
    }

    private static async Task FollowAsync(Screen screen, int hostId)
    {
        await screen.GoAsync($"/logs?host={hostId}&live=on");
        await Assertions.Expect(screen.Page.GetByText("No such line has come so far")).ToBeVisibleAsync();
    }

    private static async Task ExpectAsync(Screen screen, (string Word, string Mark)[] expected)
    {
        var rows = screen.Page.Locator("[data-line]");
        await Assertions.Expect(rows).ToHaveCountAsync(expected.Length);
        var texts = await rows.AllInnerTextsAsync();
        foreach (var (word, mark) in expected)
        {
            var row = Assert.Single(texts, t => t.Contains(word, StringComparison.Ordinal));
            Assert.Contains(mark, row, StringComparison.Ordinal);
        }

        Assert.DoesNotContain(texts, t => t.AsSpan().ContainsAny("\0\u001b\u0007\u202e"));
        Assert.Equal(0, await screen.Page.Locator("main script, main img[onerror]").CountAsync());
    }

    /// <summary>Counted, so that a line break does not end a message; the huge one by its end, since a count beyond 64 KB ends the connection.</summary>
    private static async Task SendSyslogAsync(TestApplication application, string otherHost, (string Word, byte[] Line, string Mark)[] lines)
    {
        using var client = new TcpClient(AddressFamily.InterNetwork);
        await client.ConnectAsync(IPAddress.Loopback, application.Services.GetRequiredService<SyslogListener>().Tcp!.Port);
        byte[] Message(string head, ReadOnlySpan<byte> text) => [.. Encoding.ASCII.GetBytes(head), .. text];
        byte[] Counted(byte[] message) => [.. Encoding.ASCII.GetBytes(message.Length.ToString(CultureInfo.InvariantCulture) + " "), .. message];
        var stream = client.GetStream();
        foreach (var (word, line, _) in lines)
        {
            var message = Message("<13>1 - - app - - - ", line);
            await stream.WriteAsync(word == Huge ? (byte[])[.. message, (byte)'\n'] : Counted(message));
        }

        await stream.WriteAsync(Counted(Message("<13>1 2099-01-01T00:00:00Z - app - - - ", "time from the future"u8)));
        await stream.WriteAsync(Counted(Message($"<13>1 - {otherHost} app - - - ", "host of another"u8)));
    }

    /// <summary>A file is read by the agent's own reader, and what it makes of it goes through the door; a line break in a file makes two lines, so other separators stand there.</summary>
    private static async Task SendByAgentAsync(TestAgent agent, int otherHost, (string Word, byte[] Line, string Mark)[] lines)
    {
        using var stand = new LogStand();
        var log = stand.In("app.log");
        await File.WriteAllTextAsync(log, "");
        stand.Start();
        foreach (var (_, line, _) in lines)
        {
            await File.AppendAllBytesAsync(log, [.. line.AsSpan().IndexOf((byte)'\n') is >= 0 and var at ? (byte[])[.. line[..at], .. "\u2028"u8, .. line[(at + 1)..]] : line, (byte)'\n']);
        }

        for (var i = 0; i < 5; i++)
        {
            stand.Look();
        }

        Assert.Equal(lines.Length, stand.Entries.Count);
        var now = TimeProvider.System.GetUtcNow();
        var forged = new WireLine(now.AddYears(50).ToUnixTimeMilliseconds(), "time from the future");
        var batch = new MetricBatch { Seq = 1, Sent = now.ToUnixTimeMilliseconds(), Logs = [new WireLogs("file", "/var/log/app.log", [.. stand.Entries.Select(e => e.Line), forged])] };
        using var refused = await agent.PostAsync($"{{\"host\":{otherHost}," + JsonSerializer.Serialize(batch, WireJson.Default.MetricBatch)[1..]);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        await agent.StoreAsync(batch);
    }

    /// <summary>As text, a line a row, but for what needs an object: a line break within, and a time.</summary>
    private static async Task CallAsync(TestApplication application, TestAgent called, int otherHost, (string Word, byte[] Line, string Mark)[] lines)
    {
        using var program = await LogsApiTests.ProgramAsync(application, Roles.Technician, TokenScopes.Ingest);
        var rows = lines.Where(l => !l.Line.Contains((byte)'\n')).SelectMany(l => (byte[])[.. l.Line, (byte)'\n']).ToArray();
        await PostAsync(program, $"?host={called.Host.Id}", rows, "text/plain");
        var objects = lines.Where(l => l.Line.Contains((byte)'\n')).Select(l => new { text = Encoding.UTF8.GetString(l.Line), time = (string?)null }).Append(new { text = "time from the future", time = (string?)"2099-01-01T00:00:00Z" });
        await PostAsync(program, "", JsonSerializer.SerializeToUtf8Bytes(new { host = called.Host.Id, lines = objects }), "application/json");

        // A key names its own host only; nothing of it is stored under either.
        program.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", called.Key);
        using var refused = await LogsApiTests.PostAsync(program, $"api/v1/logs?host={otherHost}", "host of another"u8.ToArray(), "text/plain", null, null);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
    }

    private static async Task PostAsync(HttpClient program, string query, byte[] body, string type)
    {
        using var answer = await LogsApiTests.PostAsync(program, "api/v1/logs" + query, TestAgent.Gzip(body), type, "gzip", null);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }
}
