using Microsoft.EntityFrameworkCore;
using Monitor.Domain.Notifications;
using Monitor.Tests.Support;

namespace Monitor.Tests.Notifications;

public sealed class MailKillTests : IAsyncLifetime
{
    private readonly TestDatabase _database = new();
    private readonly MailSink _sink = new() { Mode = MailSinkMode.HangAfterData };
    private readonly string _data = TestFolders.Create("mailkill");

    public Task InitializeAsync() => _database.InitializeAsync();

    public async Task DisposeAsync()
    {
        await _sink.DisposeAsync();
        await _database.DisposeAsync();
        TestFolders.Delete(_data);
    }

    [Fact]
    public async Task Fault_40_A_server_killed_between_sending_a_mail_and_writing_it_down_sends_it_once_more_under_the_same_Message_ID()
    {
        var authority = Path.Combine(_data, "authority.pem");
        await File.WriteAllTextAsync(authority, _sink.AuthorityPem);
        (string, string)[] environment =
        [
            ("ConnectionStrings__Monitor", _database.ConnectionString), ("ConnectionStrings__MonitorOwner", _database.OwnerConnectionString),
            ("Mail__Host", "localhost"), ("Mail__Port", $"{_sink.Port}"), ("Mail__From", "monitor@example.org"), ("Mail__AuthorityFile", authority),
        ];
        await using var db = _database.CreateDb();
        await using (var first = ServerProcess.Launch(_data, ["--no-agent"], environment))
        {
            await first.ReadyAsync();
            await DueAsync();
            await Eventually.True(() => !_sink.Mails.IsEmpty);
            await first.KillAsync();
        }

        Assert.True(await db.Deliveries.AllAsync(d => d.SentAt == null && d.GivenUpAt == null && d.ClaimedUntil != null));

        // Usually one; a first server that was slow to die may have tried again itself.
        var before = _sink.Mails.Count;

        // The claim of the dead server runs out; the rest is the next one's.
        await db.Deliveries.ExecuteUpdateAsync(s => s.SetProperty(d => d.ClaimedUntil, TimeProvider.System.GetUtcNow()));
        _sink.Mode = MailSinkMode.Good;
        await using var second = ServerProcess.Launch(_data, ["--no-agent"], environment);
        await second.ReadyAsync();
        await Eventually.TrueAsync(() => db.Deliveries.AllAsync(d => d.SentAt != null));
        Assert.Equal(before + 1, _sink.Mails.Count);
        Assert.Single(_sink.Mails.Select(m => m.Header("Message-ID")).Distinct());
        Assert.Single(_sink.Mails.Select(m => m.Body).Distinct());
        Assert.All(_sink.Mails, m => Assert.True(m.IsEncrypted));

        async Task DueAsync()
        {
            var admin = await db.Users.SingleAsync();
            admin.Email = "admin@example.org";
            var now = TimeProvider.System.GetUtcNow();
            db.Deliveries.Add(new Delivery { Key = "1/user/1", Channel = "mail", UserId = admin.Id, Subject = "[#1] Printer", Text = "Blank pages.", CreatedAt = now, DueAt = now });
            await db.SaveChangesAsync();
        }
    }
}
