using System.ComponentModel.DataAnnotations;
using Monitor.Domain.Forecasting;

namespace Monitor.Web.Forecasting;

/// <summary>What is forecast, and how much the server may spend on it; section <c>Forecasting</c>.</summary>
public sealed class ForecastingOptions : IValidatableObject
{
    public const string Section = "Forecasting";

    /// <summary>Off: nothing is forecast; what is stored stays readable.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Seconds of one core in a minute, for forecasts and trainings together. What does not fit is skipped, and the server says so.</summary>
    [Range(0.1, 600, ErrorMessage = "Forecasting:CpuSecondsPerMinute is a number from 0.1 to 600, such as 20.")]
    public double CpuSecondsPerMinute { get; set; } = 20;

    /// <summary>Metrics that are forecast by minutes, hours and days.</summary>
    public IReadOnlyList<string> Metrics { get; set; } =
    [
        "cpu.used_percent", "memory.used_percent", "swap.used_percent", "disk.used_percent", "disk.inodes_used_percent", "load.per_core",
        "disk.read_bytes_per_second", "disk.write_bytes_per_second", "network.received_bytes_per_second", "network.sent_bytes_per_second",
    ];

    /// <summary>Metrics that are forecast by seconds too, every minute.</summary>
    public IReadOnlyList<string> NearMetrics { get; set; } = ["cpu.used_percent", "memory.used_percent", "load.per_core"];

    /// <summary>Metrics that can be full, and when that will be.</summary>
    public IReadOnlyList<string> LimitedMetrics { get; set; } = ["disk.used_percent", "disk.inodes_used_percent", "memory.used_percent", "swap.used_percent"];

    /// <summary>The models that a training compares.</summary>
    public IReadOnlyList<string> Models { get; set; } = ["last", "seasonal_naive", "linear", "theta", "holt_winters", "blend"];

    /// <summary>How often the models of a series are compared again.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "90.00:00:00", ErrorMessage = "Forecasting:TrainEvery is a time from 1 hour to 90 days, such as 7.00:00:00.")]
    public TimeSpan TrainEvery { get; set; } = TimeSpan.FromDays(7);

    /// <summary>How much better another model must be in the same backtest to take the place of the one in use.</summary>
    [Range(0, 1, ErrorMessage = "Forecasting:ChangeWhenBetterBy is a share from 0 to 1, such as 0.05.")]
    public double ChangeWhenBetterBy { get; set; } = 0.05;

    /// <summary>Trainings of a series that are kept.</summary>
    [Range(2, 1000, ErrorMessage = "Forecasting:RunsKept is a number from 2 to 1000, such as 12.")]
    public int RunsKept { get; set; } = 12;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Metrics.Count > 200 || Metrics.Concat(NearMetrics).Concat(LimitedMetrics).Any(string.IsNullOrWhiteSpace))
        {
            yield return new ValidationResult("Forecasting:Metrics has at most 200 names, none of them empty.");
        }

        var known = Forecasters.All.Select(f => f.Name).ToList();
        foreach (var unknown in Models.Except(known))
        {
            yield return new ValidationResult($"Forecasting:Models has `{unknown}`, which is no model. There are {string.Join(", ", known)}.");
        }
    }
}
