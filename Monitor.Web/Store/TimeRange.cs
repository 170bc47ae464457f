using Monitor.Domain.Metrics;

namespace Monitor.Web.Store;

/// <summary>From (included) to (left out); never empty, never endless.</summary>
public sealed record TimeRange
{
    public static readonly TimeSpan Longest = TimeSpan.FromDays(366);

    public TimeRange(DateTimeOffset from, DateTimeOffset to)
    {
        if (to <= from || to - from > Longest)
        {
            throw new ArgumentException("A range ends after it starts and is at most 366 days long.", nameof(to));
        }

        (From, To) = (from.ToUniversalTime(), to.ToUniversalTime());
    }

    public DateTimeOffset From { get; }

    public DateTimeOffset To { get; }

    public CurveBuilder NewCurve(int maximumPoints) =>
        new(From.ToUnixTimeMilliseconds(), To.ToUnixTimeMilliseconds(), Math.Clamp(maximumPoints, 2, SeriesReader.MaximumPoints));
}
