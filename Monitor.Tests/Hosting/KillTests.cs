using System.Diagnostics;
using Monitor.Tests.Support;
using Monitor.Web.Hosting;
using Npgsql;

namespace Monitor.Tests.Hosting;

/// <summary>kill -9 of every process of the product while samples come in: what was answered with yes is there, once.</summary>
[Collection(nameof(KillTests))]
public sealed class KillTests : IAsyncLifetime
{
    private const int Agents = 4;
    private const int Batches = 150;
    private readonly string _data = TestFolders.Create("kill");
    private readonly CancellationTokenSource _guard = new(TimeSpan.FromMinutes(4));
    private EmbeddedPostgres? _postgres;
    private NpgsqlDataSource? _source;

    public Task InitializeAsync() => StartedFolder.FillAsync(_data);

    public async Task DisposeAsync()
    {
        if (_source is not null)
        {
            await _source.DisposeAsync();
        }

        if (_postgres is not null)
        {
            await _postgres.StopAsync(CancellationToken.None);
        }

        _guard.Dispose();
        TestFolders.Delete(_data);
    }

    [Fact]
    public async Task Kill_minus_9_of_the_server_during_load_loses_and_doubles_nothing()
    {
        var server = await ServerProcess.StartAsync(_data, "--no-agent");
        var ledger = await OpenAsync(server);
        var sending = ledger.SendAsync(Batches, _guard.Token);
        for (var round = 1; round <= 2; round++)
        {
            var aim = ledger.Answered + (Agents * Batches / 4);
            await Eventually.True(() => ledger.Answered >= aim || sending.IsFaulted);
            await server.KillAsync();
            server = await ServerProcess.StartAsync(_data, "--no-agent");
            ledger.Server = server.Address;
        }

        await sending;
        await using (server)
        {
            Assert.Equal(Agents * Batches, ledger.Answered);
            await ledger.AssertAsync();
        }
    }

    [Fact]
    public async Task Fault_12_and_13_A_server_killed_around_its_commit_loses_and_doubles_nothing()
    {
        var killed = await ServerProcess.StartAsync(_data, "--no-agent", "--Ingest:KillAt=before-commit");
        var ledger = await OpenAsync(killed);
        var sending = ledger.SendAsync(20, _guard.Token);
        await Eventually.True(() => killed.HasExited || sending.IsFaulted);
        Assert.Equal(0, ledger.Answered);
        killed = await ServerProcess.StartAsync(_data, "--no-agent", "--Ingest:KillAt=after-commit");
        ledger.Server = killed.Address;
        await Eventually.True(() => killed.HasExited || sending.IsFaulted);
        Assert.Equal(0, ledger.Answered);
        await using var next = await ServerProcess.StartAsync(_data, "--no-agent");
        ledger.Server = next.Address;
        await sending;
        Assert.Equal(Agents * 20, ledger.Answered);
        await ledger.AssertAsync();

        // The ledger itself must be able to see a loss.
        await ScalarAsync(
            """
            WITH hot AS (DELETE FROM hot_ticks WHERE ts = (SELECT min(ts) FROM hot_ticks) RETURNING 1), late AS (DELETE FROM late_ticks RETURNING 1),
            chunk AS (DELETE FROM chunks RETURNING 1)
            SELECT (SELECT count(*) FROM hot) + (SELECT count(*) FROM late) + (SELECT count(*) FROM chunk)
            """);
        await Assert.ThrowsAnyAsync<Xunit.Sdk.XunitException>(ledger.AssertAsync);
    }

    [Fact]
    public async Task Fault_14_Kill_minus_9_of_PostgreSQL_during_load_loses_and_doubles_nothing_and_it_comes_back_by_itself_and_a_stop_ends_without_it()
    {
        await using var server = await ServerProcess.StartAsync(_data, "--no-agent");
        var ledger = await OpenAsync(server);
        var sending = ledger.SendAsync(Batches, _guard.Token);
        await Eventually.True(() => ledger.Answered >= Agents * Batches / 4 || sending.IsFaulted);
        using (var postmaster = Process.GetProcessById(_postgres!.ProcessId!.Value))
        {
            postmaster.Kill();
        }

        await sending;
        Assert.Equal(Agents * Batches, ledger.Answered);
        NpgsqlConnection.ClearAllPools();
        await ledger.AssertAsync();

        // And where it cannot come back, a stop ends all the same.
        using (var postmaster = Process.GetProcessById(_postgres.ProcessId!.Value))
        {
            Directory.Delete(Path.Combine(_data, "postgres"), recursive: true);
            postmaster.Kill();
            await postmaster.WaitForExitAsync();
        }

        Assert.Equal(0, await server.SignalAsync("TERM"));
    }

    [Fact]
    public async Task Kill_minus_9_of_the_agent_is_followed_by_a_new_one_its_ticks_go_on_and_a_stop_ends_agent_and_database()
    {
        await using var server = await ServerProcess.StartAsync(_data);
        await OpenAsync(server);
        await Eventually.TrueAsync(async () => await CountAsync() >= 2);
        using (var agent = Process.GetProcessById(AgentOf(server)!.Value))
        {
            agent.Kill();
            await agent.WaitForExitAsync();
        }

        var before = await CountAsync();
        await Eventually.TrueAsync(async () => await CountAsync() >= before + 2);
        Assert.Equal(1L, await ScalarAsync("SELECT count(*) FROM hosts WHERE name NOT LIKE 'ledger-%'"));
        var first = AgentOf(server)!.Value;
        Assert.Equal(0, await server.SignalAsync("TERM"));
        Assert.Null(_postgres!.ProcessId);
        Assert.False(Directory.Exists($"/proc/{first}") && File.ReadAllText($"/proc/{first}/stat").Split(' ')[2] != "Z", "The agent outlived its server.");
    }

    [Fact]
    public async Task An_interrupt_stops_the_server_and_then_its_database()
    {
        await using var server = await ServerProcess.StartAsync(_data, "--no-agent");
        await OpenAsync(server);
        Assert.NotNull(_postgres!.ProcessId);
        Assert.Equal(0, await server.SignalAsync("INT"));
        Assert.Null(_postgres.ProcessId);
    }

    /// <summary>Looks into the running server's own database.</summary>
    private async Task<Ledger> OpenAsync(ServerProcess server)
    {
        _postgres = await EmbeddedPostgres.StartAsync(_data, TestBinaries.Locate(), _ => { }, CancellationToken.None);
        _source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(_postgres.AppConnectionString) { Pooling = false }.ConnectionString);
        var ledger = new Ledger(_source) { Server = server.Address };
        await ledger.EnrolAsync(Agents);
        return ledger;
    }

    private Task<long> CountAsync() => ScalarAsync(
        """
        SELECT coalesce(sum(n), 0)::bigint FROM streams s JOIN
            (SELECT stream_id, 1 AS n FROM hot_ticks UNION ALL SELECT stream_id, 1 FROM late_ticks UNION ALL SELECT stream_id, ticks FROM chunks) t
            ON t.stream_id = s.id WHERE s.kind = 'agent'
        """);

    private async Task<long> ScalarAsync(string query)
    {
        await using var command = _source!.CreateCommand(query);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static int? AgentOf(ServerProcess server) => ChildProcesses.Of(server.Id, "--parent-stdin");
}
