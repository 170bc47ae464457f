using System.Globalization;
using Monitor.Domain.Metrics;

namespace Monitor.Web.Components;

/// <summary>
/// The zone in which this person reads times: the profile's, else the browser's; and the way in which dates are written, where the profile names one. One per circuit. Numbers are
/// written with a point for everybody: they are typed so into limits, and stand so in mails, files and answers.
/// </summary>
public sealed class UserZone(TimeProvider time)
{
    private DateTimeFormatInfo? _dates;

    public TimeZoneInfo Zone { get; private set; } = TimeZoneInfo.Utc;

    /// <summary>False until the profile or the browser has said it.</summary>
    public bool IsKnown { get; private set; }

    public event Action? Changed;

    /// <summary>Sets the zone; an unknown name leaves UTC.</summary>
    public void Set(string ianaName)
    {
        // The name comes from a cookie and is looked up as a file by the system: only what names can be made of.
        if (ianaName.Length <= 64 && ianaName.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '_' or '-' or '+')
            && TimeZoneInfo.TryFindSystemTimeZoneById(ianaName, out var zone))
        {
            Zone = zone;
        }

        IsKnown = true;
        Changed?.Invoke();
    }

    /// <summary>Dates as they are written in a region, such as de-DE; empty, or one that is not known: 2026-11-20 14:05:00.</summary>
    public void WriteAs(string culture)
    {
        _dates = null;
        if (culture.Length > 0 && CultureInfo.GetCultures(CultureTypes.SpecificCultures).FirstOrDefault(c => c.Name == culture) is { } found)
        {
            // Years are counted as in the rest of the product, also where a region has a calendar of its own.
            var dates = (DateTimeFormatInfo)found.DateTimeFormat.Clone();
            if (found.OptionalCalendars.OfType<GregorianCalendar>().FirstOrDefault() is { } calendar)
            {
                dates.Calendar = calendar;
                _dates = dates;
            }
        }

        Changed?.Invoke();
    }

    public string Exact(DateTimeOffset moment) => Write(moment, "yyyy-MM-dd HH:mm:ss", "G");

    /// <summary>Without the seconds.</summary>
    public string Minute(DateTimeOffset moment) => Write(moment, "yyyy-MM-dd HH:mm", "g");

    public string Day(DateTimeOffset moment) => Write(moment, "yyyy-MM-dd", "d");

    /// <summary>In the reader's zone, in the one way that is also read: for what is typed, and for fields of dates.</summary>
    public string Typed(DateTimeOffset moment, string format) => TimeZoneInfo.ConvertTime(moment, Zone).ToString(format, CultureInfo.InvariantCulture);

    public string Ago(DateTimeOffset moment) => ValueText.Ago(time.GetUtcNow() - moment);

    private string Write(DateTimeOffset moment, string usual, string own) => _dates is null ? Typed(moment, usual) : TimeZoneInfo.ConvertTime(moment, Zone).ToString(own, _dates);
}
