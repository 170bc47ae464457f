namespace Monitor.Domain.Detection.Hosts;

/// <summary>
/// How far a metric moves from day to day where it does so steadily, as a disk does that is filled by work that goes on: that it is higher every day is usual. The middle one of the steps between
/// the medians of days, so that neither a leak of some days nor a clearing decides it.
/// </summary>
public static class MetricTrend
{
    /// <summary>A leak of three days is half of the steps between them, and no trend.</summary>
    private const int LeastDays = 7;

    /// <summary>So many of the steps go the same way.</summary>
    private const double Steady = .8;

    /// <summary>In the metric's unit a day; 0 where it has no trend.</summary>
    /// <param name="perDay">Rows of a day.</param>
    public static double Of(HostHistory history, int metric, int perDay)
    {
        var (medians, values) = (new List<(int Day, double Value)>(), new List<double>());
        for (var day = history.Rows / perDay; day > 0; day--)
        {
            values.Clear();
            for (var row = history.Rows - (day * perDay); row < history.Rows - ((day - 1) * perDay); row++)
            {
                if (history.Row(row)[metric] is var value && double.IsFinite(value))
                {
                    values.Add(value);
                }
            }

            if (2 * values.Count >= perDay)
            {
                values.Sort();
                medians.Add((-day, values[values.Count / 2]));
            }
        }

        if (medians.Count < LeastDays)
        {
            return 0;
        }

        var steps = medians.Zip(medians.Skip(1), (a, b) => (b.Value - a.Value) / (b.Day - a.Day)).Order().ToList();
        var middle = steps[steps.Count / 2];
        return double.IsFinite(middle) && steps.Count(s => Math.Sign(s) == Math.Sign(middle)) >= Steady * steps.Count ? middle : 0;
    }
}
