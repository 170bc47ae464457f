using Monitor.Tests.Support;
using Npgsql;

namespace Monitor.Tests.Hosting;

public sealed class TwoNodesTests : IAsyncLifetime
{
    private readonly string _name = $"nodes{Environment.ProcessId}_{Guid.NewGuid().ToString("N")[..6]}";
    private readonly string[] _data = [TestFolders.Create("node"), TestFolders.Create("node")];
    private TestServer? _server;

    public async Task InitializeAsync() => _server = await TestServer.SharedAsync();

    public async Task DisposeAsync()
    {
        await DropAsync();
        Array.ForEach(_data, TestFolders.Delete);
    }

    [Fact]
    public async Task Fault_45_and_22_Two_nodes_that_start_at_once_on_an_empty_database_both_serve_and_what_comes_thrice_to_each_is_stored_once()
    {
        for (var round = LongRun.Rounds(1, 20); round > 0; round--)
        {
            await _server!.ExecuteAsync($"CREATE DATABASE {_name}");
            await StartBothAsync();
            await DropAsync();
        }
    }

    private Task DropAsync() => _server!.DropAsync(_name);

    private async Task StartBothAsync()
    {
        (string, string)[] environment =
        [
            ("ConnectionStrings__Monitor", TestServer.With(_server!.App, _name)), ("ConnectionStrings__MonitorOwner", TestServer.With(_server.Owner, _name)),
        ];
        await using var first = ServerProcess.Launch(_data[0], ["--no-agent"], environment);
        await using var second = ServerProcess.Launch(_data[1], ["--no-agent"], environment);
        await Task.WhenAll(first.ReadyAsync(), second.ReadyAsync());
        using var client = new HttpClient();
        foreach (var node in new[] { first, second })
        {
            using var ready = await client.GetAsync(new Uri(node.Address, "health/ready"));
            Assert.True(ready.IsSuccessStatusCode, node.Output);
        }

        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(TestServer.With(_server.Owner, _name)) { Pooling = false }.ConnectionString);
        await using var administrators = source.CreateCommand("SELECT count(*) FROM users WHERE user_name = 'admin'");
        Assert.Equal(1L, await administrators.ExecuteScalarAsync());
        await DeliverAsync(source, first.Address, second.Address);
        Assert.Equal(0, await first.SignalAsync("TERM"));
        Assert.Equal(0, await second.SignalAsync("TERM"));
    }

    private static async Task DeliverAsync(NpgsqlDataSource source, params Uri[] nodes)
    {
        const int Agents = 3;
        const int Batches = 8;
        var ledger = new Ledger(source);
        await ledger.EnrolAsync(Agents);
        await ledger.SendThriceAsync(nodes, Batches, CancellationToken.None);
        Assert.Equal(Agents * Batches * Ledger.SamplesPerBatch, ledger.Accepted);
        await ledger.AssertAsync();
    }

    [Fact]
    public async Task Attack_08_A_process_with_a_sample_password_ends_at_once_and_names_the_variable()
    {
        await using var server = ServerProcess.Launch(_data[0], ["--no-agent"], ("MONITOR_ADMIN_PASSWORD", "changeme-changeme"));
        await Eventually.True(() => server.HasExited);
        Assert.NotEqual(0, server.ExitCode);
        await Eventually.True(() => server.Output.Contains("MONITOR_ADMIN_PASSWORD"));
        Assert.Contains("docs/troubleshooting.md", server.Output);
    }
}
