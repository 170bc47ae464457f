using Monitor.Domain.Forecasting;
using Monitor.Web.Components;

namespace Monitor.Web.Forecasting.Outlook;

/// <summary>Past, forecast and bands as a chart draws them. A value stands in the middle of its step.</summary>
internal static class OutlookPicture
{
    /// <summary>Where something is missing the columns say so themselves.</summary>
    private static readonly long NoGap = (long)TimeSpan.FromDays(400).TotalMilliseconds;

    private static readonly TimeSpan FurthestFull = TimeSpan.FromDays(90);

    public static IReadOnlyList<ChartSeries> Lines { get; } = [new("What was", 1), new("Forecast, with its 80 % and 95 % band", 2, HasBands: true)];

    public static IReadOnlyList<ChartSeries> CapacityLines { get; } = [new("What was", 1), new("Until full: expected, with the interval of 8 in 10 cases", 2, HasBands: true)];

    public static ChartData Of(OutlookView view)
    {
        var past = (int)Math.Min(view.History.Values.Length, view.Span.Past / view.History.Step);
        var known = Column(view.History.Start, view.History.Step, view.History.Values, view.History.Values.Length - past);
        var (ahead, end) = view.Span.IsCapacity ? Full(view) : Ahead(view);
        return new ChartData(Unix(view.History.End - view.Span.Past), Unix(end), NoGap, [known, ahead]);
    }

    /// <summary>One line and its bands out of forecasts that follow each other, broken where they do not, beside what happened.</summary>
    public static ChartData OfPast(IReadOnlyList<PastForecast> past)
    {
        var (times, actual, mean, bands) = (new List<long>(), new List<double?>(), new List<double?>(), new List<double?>[4]);
        for (var b = 0; b < bands.Length; b++)
        {
            bands[b] = [];
        }

        var end = DateTimeOffset.MinValue;
        foreach (var one in past)
        {
            if (one.Stored.StartsAt < end)
            {
                continue;
            }

            var forecast = one.Stored.Unpack();
            if (times.Count > 0 && one.Stored.StartsAt > end)
            {
                Add(Unix(one.Stored.StartsAt) - 1, null, null, null);
            }

            for (var i = 0; i < forecast.Steps; i++)
            {
                Add(Middle(forecast.From, forecast.Step, i), Value(one.Actual[i]), forecast, i);
            }

            end = one.Stored.StartsAt + (forecast.Step * forecast.Steps);
        }

        var at = times.ToArray();
        return new ChartData(
            at.Length == 0 ? 0 : at[0], at.Length == 0 ? 1 : at[^1], NoGap,
            [new ChartColumn(at, [.. actual]), new ChartColumn(at, [.. mean]) { Bands = [new([.. bands[0]], [.. bands[3]]), new([.. bands[1]], [.. bands[2]])] }]);

        void Add(long time, double? happened, Forecast? forecast, int? step)
        {
            times.Add(time);
            actual.Add(happened);
            mean.Add(step is { } i ? forecast!.Mean[i] : null);
            int[] levels = [ForecastLevels.Lo95, ForecastLevels.Lo80, ForecastLevels.Hi80, ForecastLevels.Hi95];
            for (var b = 0; b < levels.Length; b++)
            {
                bands[b].Add(step is { } s ? forecast!.Quantiles[levels[b]][s] : null);
            }
        }
    }

    private static (ChartColumn Column, DateTimeOffset End) Ahead(OutlookView view)
    {
        if (view.Forecast is not { } forecast)
        {
            return (Nothing, view.History.End + GridShape.Of(view.Span.Grid).Reach);
        }

        // The line begins at the value that was known, so that nobody reads a jump into the gap between the two.
        var joint = view.Newest is { } newest && forecast.From - newest.At < forecast.Step * 2 ? newest.Value : (double?)null;
        double?[] Values(double[] values) => [joint, .. values.Select(v => (double?)v)];
        long[] times = [Unix(forecast.From), .. Enumerable.Range(0, forecast.Steps).Select(i => Middle(forecast.From, forecast.Step, i))];
        var column = new ChartColumn(times, Values(forecast.Mean))
        {
            Bands =
            [
                new(Values(forecast.Quantiles[ForecastLevels.Lo95]), Values(forecast.Quantiles[ForecastLevels.Hi95])),
                new(Values(forecast.Quantiles[ForecastLevels.Lo80]), Values(forecast.Quantiles[ForecastLevels.Hi80])),
            ],
        };
        return (column, forecast.From + (forecast.Step * forecast.Steps));
    }

    /// <summary>From the last value to the limit: at the earliest, as expected, at the latest.</summary>
    private static (ChartColumn Column, DateTimeOffset End) Full(OutlookView view)
    {
        if (view.Full is not { ExpectedAt: { } expected } full || view.Newest is not var (start, value) || expected <= start)
        {
            return (Nothing, view.History.End + TimeSpan.FromDays(7));
        }

        var far = start + FurthestFull;
        var end = full.LatestAt is { } latest && latest > expected ? latest : full.LatestAt is null && start + (2 * (expected - start)) is var twice ? (twice < far ? twice : far) : expected;
        var soonest = full.EarliestAt is { } early && early > start ? early : start + ((expected - start) / 100);
        DateTimeOffset[] moments = [.. new[] { start, soonest, expected, end }.Distinct().Order()];
        double? Towards(DateTimeOffset goal, DateTimeOffset at) => value + ((full.Limit - value) * Math.Min(1, (at - start) / (goal - start)));
        var column = new ChartColumn([.. moments.Select(Unix)], [.. moments.Select(m => m <= expected ? Towards(expected, m) : null)])
        {
            // Without a latest end it may well stay as it is.
            Bands = [new([.. moments.Select(m => full.LatestAt is null ? value : Towards(end, m))], [.. moments.Select(m => Towards(soonest, m))])],
        };
        return (column, end + ((end - start) / 20));
    }

    private static ChartColumn Nothing { get; } = new([], []);

    private static ChartColumn Column(DateTimeOffset start, TimeSpan step, double[] values, int first) => new(
        [.. Enumerable.Range(first, values.Length - first).Select(i => Middle(start, step, i))], [.. values.Skip(first).Select(Value)]);

    private static double? Value(double value) => double.IsNaN(value) ? null : value;

    private static long Middle(DateTimeOffset from, TimeSpan step, int index) => Unix(from + (step * index) + (step / 2));

    private static long Unix(DateTimeOffset moment) => moment.ToUnixTimeMilliseconds();
}
