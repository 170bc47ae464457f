using System.ComponentModel.DataAnnotations;

namespace Monitor.Web.Store;

/// <summary>How long each kind of data is kept; section <c>Retention</c>, as days or <c>d.hh:mm:ss</c>.</summary>
public sealed class RetentionOptions : IValidatableObject
{
    public const string Section = "Retention";

    /// <summary>Ticks as they were sent; also how late a tick may come.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "3650.00:00:00", ErrorMessage = "Retention:Raw is a time from 1 hour to 3650 days, such as 7.00:00:00.")]
    public TimeSpan Raw { get; set; } = TimeSpan.FromDays(7);

    /// <summary>Roll-ups by the minute.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "3650.00:00:00", ErrorMessage = "Retention:Minute is a time from 1 to 3650 days, such as 90.00:00:00.")]
    public TimeSpan Minute { get; set; } = TimeSpan.FromDays(90);

    /// <summary>Roll-ups by the hour.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "3650.00:00:00", ErrorMessage = "Retention:Hour is a time from 1 to 3650 days, such as 396.00:00:00.")]
    public TimeSpan Hour { get; set; } = TimeSpan.FromDays(396);

    [Range(typeof(TimeSpan), "1.00:00:00", "3650.00:00:00", ErrorMessage = "Retention:Processes is a time from 1 to 3650 days, such as 7.00:00:00.")]
    public TimeSpan Processes { get; set; } = TimeSpan.FromDays(7);

    /// <summary>Why somebody was told of a problem, or was not.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "3650.00:00:00", ErrorMessage = "Retention:Decisions is a time from 1 to 3650 days, such as 30.00:00:00.")]
    public TimeSpan Decisions { get; set; } = TimeSpan.FromDays(30);

    /// <summary>Forecasts that are kept for pictures of the past, of each series one in some hours; all others go once they are graded.</summary>
    [Range(typeof(TimeSpan), "8.00:00:00", "3650.00:00:00", ErrorMessage = "Retention:Forecasts is a time from 8 to 3650 days, such as 14.00:00:00.")]
    public TimeSpan Forecasts { get; set; } = TimeSpan.FromDays(14);

    /// <summary>Grades of forecasts, added up by series and day.</summary>
    [Range(typeof(TimeSpan), "7.00:00:00", "3650.00:00:00", ErrorMessage = "Retention:ForecastScores is a time from 7 to 3650 days, such as 90.00:00:00.")]
    public TimeSpan ForecastScores { get; set; } = TimeSpan.FromDays(90);

    /// <summary>Anomalies with what people said of them, and patterns that are over.</summary>
    [Range(typeof(TimeSpan), "7.00:00:00", "3650.00:00:00", ErrorMessage = "Retention:Anomalies is a time from 7 to 3650 days, such as 396.00:00:00.")]
    public TimeSpan Anomalies { get; set; } = TimeSpan.FromDays(396);

    /// <summary>Lines of logs by their time, but for those of security and audit.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "3650.00:00:00", ErrorMessage = "Retention:Logs is a time from 1 to 3650 days, such as 14.00:00:00.")]
    public TimeSpan Logs { get; set; } = TimeSpan.FromDays(14);

    /// <summary>Lines of logs of security and audit.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "3650.00:00:00", ErrorMessage = "Retention:SecurityLogs is a time from 1 to 3650 days, such as 183.00:00:00.")]
    public TimeSpan SecurityLogs { get; set; } = TimeSpan.FromDays(183);

    /// <summary>Announcements and what was sent of them.</summary>
    [Range(typeof(TimeSpan), "7.00:00:00", "3650.00:00:00", ErrorMessage = "Retention:Notices is a time from 7 to 3650 days, such as 90.00:00:00.")]
    public TimeSpan Notices { get; set; } = TimeSpan.FromDays(90);

    /// <summary>Batch numbers, which make events count once: one day longer than a batch may be late.</summary>
    public TimeSpan BatchNumbers => (Raw > Processes ? Raw : Processes) + TimeSpan.FromDays(1);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Minute < Raw || Hour < Minute)
        {
            yield return new ValidationResult("Retention:Hour is not shorter than Retention:Minute, and that not shorter than Retention:Raw.");
        }
    }
}
