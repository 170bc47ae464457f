using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Monitor.Data;
using Monitor.Tests.Support;
using Monitor.Web.Access;
using Monitor.Web.Hosting;
using Monitor.Web.Jobs;
using Monitor.Web.Live;

namespace Monitor.Tests.Jobs;

/// <summary>A server that does nothing but run jobs. To dispose of it is to stop it in order, as a server stops: disposing alone leaves a scheduler behind that still fires.</summary>
internal sealed class JobNode(WebApplication app) : IAsyncDisposable
{
    public IServiceProvider Services => app.Services;

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
    }

    public static async Task<JobNode> StartAsync(TestDatabase database, object effects, Action<IServiceCollection> jobs, TimeProvider? clock = null)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        var services = builder.Services;
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(database.Databases);
        services.AddDbContextFactory<MonitorDb>(o => o.UseNpgsql(database.Source));
        services.AddSingleton<AuditLog>();
        services.AddSingleton<LiveFeed>();
        services.AddSingleton<HealthBoard>();
        services.AddSingleton(effects.GetType(), effects);
        builder.AddJobs(clock);
        jobs(services);
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        await app.StartAsync();
        return new JobNode(app);
    }
}
