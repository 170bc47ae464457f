using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Monitor.Data;
using Monitor.Domain.Metrics;
using Monitor.Tests.Browser;
using Monitor.Tests.Intake;
using Monitor.Tests.Support;
using Monitor.Web.Access;
using Monitor.Web.Access.Tokens;
using Monitor.Web.Hosting;
using Monitor.Web.Live;
using Monitor.Web.Metrics;

namespace Monitor.Tests.Metrics;

/// <summary>The way of a second machine into the fleet: nothing on it but a shell and curl, and the one command from the Add host page.</summary>
public sealed class SecondHostTests : IAsyncLifetime
{
    private const string Name = "second-machine";
    private static readonly TimeSpan HangGuard = TimeSpan.FromSeconds(10 * 30);

    private readonly string _data = TestFolders.Create("second");
    private readonly CancellationTokenSource _guard = new(HangGuard);
    private readonly Chromium _browser = new();
    private EmbeddedPostgres? _postgres;
    private ServiceProvider? _desks;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _browser.DisposeAsync();
        if (_desks is not null)
        {
            await _desks.DisposeAsync();
        }

        if (_postgres is not null)
        {
            await _postgres.StopAsync(CancellationToken.None);
        }

        _guard.Dispose();
        TestFolders.Delete(_data);
    }

    [NeedsRootFact("ip", "curl", "sha256sum", Chromium.Program)]
    public async Task A_second_host_is_on_the_open_fleet_page_after_the_copied_command()
    {
        await using var second = await NetworkNamespace.CreateAsync();
        await using var server = await ServerProcess.StartAsync(_data, "--listen", second.Here, "--no-agent");
        Assert.Equal(second.Here, server.Address.Host);
        var certificate = ServerCertificate.Obtain(new ConfigurationBuilder().Build(), new DataFolder(_data));
        await AreAlikeAsync(server.Address, certificate);
        await using var half = await RawConnection.OpenAsync(server.Address, certificate: certificate.Certificate);
        await half.SendAsync(RawConnection.Head("nobody", 2, host: server.Address.Authority)[..^1]);
        var cut = half.ReadToEndAsync();
        await OpenAsync();
        var fleet = await FleetPageAsync(server.Address);
        var row = fleet.Locator("table.plain tbody tr", new() { HasText = Name });
        await Assertions.Expect(row).ToHaveCountAsync(0);

        var copied = await CopyCommandAsync(server.Address, certificate);
        var folder = Path.Combine(_data, "second machine");
        var (exitCode, output) = await second.ShellAsync($"{copied} --dir '{folder}/program' --data '{folder}/data' --no-service --name {Name}", _guard.Token);
        Assert.True(exitCode == 0, output);

        // The page was open all the time and is not loaded again.
        await Assertions.Expect(row).ToContainTextAsync("Good", new() { Timeout = (float)HangGuard.TotalMilliseconds });
        await Assertions.Expect(row.Locator("td").Nth(4)).ToContainTextAsync("%", new() { Timeout = (float)HangGuard.TotalMilliseconds });

        Assert.StartsWith("HTTP/1.1 408", await cut, StringComparison.Ordinal);

        using var api = await ApiAsync(server.Address, certificate);
        var id = (await FindAsync(api))!.Value.GetProperty("id").GetInt32();
        var series = await api.GetStringAsync($"api/v1/series?host={id}", _guard.Token);
        Assert.Contains("memory.used_percent", series, StringComparison.Ordinal);

        // The command worked once; who finds it later in a shell's history adds nothing with it.
        (exitCode, output) = await second.ShellAsync($"{copied} --dir '{folder}/again' --data '{folder}/again' --no-service --name thief", _guard.Token);
        Assert.NotEqual(0, exitCode);
        Assert.Contains("refuses the token", output, StringComparison.Ordinal);
        Assert.DoesNotContain("thief", await api.GetStringAsync("api/v1/hosts", _guard.Token), StringComparison.Ordinal);
    }

    /// <summary>Batches are answered at the connection as behind it, also an encrypted one.</summary>
    private static async Task AreAlikeAsync(Uri address, ServerCertificate certificate)
    {
        foreach (var isDirect in new[] { true, false })
        {
            await using var connection = await RawConnection.OpenAsync(address, certificate: certificate.Certificate);
            if (!isDirect)
            {
                Assert.Equal(200, (await connection.AskAsync(RawConnection.Live(address.Host))).Status);
            }

            var answer = await connection.AskAsync(RawConnection.Post("nobody", "{}", host: address.Authority));
            Assert.Equal((401, isDirect), (answer.Status, answer.IsDirect));
            Assert.Contains("Strict-Transport-Security: max-age=31536000; includeSubDomains", answer.Headers);
        }
    }

    /// <summary>The fleet page as the administrator has it open; the certificate is the server's own, which no browser knows.</summary>
    private async Task<IPage> FleetPageAsync(Uri address)
    {
        var context = await _browser.OpenAsync(new BrowserNewContextOptions { IgnoreHTTPSErrors = true });
        context.SetDefaultTimeout((float)HangGuard.TotalMilliseconds);
        var page = await context.OpenAsAdminAsync(address);
        await page.VisitAsync(new Uri(address, "/hosts").ToString());
        await page.Locator("html[data-live='true']").WaitForAsync();
        return page;
    }

    /// <summary>What the Add host page does when its button is pressed, on the running server's own database.</summary>
    private async Task<string> CopyCommandAsync(Uri address, ServerCertificate certificate)
    {
        var token = await _desks!.GetRequiredService<EnrolmentDesk>().CreateTokenAsync(Actor.System, HostGroup.FleetId, _guard.Token);
        Assert.True(token.IsDone, token.Message);
        var install = new InstallCommand(new ServerAddress(null!, new ConfigurationBuilder().Build()), certificate);
        return install.For(token.Secret!, address.ToString());
    }

    private async Task OpenAsync()
    {
        _postgres = await EmbeddedPostgres.StartAsync(_data, TestBinaries.Locate(), _ => { }, _guard.Token);
        _desks = new ServiceCollection()
            .AddSingleton(TimeProvider.System).AddLogging()
            .AddDbContextFactory<MonitorDb>(options => options.UseNpgsql(_postgres.AppConnectionString + ";Pooling=false"))
            .AddSingleton<AuditLog>().AddSingleton<AgentKeyRing>().AddSingleton<AgentKeyDesk>().AddSingleton<InventoryDesk>()
            .AddSingleton<LiveFeed>().AddSingleton<EnrolmentDesk>().AddSingleton<TokenDesk>()
            .BuildServiceProvider();
    }

    private async Task<HttpClient> ApiAsync(Uri address, ServerCertificate certificate)
    {
        var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, shown, _, _) => shown?.Equals(certificate.Certificate) == true };
        var token = await _desks!.GetRequiredService<TokenDesk>().CreateForAsync("admin", [], TimeSpan.FromDays(1), _guard.Token);
        return new HttpClient(handler) { BaseAddress = address, DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", token) } };
    }

    private async Task<JsonElement?> FindAsync(HttpClient api)
    {
        using var page = JsonDocument.Parse(await api.GetStringAsync("api/v1/hosts", _guard.Token));
        foreach (var host in page.RootElement.GetProperty("items").EnumerateArray())
        {
            if (host.GetProperty("name").GetString() == Name)
            {
                return host.Clone();
            }
        }

        return null;
    }
}
