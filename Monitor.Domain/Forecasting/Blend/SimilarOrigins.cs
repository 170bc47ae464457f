namespace Monitor.Domain.Forecasting.Blend;

/// <summary>
/// The moments of the past from which a forecast is tried again, weighted by how much they look like now: level, time of day, how long it has been so,
/// restlessness, and how long ago. What followed those moments is what may follow now.
/// </summary>
internal sealed class SimilarOrigins
{
    private const int Fewest = 12;
    private const int Nearest = 60;
    private const double Width = .5;
    private const double Least = .01;
    private readonly double[] _distances = new double[BlendSeries.MostOrigins];
    private readonly double[] _sorted = new double[BlendSeries.MostOrigins];

    public int[] At { get; } = new int[BlendSeries.MostOrigins];

    public double[] Weight { get; } = new double[BlendSeries.MostOrigins];

    public int Count { get; private set; }

    public void Choose(BlendSeries series)
    {
        // A young series has no origin with a whole horizon behind it yet: then what is known of the beginning counts.
        var (end, stride, horizon) = (series.Count, series.Stride, series.Horizon);
        var nearest = end - (((horizon + stride - 1) / stride) * stride);
        List(series, (nearest - series.From) / stride >= Fewest ? nearest : end - stride);
        if (Count == 0)
        {
            return;
        }

        Measure(series);
        _distances.AsSpan(0, Count).CopyTo(_sorted);
        Array.Sort(_sorted, 0, Count);

        // With few moments to choose from, all must count: one that is alike by chance says nothing.
        var width = Math.Max(_sorted[Math.Min(Count - 1, Nearest)], 1e-9) * Width * Math.Max(1, (double)Nearest / Count);
        var largest = 0.0;
        for (var i = 0; i < Count; i++)
        {
            Weight[i] = Math.Exp((-_distances[i] / width) - ((end - At[i]) * (Math.Log(2) / (24.0 * horizon))));
            largest = Math.Max(largest, Weight[i]);
        }

        var kept = 0;
        for (var i = 0; i < Count; i++)
        {
            if (Weight[i] >= Least * largest)
            {
                (At[kept], Weight[kept]) = (At[i], Weight[i]);
                kept++;
            }
        }

        Count = kept;
    }

    private void List(BlendSeries series, int nearest)
    {
        Count = 0;
        for (var at = nearest; at > series.From && Count < BlendSeries.MostOrigins; at -= series.Stride)
        {
            At[Count++] = at;
        }
    }

    private void Measure(BlendSeries series)
    {
        var end = series.Count;
        var quarterDay = series.Day / 4.0;
        var age = Age(series, end);
        for (var i = 0; i < Count; i++)
        {
            var at = At[i];
            var distance = Square((series.Filled[at - 1] - series.Filled[end - 1]) / series.Spread)
                + Square((series.Running.Quarter[at - 1] - series.Running.Quarter[end - 1]) / series.Spread)
                + (.5 * Square((series.Running.Whole[at - 1] - series.Running.Whole[end - 1]) / series.Spread))
                + (.6 * Square(Age(series, at) - age))
                + (1 * Square(series.Running.Volatility[at - 1] - series.Running.Volatility[end - 1]));
            if (series.Day > 0)
            {
                var apart = (end - at) % series.Day;
                distance += .3 * Square(Math.Min(apart, series.Day - apart) / quarterDay);
            }

            _distances[i] = distance;
        }
    }

    /// <summary>For how long the level has been what it is, as a logarithm.</summary>
    private static double Age(BlendSeries series, int at)
    {
        var filled = series.Filled;
        var level = at < 3 ? filled[at - 1] : Middle(filled[at - 1], filled[at - 2], filled[at - 3]);
        var (age, oldest, apart) = (0, Math.Min(6 * series.Horizon, at - 1), series.Spread / 2);
        while (age < oldest && Math.Abs(filled[at - 2 - age] - level) <= apart)
        {
            age++;
        }

        return Math.Log(1 + age);
    }

    private static double Middle(double a, double b, double c) => Math.Max(Math.Min(a, b), Math.Min(Math.Max(a, b), c));

    private static double Square(double value) => value * value;
}
