using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Monitor.Tests.Support;
using Monitor.Web.Hosting;
using Npgsql;

namespace Monitor.Tests.Hosting;

/// <summary>The database restarts, hangs, is full of connections or of bytes while samples come in: agents hear 503, nothing is lost, it goes on by itself.</summary>
[Collection(nameof(KillTests))]
public sealed class DatabaseFaultTests : IAsyncLifetime
{
    private const int Agents = 4;
    private readonly string _data = TestFolders.Create("fault");
    private readonly CancellationTokenSource _guard = new(TimeSpan.FromMinutes(4));
    private ServerProcess? _server;
    private EmbeddedPostgres? _postgres;
    private NpgsqlDataSource? _source;
    private Ledger? _ledger;

    public Task InitializeAsync() => StartedFolder.FillAsync(_data);

    public async Task DisposeAsync()
    {
        await (_source?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_server?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_postgres?.StopAsync(CancellationToken.None) ?? Task.CompletedTask);
        _guard.Dispose();
        TestFolders.Delete(_data);
    }

    [Fact]
    public async Task Fault_15_Fast_restarts_of_PostgreSQL_lose_and_double_nothing_and_need_nobody()
    {
        await StartAsync();
        var sending = _ledger!.SendAsync(60, _guard.Token);
        for (var restart = 1; restart <= 3; restart++)
        {
            var aim = _ledger.Answered + 30;
            await Eventually.True(() => _ledger.Answered >= aim || sending.IsFaulted);
            var before = _postgres!.ProcessId!.Value;
            await SignalAsync("INT", before);
            await Eventually.True(() => _postgres.ProcessId is { } now && now != before);
        }

        await sending;
        NpgsqlConnection.ClearAllPools();
        await _ledger.AssertAsync();
    }

    [Fact]
    public async Task Fault_16_Without_a_free_connection_agents_hear_503_and_once_there_is_one_all_goes_on()
    {
        await StartAsync();
        await _ledger!.SendAsync(1, _guard.Token);
        using var person = await SignInAsync();
        using var before = await person.GetAsync("api/v1/hosts");
        Assert.Equal(HttpStatusCode.OK, before.StatusCode);
        var taken = new List<NpgsqlConnection>();
        try
        {
            await TakeAllAsync(taken);
            await using (var ending = new NpgsqlCommand("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'monitor-ingest'", taken[0]))
            {
                await ending.ExecuteNonQueryAsync(_guard.Token);
            }

            await TakeAllAsync(taken);
            var sending = _ledger.SendAsync(10, _guard.Token);
            await Eventually.True(() => _ledger.Refused > 0 || sending.IsCompleted);
            // Screens and the API have connections of their own, which nobody took from them.
            await Eventually.TrueAsync(async () =>
            {
                using var answer = await person.GetAsync("api/v1/hosts");
                return answer.StatusCode == HttpStatusCode.OK;
            });
            Assert.False(sending.IsCompleted);
            await ReleaseAsync(taken);
            await sending;
        }
        finally
        {
            await ReleaseAsync(taken);
        }

        await _ledger.AssertAsync();
    }

    [Fact]
    public async Task Fault_19_PostgreSQL_that_hangs_gets_503_then_a_closed_gate_and_goes_on_where_it_was()
    {
        await StartAsync();
        await _ledger!.SendAsync(1, _guard.Token);
        var processes = CpuMeter.Tree(_postgres!.ProcessId!.Value);
        await SignalAsync("STOP", processes);
        try
        {
            var sending = _ledger.SendAsync(5, _guard.Token);
            await Eventually.True(() => _ledger.Refused >= Agents || sending.IsCompleted);
            Assert.False(sending.IsCompleted);

            // The gate is closed now: no answer waits for the database, however long it hangs.
            using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
            using var answer = await client.PostAsync(new Uri(_server!.Address, "api/v1/metrics"), null);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            Assert.InRange(answer.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30));
            await PagesSayItAsync();
            await SignalAsync("CONT", processes);
            await sending;
        }
        finally
        {
            await SignalAsync("CONT", processes);
        }

