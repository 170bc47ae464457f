using Quartz;

namespace Monitor.Web.Jobs;

/// <summary>
/// Starts the scheduler with the application and ends it in the time that a stop has. The library's own service waits until the scheduler gave back the
/// job that it holds, which it tries for ever where the database is gone: what is held by a node that went is taken over by the next one that looks.
/// </summary>
internal sealed class JobsRunning(IServiceProvider services) : IHostedService
{
    private readonly QuartzHostedService _quartz = ActivatorUtilities.CreateInstance<QuartzHostedService>(services);

    public Task StartAsync(CancellationToken cancellationToken) => _quartz.StartAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => _quartz.StopAsync(cancellationToken).WaitAsync(cancellationToken);
}
