using System.Globalization;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Monitor.Domain.Access;
using Monitor.Domain.Notifications;
using Monitor.Domain.Notifications.Sending;
using Monitor.Tests.Notifications;
using Monitor.Web.Access;
using Monitor.Web.Integrations;
using Monitor.Web.Notifications.Sending;

namespace Monitor.Tests.Integrations;

public sealed class WebhookTests : IClassFixture<NoticeFloor>, IAsyncDisposable
{
    private static readonly CancellationToken Never = CancellationToken.None;

    private readonly NoticeFloor _floor;
    private readonly HookSink _sink = new();
    private readonly OutboundHttp _http = new(Options.Create(new IntegrationsOptions { AllowedNetworks = "127.0.0.0/8" }));

    public WebhookTests(NoticeFloor floor) => _floor = floor;

    private WebhookDesk Desk => new(
        _floor.Acting.Contexts, _http, _floor.Secrets, new WebhookAudit(new AuditLog(_floor.Clock), _floor.Hooks, _floor.Clock), _floor.Acting.Live);

    private WebhookChannel Channel => new(new WebhookSender(_floor.Acting.Contexts, _http, _floor.Secrets, _floor.Clock));

    public async ValueTask DisposeAsync()
    {
        await using var db = _floor.Acting.Db();
        await db.Webhooks.ExecuteDeleteAsync();
        _http.Dispose();
        await _sink.DisposeAsync();
    }

    [Fact]
    public async Task A_call_is_signed_names_its_event_and_quotes_no_internal_note()
    {
        var (user, anna) = (await _floor.PersonAsync(Roles.EndUser), await _floor.PersonAsync(Roles.Technician, name: "Anna"));
        await _floor.RouteAsync();
        var secret = await AddAsync("ticket.changed");
        var number = await _floor.OpenAsync(user, "Printer");
        await _floor.CommentAsync(anna, number, "Which \"one\"?");
        await _floor.CommentAsync(anna, number, "canary of a note", isInternal: true);
        await _floor.RouteAsync();
        await _floor.SendAsync(Channel);

        Assert.Equal(2, _sink.Calls.Count);
        Assert.All(_sink.Calls, c => Assert.DoesNotContain("canary", c.Body, StringComparison.Ordinal));
        var call = _sink.Calls.First();
        Assert.StartsWith("POST /hook HTTP/1.1", call.Head, StringComparison.Ordinal);
        Assert.Equal("ticket.changed", call.Header("Monitor-Event"));
        Assert.True(Guid.TryParse(call.Header("Idempotency-Key"), out _));
        var timestamp = long.Parse(call.Header("Monitor-Timestamp")!, CultureInfo.InvariantCulture);
        Assert.Equal(_floor.Clock.GetUtcNow().ToUnixTimeSeconds(), timestamp);
        Assert.Equal(WebhookSignature.Of(secret, timestamp, call.Body), call.Header("Monitor-Signature"));
        Assert.NotEqual(WebhookSignature.Of(secret, timestamp, call.Body + " "), call.Header("Monitor-Signature"));
        var body = JsonElement.Parse(call.Body);
        Assert.Equal("ticket.changed", body.GetProperty("event").GetString());
        Assert.Equal($"https://monitor.example.org/tickets/{number}", body.GetProperty("ticket").GetProperty("url").GetString());
        Assert.Equal(("Answered", "Anna", "Which \"one\"?"), (text("what"), text("by"), text("text")));

        string? text(string name) => body.GetProperty("change").GetProperty(name).GetString();
    }

    [Fact]
    public void A_signature_is_the_one_that_any_receiver_computes() =>
        // echo -n '1795176000.{"a":1}' | openssl dgst -sha256 -hmac whs_test
        Assert.Equal("v1=" + Convert.ToHexStringLower(System.Security.Cryptography.HMACSHA256.HashData("whs_test"u8, "1795176000.{\"a\":1}"u8)), WebhookSignature.Of("whs_test", 1795176000, "{\"a\":1}"));

    [Theory]
    [InlineData("503 Service Unavailable\r\nRetry-After: 300", false, 300)]
    [InlineData("429 Too Many Requests\r\nRetry-After: 120", false, 120)]
    [InlineData("500 Internal Server Error", false, 0)]
    [InlineData("302 Found\r\nLocation: http://169.254.169.254/", true, 0)]
    [InlineData("404 Not Found", true, 0)]
    public async Task Fault_39_A_receiver_in_trouble_is_called_again_when_it_asks_for_it_with_the_same_key_and_a_refusal_is_shown(string answer, bool isGivenUp, int seconds)
    {
        await AddAsync("ticket.opened");
        _sink.Answer = answer;
        _sink.Body = "canary of the receiver";
        var before = _floor.Clock.GetUtcNow();
        await TestAsync();
        await _floor.SendAsync(Channel);
        var notice = (await _floor.NoticesAsync("webhook"))[^1];
        Assert.Equal(isGivenUp, notice.GivenUpAt is not null);
        Assert.DoesNotContain("canary", notice.Error, StringComparison.Ordinal);
        if (!isGivenUp)
        {
            Assert.True(notice.DueAt >= before + TimeSpan.FromSeconds(seconds));
            _sink.Answer = "200 OK";
            _floor.Clock.Advance(TimeSpan.FromMinutes(6));
            await _floor.SendAsync(Channel);
            Assert.NotNull((await _floor.NoticesAsync("webhook"))[^1].SentAt);
            Assert.Single(_sink.Calls.Select(c => c.Header("Idempotency-Key")).Distinct());
        }
    }

