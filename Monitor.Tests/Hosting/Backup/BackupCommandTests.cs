using System.Net;
using Monitor.Tests.Support;
using Monitor.Web.Hosting;
using Npgsql;

namespace Monitor.Tests.Hosting.Backup;

/// <summary>What a person does: a backup beside the running server, and everything back on another machine's empty folder.</summary>
public sealed class BackupCommandTests : IDisposable
{
    private readonly string _old = TestFolders.Create("old");
    private readonly string _new = TestFolders.Create("new");
    private readonly CancellationTokenSource _guard = new(TimeSpan.FromMinutes(4));

    public void Dispose()
    {
        _guard.Dispose();
        TestFolders.Delete(_old);
        TestFolders.Delete(_new);
    }

    [Fact]
    public async Task Fault_59_A_backup_of_the_serving_product_is_restored_elsewhere_with_every_sample_and_every_session()
    {
        await StartedFolder.FillAsync(_old);
        var file = Path.Combine(_old, "monitor.tar");
        Ledger ledger;
        string cookie;
        await using (var server = await ServerProcess.StartAsync(_old, "--no-agent"))
        {
            ledger = await EnrolAsync(_old, server);
            cookie = await SignInAsync(server);
            await ledger.SendAsync(10, _guard.Token);
            var (code, said) = await ServerProcess.RunAsync("backup", file, "--data", _old);
            Assert.True(code == 0, said);
            Assert.Contains("keys", said, StringComparison.Ordinal);
            Assert.NotEqual(0, (await ServerProcess.RunAsync("backup", file, "--data", _old)).Code);
            Assert.Contains("Monitor runs on", (await ServerProcess.RunAsync("restore", file, "--data", _old)).Said, StringComparison.Ordinal);
            Assert.True(await IsSignedInAsync(server, cookie));
            Assert.Equal(0, await server.SignalAsync("TERM"));
        }

        var restored = await ServerProcess.RunAsync("restore", file, "--data", _new);
        Assert.True(restored.Code == 0, restored.Said);
        Assert.Contains("copy keys/master.key", restored.Said, StringComparison.Ordinal);
        Directory.CreateDirectory(Path.Combine(_new, "keys"));
        File.Copy(Path.Combine(_old, "keys", "master.key"), Path.Combine(_new, "keys", "master.key"));
        await using (var server = await ServerProcess.StartAsync(_new, "--no-agent"))
        {
            Assert.True(await IsSignedInAsync(server, cookie), "The session of before is good after.");
            await SignInAsync(server);
            await using var source = await SourceAsync(_new);
            ledger.Elsewhere = source;
            await ledger.AssertAsync();
            Assert.Equal(0, await server.SignalAsync("TERM"));
        }

        Assert.Contains("holds data already", (await ServerProcess.RunAsync("restore", file, "--data", _new)).Said, StringComparison.Ordinal);
    }

    private static async Task<Ledger> EnrolAsync(string data, ServerProcess server)
    {
        await using var source = await SourceAsync(data);
        var ledger = new Ledger(source) { Server = server.Address };
        await ledger.EnrolAsync(2);
        return ledger;
    }

    private static async Task<NpgsqlDataSource> SourceAsync(string data)
    {
        var postgres = await EmbeddedPostgres.StartAsync(data, TestBinaries.Locate(), _ => { }, CancellationToken.None);
        return NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(postgres.AppConnectionString) { Pooling = false });
    }

    private static async Task<string> SignInAsync(ServerProcess server)
    {
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() }) { BaseAddress = server.Address };
        using var answer = await client.PostSignInAsync("admin", TestApplication.AdminPassword);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        return answer.Headers.GetValues("Set-Cookie").Select(c => c.Split(';')[0]).First(c => c.StartsWith("monitor.session=", StringComparison.Ordinal));
    }

    private static async Task<bool> IsSignedInAsync(ServerProcess server, string cookie)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = server.Address };
        client.DefaultRequestHeaders.Add("Cookie", cookie);
        using var answer = await client.GetAsync("api/v1/hosts");
        return answer.StatusCode == HttpStatusCode.OK;
    }
}
