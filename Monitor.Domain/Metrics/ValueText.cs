using System.Globalization;

namespace Monitor.Domain.Metrics;

/// <summary>Values as people read them: <c>13.8 %</c>, <c>1.2 GB</c>, <c>350 KB/s</c>, <c>3 d 4 h</c>. Sizes count in powers of 1000. Independent of culture.</summary>
public static class ValueText
{
    private static readonly string[] Prefixes = ["", "K", "M", "G", "T", "P", "E"];

    /// <summary>A value in the unit of its metric; a dash for a missing value (null or NaN).</summary>
    public static string Of(double? value, MetricUnit unit) => value is not { } v || double.IsNaN(v)
        ? "–"
        : unit switch
        {
            MetricUnit.Percent => Number(v) + " %",
            MetricUnit.Bytes => Scaled(v, "B"),
            MetricUnit.BytesPerSecond => Scaled(v, "B/s"),
            MetricUnit.Milliseconds => Number(v) + " ms",
            MetricUnit.Seconds => Seconds(v),
            MetricUnit.UnixSeconds => Moment(v),
            MetricUnit.PerSecond => Number(v) + " /s",
            MetricUnit.Celsius => Number(v) + " °C",
            _ => Number(v),
        };

    /// <summary>At most one decimal below 1000, none above; "1.2" and "12", never "12.0".</summary>
    public static string Number(double value) =>
        value.ToString(Math.Abs(value) < 1000 ? "0.#" : "#,0", CultureInfo.InvariantCulture);

    /// <summary>A length of time in its two largest units: <c>45 s</c>, <c>5 min</c>, <c>3 h 10 min</c>, <c>12 d 4 h</c>.</summary>
    public static string Duration(TimeSpan span)
    {
        var d = span.Duration();
        return d.TotalSeconds < 60 ? $"{(int)d.TotalSeconds} s"
            : d.TotalMinutes < 60 ? Join((int)d.TotalMinutes, "min", d.Seconds, "s")
            : d.TotalHours < 24 ? Join((int)d.TotalHours, "h", d.Minutes, "min")
            : Join((int)d.TotalDays, "d", d.Hours, "h");
    }

    /// <summary>How long ago a moment was: <c>just now</c>, <c>12 s ago</c>, <c>3 min ago</c>, <c>2 d ago</c>.</summary>
    public static string Ago(TimeSpan age) => age.TotalSeconds < 5
        ? "just now"
        : age.TotalSeconds < 60 ? $"{(int)age.TotalSeconds} s ago"
        : age.TotalMinutes < 60 ? $"{(int)age.TotalMinutes} min ago"
        : age.TotalHours < 24 ? $"{(int)age.TotalHours} h ago"
        : $"{(int)age.TotalDays} d ago";

    /// <summary>Differences of clocks are small and have a sign; times of running are neither.</summary>
    private static string Seconds(double value) => Math.Abs(value) is > 0 and < 10
        ? Number(value) + " s"
        : (value < 0 ? "-" : "") + Duration(TimeSpan.FromSeconds(Math.Min(Math.Abs(value), 1e9)));

    private static string Moment(double unixSeconds) => DateTimeOffset
        .FromUnixTimeSeconds((long)Math.Clamp(unixSeconds, 0, 253402300799)).ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    private static string Join(int large, string largeUnit, int small, string smallUnit) =>
        small == 0 ? $"{large} {largeUnit}" : $"{large} {largeUnit} {small} {smallUnit}";

    private static string Scaled(double value, string unit)
    {
        var power = 0;
        while (Math.Abs(value) >= 999.95 && power < Prefixes.Length - 1)
        {
            value /= 1000;
            power++;
        }

        return $"{value.ToString(power == 0 ? "0" : "0.#", CultureInfo.InvariantCulture)} {Prefixes[power]}{unit}";
    }
}
