using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Tests.Support;
using Monitor.Web.Hosting;
using Monitor.Web.Store;

namespace Monitor.Tests.Store;

[Collection(Suite.Name)]
public sealed class PerUseTests(TestApplication application)
{
    [Fact]
    public async Task A_context_that_is_used_again_has_forgotten_the_operation_before()
    {
        var databases = application.Services.GetRequiredService<Databases>();
        await using var services = new ServiceCollection().AddPooledDbContextFactory<MonitorDb>(options => options.UseNpgsql(databases.Ui)).BuildServiceProvider();
        var contexts = services.GetRequiredService<IDbContextFactory<MonitorDb>>();
        var held = new PerUse<List<string>>();
        var name = "Never saved " + Guid.NewGuid();
        var first = await contexts.CreateDbContextAsync();
        held.Of(first).Add("left");
        Assert.Single(held.Of(first));
        await first.Database.BeginTransactionAsync();
        first.Database.AutoSavepointsEnabled = false;
        first.Teams.Add(new Team { Name = name });
        await first.SaveChangesAsync();
        first.Teams.Add(new Team { Name = name + " either" });
        await first.DisposeAsync();

        await using var again = await contexts.CreateDbContextAsync();
        Assert.Same(first, again);
        Assert.Empty(held.Of(again));
        Assert.True(again.Database.AutoSavepointsEnabled);
        Assert.Null(again.Database.CurrentTransaction);
        Assert.Empty(again.ChangeTracker.Entries());
        Assert.False(await again.Teams.AnyAsync(t => t.Name.StartsWith(name)));
    }
}
