using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Tests.Support;
using Monitor.Web.Hosting;

namespace Monitor.Tests.Hosting;

[Collection(Suite.Name)]
public sealed class RefusedWriteTests(TestApplication application)
{
    [Fact]
    public async Task A_name_that_is_taken_is_no_fault_in_the_log()
    {
        var name = $"taken {Guid.NewGuid()}";
        await using var db = await application.Services.GetRequiredService<IDbContextFactory<MonitorDb>>().CreateDbContextAsync();
        db.Teams.AddRange(new Team { Name = name }, new Team { Name = name });
        await Assert.ThrowsAsync<DbUpdateException>(() => db.SaveChangesAsync());

        // Written after it, and of the same file.
        application.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Microsoft.Mark").LogError("{Name}", name);
        var files = application.Services.GetRequiredService<LogFiles>();
        IReadOnlyList<LogEntry> entries = [];
        await Eventually.TrueAsync(async () => (entries = (await files.ReadAsync("framework.log", null, 500, default)).Entries).Any(e => e.Message == name));
        Assert.DoesNotContain(entries, e => e.Source.StartsWith("Microsoft.EntityFrameworkCore", StringComparison.Ordinal) && $"{e.Message} {e.Error}".Contains("duplicate key", StringComparison.Ordinal));
    }
}
