using Microsoft.Extensions.Options;
using Quartz;

namespace Monitor.Web.Detection.Hosts;

/// <summary>Trains the models of hosts whose time has come.</summary>
internal sealed class HostTrainingJob(HostTrainer trainer, IOptions<DetectionOptions> options, ILogger<HostTrainingJob> logger) : IJob
{
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        if (!options.Value.Enabled)
        {
            return;
        }

        var (trained, failures) = await trainer.RunAsync(cancellationToken);
        if (trained > 0)
        {
            logger.LogInformation("Trained the models of {Hosts} hosts", trained);
        }

        if (failures.Count > 0)
        {
            throw new AggregateException("Some hosts could not be trained; all others are.", failures);
        }
    }
}
