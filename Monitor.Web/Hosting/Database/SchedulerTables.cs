using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Quartz;

namespace Monitor.Web.Hosting;

/// <summary>
/// Makes the scheduler's own tables (qrtz_*) as the owner of the database, because the role that the application runs as may not make any. A scheduler is
/// built for it, which creates what is missing, and is put away without ever being started.
/// </summary>
internal static class SchedulerTables
{
    public static async Task ProvisionAsync(string ownerConnectionString, CancellationToken cancellationToken)
    {
        var services = new ServiceCollection();
        services.AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance);
        services.AddLogging();
        services.AddQuartz(quartz => quartz.UsePersistentStore(store =>
        {
            store.UsePostgres(NpgsqlFactory.Instance, new NpgsqlConnectionStringBuilder(ownerConnectionString) { Pooling = false }.ConnectionString);
            store.UseExecutionHistory();
            store.ProvisionSchema();
        }));
        await using var provider = services.BuildServiceProvider();
        var scheduler = await provider.GetRequiredService<ISchedulerFactory>().GetScheduler(cancellationToken);
        await scheduler.Shutdown(false, cancellationToken);
    }
}
