using System.Globalization;

namespace Monitor.Domain.RootCause.Papers;

/// <summary>Moments as papers write them, in the reader's zone, which is named once.</summary>
public sealed record PaperTimes(TimeZoneInfo Zone)
{
    public string Name => Zone.Id;

    public string Moment(DateTimeOffset at) => In(at, "d MMM yyyy, HH:mm");

    /// <summary>For tables: without the year where it is this one.</summary>
    public string Brief(DateTimeOffset at, DateTimeOffset now) => TimeZoneInfo.ConvertTime(at, Zone).Year == TimeZoneInfo.ConvertTime(now, Zone).Year ? In(at, "d MMM, HH:mm") : Moment(at);

    public string Second(DateTimeOffset at) => In(at, "HH:mm:ss");

    public string Minute(DateTimeOffset at) => In(at, "HH:mm");

    public string Day(DateTimeOffset at) => In(at, "d MMM yyyy");

    /// <summary>With its day where it is another one.</summary>
    public string Near(DateTimeOffset at, DateTimeOffset to) => Day(at) == Day(to) ? Second(at) : In(at, "d MMM HH:mm:ss");

    private string In(DateTimeOffset at, string format) => TimeZoneInfo.ConvertTime(at, Zone).ToString(format, CultureInfo.InvariantCulture);
}
