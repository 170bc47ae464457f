using Monitor.Web.Hosting;
using Npgsql;
using Quartz;

namespace Monitor.Web.Jobs;

internal static class JobsSetup
{
    public const string SchedulerName = "monitor";

    public static void AddJobs(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddQuartz(quartz =>
        {
            quartz.ConfigureScheduler(options =>
            {
                options.InstanceName = SchedulerName;
                options.GenerateInstanceId = true;

                // After an outage a job runs once, not once for every time that it missed.
                options.DefaultMisfireHandling = DefaultMisfireHandling.DoNothing;
            });

            // The scheduler is only a clock of its own; what a job judges by is the application's TimeProvider.
            quartz.UseTimeProvider(TimeProvider.System);
            quartz.UseDefaultThreadPool(4);
            quartz.UsePersistentStore(store =>
            {
                store.UsePostgres(NpgsqlFactory.Instance, ConnectionStringOf(services));
                store.UseClustering(options => options.CheckinInterval = TimeSpan.FromSeconds(5));
                store.UseExecutionHistory();
            });
            quartz.AddJobListener<JobWatch>();
        });
        services.AddQuartzHostedService(options => options.WaitForJobsToComplete = true);
        services.AddHostedService<JobSchedules>();
        services.AddSingleton<JobBoard>();
        services.AddSingleton<JobStarter>();
    }

    /// <summary>Adds a job of a slice to the one scheduler. It never runs twice at once, on whatever node.</summary>
    public static IServiceCollection AddMonitorJob<TJob>(this IServiceCollection services, JobSchedule schedule, string title)
        where TJob : class, IJob
    {
        services.AddTransient<TJob>();
        var name = typeof(TJob).Name;
        return services.AddSingleton(new MonitorJob(
            name, title, schedule, () => JobBuilder.Create<TJob>().WithIdentity(name).WithDescription(title).StoreDurably().DisallowConcurrentExecution().Build()));
    }

    public static void MapJobs(this WebApplication app)
    {
    }

    // The pools exist before the services are built (DatabaseSetup), and Quartz wants its connection string at registration.
    private static string ConnectionStringOf(IServiceCollection services) =>
        (services.FirstOrDefault(s => s.ServiceType == typeof(Databases))?.ImplementationInstance as Databases)?.AppConnectionString
        ?? throw new InvalidOperationException("The database is set up before the jobs.");
}
