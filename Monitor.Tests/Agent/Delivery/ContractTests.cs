using Monitor.Agent.Commands;
using Monitor.Agent.Delivery;
using Monitor.Agent.Local;
using Monitor.Tests.Support;

namespace Monitor.Tests.Agent.Delivery;

public sealed class ContractTests
{
    [Theory]
    [InlineData(200, "Accepted")]
    [InlineData(0, "Retry")]
    [InlineData(408, "Retry")]
    [InlineData(429, "Retry")]
    [InlineData(500, "Retry")]
    [InlineData(503, "Retry")]
    [InlineData(400, "Invalid")]
    [InlineData(401, "Refused")]
    [InlineData(403, "Refused")]
    [InlineData(413, "TooLarge")]
    [InlineData(415, "Misconfigured")]
    [InlineData(404, "Misconfigured")]
    [InlineData(302, "Misconfigured")]
    [InlineData(204, "Misconfigured")]
    public void Each_status_means_what_the_contract_says(int status, string verdict) => Assert.Equal(verdict, StatusContract.Of(status).ToString());

    [Fact]
    public void Pauses_double_up_to_a_minute_with_full_jitter_and_honour_the_servers_wish()
    {
        var most = new Backoff(TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(60), () => 1);
        Assert.Equal([0.5, 1, 2, 4, 8, 16, 32, 60, 60], Enumerable.Range(0, 9).Select(_ => most.Next(null).TotalSeconds));
        most.Reset();
        Assert.Equal(0.5, most.Next(null).TotalSeconds);
        Assert.Equal(20, most.Next(TimeSpan.FromSeconds(20)).TotalSeconds);
        var least = new Backoff(TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(60), () => 0);
        Assert.Equal(TimeSpan.Zero, least.Next(null));
        Assert.Equal(TimeSpan.FromMinutes(10), least.Next(TimeSpan.FromDays(365)));
    }

    [Theory]
    [InlineData("https://monitor.example.org:5443", "https://monitor.example.org:5443/")]
    [InlineData("https://monitor.example.org/base/", "https://monitor.example.org/base/")]
    [InlineData("http://localhost:5080", "http://localhost:5080/")]
    [InlineData("http://127.0.0.1:5080", "http://127.0.0.1:5080/")]
    [InlineData("http://[::1]:5080", "http://[::1]:5080/")]
    public void An_address_over_https_or_of_this_machine_is_taken(string text, string expected) =>
        Assert.Equal(expected, ServerAddress.TryParse(text, out _)?.ToString());

    [Theory]
    [InlineData("http://192.0.2.7:5080", "use https")]
    [InlineData("http://monitor.example.org", "use https")]
    [InlineData("http://localhost.example.org", "use https")]
    [InlineData("ftp://localhost", "is not an address")]
    [InlineData("monitor", "is not an address")]
    [InlineData("", "is not an address")]
    [InlineData("https://user:secret@monitor.example.org", "only scheme, name and port")]
    public void Attack_07_Plain_http_beyond_this_machine_and_odd_addresses_are_refused_with_what_to_do(string text, string says)
    {
        Assert.Null(ServerAddress.TryParse(text, out var problem));
        Assert.Contains(says, problem, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void An_enrolment_code_is_a_token_with_or_without_the_servers_fingerprint()
    {
        var pin = new string('a', 64);
        Assert.Equal(new EnrolmentCode(AgentFolder.Token, null), EnrolmentCode.TryParse(AgentFolder.Token + "\n"));
        Assert.Equal(new EnrolmentCode(AgentFolder.Token, pin), EnrolmentCode.TryParse($"{AgentFolder.Token}.{pin.ToUpperInvariant()}"));
        Assert.Null(EnrolmentCode.TryParse(AgentFolder.Token + ".abc"));
        Assert.Null(EnrolmentCode.TryParse(AgentFolder.Key));
        Assert.Null(EnrolmentCode.TryParse(""));
    }

    [Fact]
    public void Fault_26_A_clock_that_goes_back_repeats_no_time_and_a_suspend_is_followed()
    {
        var clock = new ManualTimeProvider();
        var ticks = new TickClock(clock);
        var start = ticks.Now();
        clock.Advance(TimeSpan.FromSeconds(2));
        clock.StepWallClock(TimeSpan.FromHours(-1));
        Assert.Equal(start.AddSeconds(2), ticks.Now());
        clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(start.AddSeconds(4), ticks.Now());
        clock.StepWallClock(TimeSpan.FromHours(3));
        Assert.True(ticks.Now() > start.AddHours(2));
    }

    [Fact]
    public void Fault_25_The_servers_clock_corrects_the_ticks_by_the_measured_skew()
    {
        var clock = new ManualTimeProvider();
        var truth = clock.GetUtcNow();
        clock.StepWallClock(TimeSpan.FromHours(1));
        var ticks = new TickClock(clock);
        ticks.Correct(truth, TimeSpan.FromMilliseconds(20));
        Assert.Equal(truth.AddMilliseconds(10), ticks.Now());
        Assert.Equal(TimeSpan.FromHours(-1) + TimeSpan.FromMilliseconds(10), ticks.Skew);
        clock.Advance(TimeSpan.FromSeconds(2));
        ticks.Correct(truth.AddMilliseconds(2400), TimeSpan.FromMilliseconds(20));
        Assert.Equal(truth.AddMilliseconds(2010), ticks.Now());
        ticks.Correct(DateTimeOffset.UnixEpoch, TimeSpan.Zero);
        Assert.Equal(truth.AddMilliseconds(2010), ticks.Now());
    }

    [Fact]
    public void A_warning_of_one_kind_comes_once_a_minute_with_what_was_held_back()
    {
        var clock = new ManualTimeProvider();
        using var output = new MemoryStream();
        var log = new AgentLog(output, clock);
        for (var i = 0; i < 10; i++)
        {
            log.Warn("send", "away\nforged \u001b[31m line");
        }

        clock.Advance(TimeSpan.FromMinutes(1));
        log.Warn("send", "away");
        var lines = System.Text.Encoding.UTF8.GetString(output.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        Assert.DoesNotContain('\u001b', lines[0]);
        Assert.Contains("\"heldBack\":9", lines[1], StringComparison.Ordinal);
    }
}
