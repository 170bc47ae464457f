namespace Monitor.Web.Logs.Desk;

/// <summary>How long a bar of a picture over time is: a time that people would choose, so that there are not too many of them.</summary>
public static class LogSteps
{
    private const int Most = 80;

    private static readonly TimeSpan[] Steps =
    [
        .. new[] { 1, 2, 5, 10, 15, 30 }.Select(s => TimeSpan.FromSeconds(s)), .. new[] { 1, 2, 5, 10, 15, 30 }.Select(m => TimeSpan.FromMinutes(m)),
        .. new[] { 1, 2, 3, 6, 12, 24, 48, 72 }.Select(h => TimeSpan.FromHours(h)),
    ];

    public static TimeSpan For(TimeSpan range) => Steps.FirstOrDefault(s => range / s <= Most, Steps[^1]);
}
