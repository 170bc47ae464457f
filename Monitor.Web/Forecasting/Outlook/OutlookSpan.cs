using Monitor.Domain.Forecasting;

namespace Monitor.Web.Forecasting.Outlook;

/// <summary>What a reader may look ahead at on one picture: which grid answers it, and how much of the past is drawn before it.</summary>
/// <param name="Key">In the address.</param>
/// <param name="Grid">Whose past is drawn too; a capacity is answered by its own outlook.</param>
public sealed record OutlookSpan(string Key, string Title, ForecastGrid Grid, TimeSpan Past, bool IsCapacity = false)
{
    public static IReadOnlyList<OutlookSpan> All { get; } =
    [
        new("24m", "24 min", ForecastGrid.Near, TimeSpan.FromHours(1)), new("4h", "4 h", ForecastGrid.Short, TimeSpan.FromHours(12)),
        new("24h", "24 h", ForecastGrid.Day, TimeSpan.FromDays(3)), new("7d", "7 d", ForecastGrid.Week, TimeSpan.FromDays(14)),
        new("capacity", "Until full", ForecastGrid.Day, TimeSpan.FromDays(30), IsCapacity: true),
    ];

    public static OutlookSpan Usual => All[1];

    public static OutlookSpan Find(string? key) => All.FirstOrDefault(s => s.Key == key) ?? Usual;
}
