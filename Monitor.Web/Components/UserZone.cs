using Monitor.Domain.Metrics;

namespace Monitor.Web.Components;

/// <summary>The zone in which this person reads times: the profile's, else the browser's. One per circuit.</summary>
public sealed class UserZone(TimeProvider time)
{
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

    public string Exact(DateTimeOffset moment) =>
        TimeZoneInfo.ConvertTime(moment, Zone).ToString("yyyy-MM-dd HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture);

    public string Day(DateTimeOffset moment) =>
        TimeZoneInfo.ConvertTime(moment, Zone).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    public string Ago(DateTimeOffset moment) => ValueText.Ago(time.GetUtcNow() - moment);
}
