namespace Monitor.Domain.Forecasting.Blend;

/// <summary>Steps of a horizon that share their residuals: narrow at its beginning, wide at its end.</summary>
internal readonly record struct HorizonBucket(int From, int To)
{
    private static readonly double[] Ends = [3 / 48.0, 8 / 48.0, 18 / 48.0, 33 / 48.0, 1];

    public double Middle => (From + To + 1) / 2.0;

    public static HorizonBucket[] Of(int steps)
    {
        var buckets = new List<HorizonBucket>();
        var from = 0;
        foreach (var end in Ends)
        {
            var to = (int)Math.Round(end * steps);
            if (to > from)
            {
                buckets.Add(new HorizonBucket(from, to));
                from = to;
            }
        }

        return [.. buckets];
    }
}