    [Theory]
    [InlineData("429 Too Many Requests\r\nRetry-After: 1800", 1)]
    [InlineData("503 Service Unavailable\r\nRetry-After: 1800", 1)]
    [InlineData("502 Bad Gateway", 3)]
    [InlineData("504 Gateway Timeout", 3)]
    [InlineData("500 Internal Server Error", 6)]
    public async Task Fault_38_39_A_receiver_that_is_away_or_wants_less_is_not_called_for_every_notice(string answer, int calls)
    {
        await AddAsync("ticket.opened");
        _sink.Answer = answer;
        for (var i = 0; i < 6; i++)
        {
            await TestAsync();
        }

        await _floor.SendAsync(Channel);
        Assert.Equal(calls, _sink.Calls.Count);
    }

    [Fact]
    public async Task Attack_36_An_address_inside_is_refused_at_input_and_when_it_got_there_otherwise_at_the_call()
    {
        var admin = await _floor.PersonAsync(Roles.Admin);
        using var strict = new OutboundHttp(Options.Create(new IntegrationsOptions()));
        var desk = new WebhookDesk(_floor.Acting.Contexts, strict, _floor.Secrets, new WebhookAudit(new AuditLog(_floor.Clock), _floor.Hooks, _floor.Clock), _floor.Acting.Live);
        foreach (var url in new[] { _sink.Url, "http://127.1/", "http://0x7f.1/", "http://[::ffff:169.254.169.254]/", "file:///etc/passwd", "https://a:b@example.org/", $"http://localhost:{_sink.Port}/" })
        {
            Assert.NotNull((await desk.CreateAsync(admin, new WebhookForm("inside", url, ["ticket.opened"], true), Never)).Problem);
        }

        await AddAsync("ticket.opened");
        await TestAsync();
        await _floor.SendAsync(new WebhookChannel(new WebhookSender(_floor.Acting.Contexts, strict, _floor.Secrets, _floor.Clock)));
        Assert.Equal(0, _sink.Connections);
        Assert.Contains("which the product does not call", (await _floor.NoticesAsync("webhook"))[^1].Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Attack_38_The_secret_is_nowhere_but_in_the_answer_to_who_made_it_and_the_audit_has_the_host_of_the_address_alone()
    {
        var secret = await AddAsync("ticket.opened", "?token=canary-in-the-address");
        await using var db = _floor.Acting.Db();
        var hook = await db.Webhooks.AsNoTracking().OrderByDescending(h => h.Id).FirstAsync();
        Assert.DoesNotContain(secret, System.Text.Encoding.Latin1.GetString(hook.Secret), StringComparison.Ordinal);
        Assert.Equal(secret, _floor.Secrets.Read(hook.Secret));
        var audit = (await db.Audit.AsNoTracking().Where(a => a.Subject == "webhook").ToListAsync()).Select(a => a.Before + a.After).ToList();
        Assert.NotEmpty(audit);
        Assert.All(audit, a => Assert.DoesNotContain("canary", a, StringComparison.Ordinal));
        Assert.All(audit, a => Assert.DoesNotContain(secret, a, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Attack_24_Only_who_manages_the_system_touches_webhooks_and_the_second_of_two_is_told()
    {
        var lead = await _floor.PersonAsync(Roles.Lead);
        var form = new WebhookForm("chat", _sink.Url, ["ticket.opened"], true);
        await Assert.ThrowsAsync<AccessRefusedException>(() => Desk.ListAsync(lead, Never));
        await Assert.ThrowsAsync<AccessRefusedException>(() => Desk.CreateAsync(lead, form, Never));
        await Assert.ThrowsAsync<AccessRefusedException>(() => Desk.TestAsync(lead, 1, Never));
        var admin = await _floor.PersonAsync(Roles.Admin);
        await AddAsync("ticket.opened");
        var row = (await Desk.ListAsync(admin, Never))[^1];
        Assert.Null(await Desk.ChangeAsync(admin, row.Id, row.Version, form with { Name = "new name" }, Never));
        Assert.Contains("Somebody else", await Desk.ChangeAsync(admin, row.Id, row.Version, form with { Name = "other" }, Never));
        Assert.Contains("Somebody else", await Desk.DeleteAsync(admin, row.Id, row.Version, Never));
    }

    private async Task<string> AddAsync(string kind, string query = "")
    {
        var admin = await _floor.PersonAsync(Roles.Admin);
        var (secret, problem) = await Desk.CreateAsync(admin, new WebhookForm("hook " + Guid.NewGuid().ToString("N")[..8], _sink.Url + query, [kind], true), Never);
        Assert.Null(problem);
        return secret!;
    }

    private async Task TestAsync()
    {
        var admin = await _floor.PersonAsync(Roles.Admin);
        Assert.Null(await Desk.TestAsync(admin, (await Desk.ListAsync(admin, Never)).OrderBy(h => h.Id).Last().Id, Never));
        _floor.Clock.Advance(TimeSpan.FromMilliseconds(2));
    }
}
