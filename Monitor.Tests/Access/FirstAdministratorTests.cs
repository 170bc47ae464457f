using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Monitor.Data;
using Monitor.Tests.Support;
using Monitor.Web.Access;
using Monitor.Web.Access.People;
using Monitor.Web.Hosting;

namespace Monitor.Tests.Access;

public sealed class FirstAdministratorTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private FirstAdministrator Node(string? password) =>
        new(database.Factory, new PasswordHasher<MonitorUser>(), new UpperInvariantLookupNormalizer(), new AuditLog(TimeProvider.System), TimeProvider.System,
            new ConfigurationBuilder().AddInMemoryCollection([new(FirstAdministrator.Variable, password)]).Build());

    [Theory]
    [InlineData("")]
    [InlineData("short")]
    [InlineData("changeme12345")]
    [InlineData("Password1234!")]
    [InlineData("the-admin-of-all-things")]
    public async Task Attack_08_A_bad_first_password_stops_the_start_and_names_the_variable(string password)
    {
        var refused = await Assert.ThrowsAsync<StartupException>(() => Node(password).StartAsync(CancellationToken.None));
        Assert.Contains("MONITOR_ADMIN_PASSWORD", refused.Message, StringComparison.Ordinal);
        if (password.Length > 0)
        {
            Assert.DoesNotContain(password, refused.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Nodes_that_start_at_once_make_one_administrator_whose_password_is_in_no_row()
    {
        const string Password = "plum-anvil-forty-river";
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => Node(Password).StartAsync(CancellationToken.None))));
        await using var db = database.CreateDb();
        var admin = Assert.Single(await db.Users.ToListAsync());
        Assert.Equal(("admin", "Admin"), (admin.UserName, admin.Role));
        Assert.Equal(PasswordVerificationResult.Success, new PasswordHasher<MonitorUser>().VerifyHashedPassword(admin, admin.PasswordHash!, Password));
        Assert.Single(await db.Audit.ToListAsync(), a => a.Act == "user.created");
        Assert.DoesNotContain(await db.Audit.ToListAsync(), a => (a.After ?? "").Contains(Password, StringComparison.Ordinal));
    }
}
