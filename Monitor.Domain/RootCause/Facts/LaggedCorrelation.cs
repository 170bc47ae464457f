using MathNet.Numerics.Distributions;

namespace Monitor.Domain.RootCause.Facts;

/// <summary>A series that moves with another: the correlation of their steps from row to row, -1 to 1, and by how many rows it goes ahead (below 0: it follows).</summary>
public sealed record Companion(SeriesFacts Series, double Correlation, int Ahead, double PValue);

/// <summary>
/// Which series move with one, over some rows of lag. Differences are compared, since two series that merely both rise always correlate; the p-value is that of Student's t for a
/// correlation over as many pairs as are independent (Bartlett, 1946), multiplied by the lags tried; among many series those are kept that the procedure of Benjamini and Hochberg (1995) keeps at a false discovery rate of 5 %, and only with
/// an effect worth telling.
/// </summary>
public static class LaggedCorrelation
{
    public const int MostRows = 5;

    private const double FalseDiscoveries = 0.05;
    private const double LeastEffect = 0.5;
    private const int FewestPairs = 12;

    /// <summary>Those that move with the rows of <paramref name="symptom"/>, the closest first; the rows of all are of the same times.</summary>
    public static IReadOnlyList<Companion> Find(double[] symptom, IReadOnlyList<SeriesFacts> others)
    {
        var steps = Steps(symptom);
        var tried = others.Select(o => Best(steps, o)).OfType<Companion>().OrderBy(c => c.PValue).ToList();
        var kept = 0;
        for (var i = 0; i < tried.Count; i++)
        {
            kept = tried[i].PValue <= FalseDiscoveries * (i + 1) / tried.Count ? i + 1 : kept;
        }

        return [.. tried.Take(kept).Where(c => Math.Abs(c.Correlation) >= LeastEffect).OrderByDescending(c => Math.Abs(c.Correlation))];
    }

    private static Companion? Best(double[] symptom, SeriesFacts other)
    {
        var steps = Steps(other.Window);
        var inflation = Inflation(symptom, steps);
        Companion? best = null;
        for (var ahead = -MostRows; ahead <= MostRows; ahead++)
        {
            var (r, n) = Correlate(symptom, steps, ahead);
            if (n < FewestPairs || !double.IsFinite(r) || Math.Abs(r) <= Math.Abs(best?.Correlation ?? 0))
            {
                continue;
            }

            var freedom = Math.Max(1, (n / inflation) - 2);
            var t = Math.Abs(r) * Math.Sqrt(freedom / Math.Max(1e-12, 1 - (r * r)));
            best = new Companion(other, r, ahead, Math.Min(1, 2 * (1 - StudentT.CDF(0, 1, freedom, t)) * ((2 * MostRows) + 1)));
        }

        return best;
    }

    /// <summary>By how much the variance of a correlation of two series that both have a memory is larger than that of two without.</summary>
    private static double Inflation(double[] one, double[] other)
    {
        var sum = 1.0;
        for (var lag = 1; lag <= MostRows; lag++)
        {
            var product = Correlate(one, one, lag).Correlation * Correlate(other, other, lag).Correlation;
            sum += double.IsFinite(product) ? 2 * product : 0;
        }

        return Math.Max(1, sum);
    }

    private static (double Correlation, int Pairs) Correlate(double[] one, double[] other, int ahead)
    {
        var (n, x, y, xx, yy, xy) = (0, 0.0, 0.0, 0.0, 0.0, 0.0);
        for (var i = Math.Max(0, ahead); i < Math.Min(one.Length, other.Length + ahead); i++)
        {
            var (a, b) = (one[i], other[i - ahead]);
            if (double.IsFinite(a) && double.IsFinite(b))
            {
                (n, x, y, xx, yy, xy) = (n + 1, x + a, y + b, xx + (a * a), yy + (b * b), xy + (a * b));
            }
        }

        var spread = Math.Sqrt(Math.Max(0, (n * xx) - (x * x)) * Math.Max(0, (n * yy) - (y * y)));
        return (spread < 1e-12 ? double.NaN : ((n * xy) - (x * y)) / spread, n);
    }

    private static double[] Steps(double[] rows) => [.. Enumerable.Range(1, Math.Max(0, rows.Length - 1)).Select(i => rows[i] - rows[i - 1])];
}
