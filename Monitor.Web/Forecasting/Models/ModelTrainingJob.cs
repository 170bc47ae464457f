using Microsoft.Extensions.Options;
using Quartz;

namespace Monitor.Web.Forecasting.Models;

/// <summary>Compares the models of series whose training is due.</summary>
internal sealed class ModelTrainingJob(ModelTraining training, IOptions<ForecastingOptions> options, ILogger<ModelTrainingJob> logger) : IJob
{
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        if (!options.Value.Enabled)
        {
            return;
        }

        var report = await training.RunAsync(cancellationToken);
        if (report.Series > 0)
        {
            logger.LogInformation("Compared the models of {Series} series", report.Series);
        }

        if (report.Failures.Count > 0)
        {
            throw new AggregateException("The models of some series could not be compared; those of all others are.", report.Failures);
        }
    }
}
