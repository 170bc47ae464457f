using System.Globalization;
using Monitor.Domain.Metrics;
using Monitor.Web.Detection.Desk;
using Monitor.Web.Store;

namespace Monitor.Web.Detection.Screens.Listing;

/// <summary>A small picture of the hours around an anomaly, as points of a drawing of 120 by 36: the values, the band that was expected, and when it was.</summary>
/// <param name="BandFrom">The upper edge of the band; equal to its lower edge where none is known.</param>
public sealed record AnomalyCurve(IReadOnlyList<string> Lines, double BandFrom, double BandTo, double From, double To, string Words)
{
    public const int Width = 120;
    public const int Height = 36;

    /// <summary>The narrowest that can be seen.</summary>
    private const double Least = 2;

    /// <summary>The hours around it; a long one is seen as a whole.</summary>
    public static TimeRange Around(AnomalyLine anomaly, DateTimeOffset now)
    {
        var end = anomaly.EndedAt ?? now;
        var room = TimeSpan.FromTicks(Math.Clamp((end - anomaly.BeganAt).Ticks, TimeSpan.FromMinutes(45).Ticks, TimeSpan.FromDays(2).Ticks));
        return new TimeRange(anomaly.BeganAt - (2 * room), end + room < now ? end + room : now);
    }

    public static AnomalyCurve? Of(AnomalyLine anomaly, TimeRange range, IReadOnlyList<CurvePoint> points, (double Low, double High)? band, string words)
    {
        var known = points.Where(p => !double.IsNaN(p.Value)).Select(p => p.Value).ToList();
        if (known.Count == 0)
        {
            return null;
        }

        var (bottom, top) = (Math.Min(known.Min(), band?.Low ?? double.MaxValue), Math.Max(known.Max(), band?.High ?? double.MinValue));
        var room = Math.Max(top - bottom, 1e-9) * 0.1;
        var (first, length) = (range.From.ToUnixTimeMilliseconds(), (range.To - range.From).TotalMilliseconds);
        double X(long at) => Math.Round(Math.Clamp((at - first) / length, 0, 1) * Width, 1);
        double Y(double value) => Math.Round(Height * (1 - ((value - bottom + room) / (top - bottom + (2 * room)))), 1);
        var (from, to) = (X(anomaly.BeganAt.ToUnixTimeMilliseconds()), X((anomaly.EndedAt ?? range.To).ToUnixTimeMilliseconds()));
        return new AnomalyCurve(
            [.. Runs(points).Select(run => string.Join(' ', run.Select(p => string.Create(CultureInfo.InvariantCulture, $"{X(p.Time)},{Y(p.Value)}"))))],
            band is { } b ? Y(b.High) : 0, band is { } c ? Y(c.Low) : 0, from, Math.Max(to, from + Least), words);
    }

    /// <summary>One line for each run without a gap.</summary>
    private static IEnumerable<IReadOnlyList<CurvePoint>> Runs(IReadOnlyList<CurvePoint> points)
    {
        var run = new List<CurvePoint>();
        foreach (var point in points)
        {
            if (!double.IsNaN(point.Value))
            {
                run.Add(point);
            }
            else if (run.Count > 0)
            {
                yield return run;
                run = [];
            }
        }

        if (run.Count > 0)
        {
            yield return run;
        }
    }
}
