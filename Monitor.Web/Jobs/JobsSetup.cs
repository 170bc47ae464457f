using Monitor.Web.Hosting;
using Npgsql;
using Quartz;

namespace Monitor.Web.Jobs;

internal static class JobsSetup
{
    public const string SchedulerName = "monitor";

    /// <param name="builder">The application.</param>
    /// <param name="clock">The scheduler's clock; the machine's, unless a test moves one.</param>
    public static void AddJobs(this WebApplicationBuilder builder, TimeProvider? clock = null)
    {
        var services = builder.Services;
        var jobTime = new JobTime(clock ?? TimeProvider.System);
        services.AddQuartz(quartz =>
        {
            quartz.ConfigureScheduler(options =>
            {
                options.InstanceName = SchedulerName;
                options.GenerateInstanceId = true;
            });

            // The scheduler is only a clock of its own; what a job judges by is the application's TimeProvider.
            quartz.UseTimeProvider(jobTime.Clock);
            quartz.UseDefaultThreadPool(4);
            quartz.UsePersistentStore(store =>
            {
                store.UsePostgres(NpgsqlFactory.Instance, ConnectionStringOf(services));
                store.UseClustering(options => options.CheckinInterval = TimeSpan.FromSeconds(5));
                store.UseExecutionHistory();
                store.ConfigureStore(options => options.UseBackgroundThreads = true);
            });
            quartz.AddJobListener<JobWatch>();
        });
        services.Configure<QuartzHostedServiceOptions>(options => options.WaitForJobsToComplete = true);
        services.AddHostedService<JobsRunning>();
        services.AddSingleton(jobTime);
        services.AddHostedService<JobSchedules>();
        services.AddHostedService<JobClock>();
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