        await _ledger.AssertAsync();
    }

    [NeedsRootFact("mount")]
    public async Task Fault_18_Below_the_floor_of_free_space_samples_are_refused_other_writes_are_not_and_with_room_it_goes_on()
    {
        Assert.True(await RunAsync("mount", "-t", "tmpfs", "-o", "size=600m", "tmpfs", _data));
        try
        {
            await StartedFolder.FillAsync(_data);
            await StartAsync("--Ingest:MinimumFreeBytes=100000000");
            await _ledger!.SendAsync(1, _guard.Token);
            var ballast = Path.Combine(_data, "ballast");
            await using (var file = new FileStream(ballast, FileMode.CreateNew))
            {
                var chunk = new byte[1 << 20];
                while (new DriveInfo(_data).AvailableFreeSpace > 60_000_000)
                {
                    file.Write(chunk);
                }
            }

            using var client = new HttpClient();
            await Eventually.TrueAsync(async () =>
            {
                using var answer = await client.PostAsync(new Uri(_server!.Address, "api/v1/metrics"), null);
                return answer.StatusCode == HttpStatusCode.ServiceUnavailable
                    && (await answer.Content.ReadAsStringAsync()).Contains("/problems/disk-low", StringComparison.Ordinal);
            });
            // People still report what is wrong.
            await OpenTicketAsync(client);
            File.Delete(ballast);
            await _ledger.SendAsync(5, _guard.Token);
            await _ledger.AssertAsync();
        }
        finally
        {
            // The server stops its database, and both must be gone before their disk is.
            await (_server?.DisposeAsync() ?? ValueTask.CompletedTask);
            (_server, _postgres) = (null, null);
            await RunAsync("umount", "-l", _data);
        }
    }

    /// <summary>Once a probe found that nothing answers, a page is answered at once, in words.</summary>
    private async Task PagesSayItAsync()
    {
        using var client = new HttpClient { BaseAddress = _server!.Address, DefaultRequestHeaders = { { "Accept", "text/html" } } };
        await Eventually.TrueAsync(async () =>
        {
            using var page = await client.GetAsync("account/sign-in");
            return page.StatusCode == HttpStatusCode.ServiceUnavailable
                && (await page.Content.ReadAsStringAsync()).Contains("It has not answered since", StringComparison.Ordinal);
        });
    }

    private async Task<HttpClient> SignInAsync()
    {
        var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() }) { BaseAddress = _server!.Address };
        using var answer = await client.PostSignInAsync("admin", TestApplication.AdminPassword);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        return client;
    }

    private async Task OpenTicketAsync(HttpClient client)
    {
        var (code, said) = await ServerProcess.RunAsync("token", "create", "--user", "admin", "--scope", "tickets.write", "--data", _data);
        Assert.True(code == 0, said);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_server!.Address, "api/v1/tickets"))
        {
            Headers = { Authorization = new AuthenticationHeaderValue("Bearer", said.Split('\n').Last(l => l.StartsWith("mkt_", StringComparison.Ordinal)).Trim()) },
            Content = JsonContent.Create(new { title = "The disk is full", description = "Samples are refused.", priority = "High" }),
        };
        using var answer = await client.SendAsync(request);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    private async Task StartAsync(params string[] settings)
    {
        _server = await ServerProcess.StartAsync(_data, ["--no-agent", .. settings]);
        _postgres = await EmbeddedPostgres.StartAsync(_data, TestBinaries.Locate(), _ => { }, CancellationToken.None);
        _source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(_postgres.AppConnectionString) { Pooling = false }.ConnectionString);
        _ledger = new Ledger(_source) { Server = _server.Address };
        await _ledger.EnrolAsync(Agents);
    }

    private async Task TakeAllAsync(List<NpgsqlConnection> taken)
    {
        while (true)
        {
            var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(_postgres!.AppConnectionString) { Pooling = false }.ConnectionString);
            try
            {
                await connection.OpenAsync(_guard.Token);
                taken.Add(connection);
            }
            catch (PostgresException full) when (full.SqlState is PostgresErrorCodes.TooManyConnections)
            {
                await connection.DisposeAsync();
                return;
            }
        }
    }

    private static async Task ReleaseAsync(List<NpgsqlConnection> taken)
    {
        foreach (var connection in taken)
        {
            await connection.DisposeAsync();
        }

        taken.Clear();
    }

    private static Task SignalAsync(string signal, params int[] processes) =>
        RunAsync("kill", ["-" + signal, .. processes.Select(p => p.ToString(CultureInfo.InvariantCulture))]);

    private static async Task<bool> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        await process.WaitForExitAsync();
        return process.ExitCode == 0;
    }
}
