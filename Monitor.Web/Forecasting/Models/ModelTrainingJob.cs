using Microsoft.Extensions.Options;
using Quartz;

namespace Monitor.Web.Forecasting.Models;

/// <summary>Compares the models of series whose training is due.</summary>
internal sealed class ModelTrainingJob(ModelTraining training, IOptions<ForecastingOptions> options, ILogger<ModelTrainingJob> logger) : IJob
{
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        if (options.Value.Enabled && await training.RunAsync(cancellationToken) is > 0 and var trained)
        {
            logger.LogInformation("Compared the models of {Series} series", trained);
        }
    }
}
