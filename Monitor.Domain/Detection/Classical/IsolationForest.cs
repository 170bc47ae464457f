namespace Monitor.Domain.Detection.Classical;

/// <summary>
/// Isolation forest (Liu, Ting and Zhou 2008): what few random splits set apart is unusual. Trees of 256 rows drawn without replacement, as high as log2 of that.
/// The score is the decision function of scikit-learn: -2^(-mean depth / c(256)) less the offset, about -0.5 to 0.5, negative for what is anomalous. The offset is -0.5
/// where the contamination is automatic, else the score that this share of the training rows lies below. The same rows, in any order, give the same forest.
/// </summary>
public sealed class IsolationForest
{
    public const int DefaultTrees = 120;
    public const ulong DefaultSeed = 42;
    private const int SampleSize = 256;
    private const int MostFeatures = 64;
    private const double Largest = 1e150;

    private readonly IsolationTree[] _trees;
    private readonly int _features;
    private readonly double _usual;
    private readonly double _offset;

    private IsolationForest(double[][] rows, double? contamination, int trees, ulong seed)
    {
        _features = rows[0].Length;
        var size = Math.Min(SampleSize, rows.Length);
        _usual = Math.Max(IsolationTree.MeanDepth(size), 1);
        _trees = new IsolationTree[trees];
        var random = new ForestRandom(seed);
        var order = Enumerable.Range(0, rows.Length).ToArray();
        for (var tree = 0; tree < trees; tree++)
        {
            for (var i = 0; i < size; i++)
            {
                var other = i + random.Next(order.Length - i);
                (order[i], order[other]) = (order[other], order[i]);
            }

            _trees[tree] = new IsolationTree(rows, order[..size], ref random);
        }

        _offset = contamination is { } share ? Below([.. rows.Select(r => Normality(r))], share) : -.5;
    }

    /// <summary>Trains on rows of equally many features. Rows with a value that is not finite are left out; null where none is left.</summary>
    /// <param name="contamination">The share of rows that is anomalous, over 0 to 0.5; null is automatic.</param>
    public static IsolationForest? Train(IReadOnlyList<double[]> rows, double? contamination = null, int trees = DefaultTrees, ulong seed = DefaultSeed)
    {
        if (contamination is { } share && !(share is > 0 and <= .5))
        {
            throw new ArgumentOutOfRangeException(nameof(contamination), share, "The contamination is a share over 0 to 0.5, or automatic.");
        }

        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(trees);
        var whole = rows.Where(r => Array.TrueForAll(r, double.IsFinite)).Select(Bounded).ToArray();
        if (whole.Length == 0)
        {
            return null;
        }

        if (whole.Any(r => r.Length != whole[0].Length) || whole[0].Length is 0 or > MostFeatures)
        {
            throw new ArgumentException($"Rows have equally many features, 1 to {MostFeatures}.", nameof(rows));
        }

        Array.Sort(whole, Compare);
        return new IsolationForest(whole, contamination, trees, seed);
    }

    /// <summary>About -0.5 to 0.5, negative for what is anomalous; NaN where a feature is not finite.</summary>
    public double Score(ReadOnlySpan<double> row)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(row.Length, _features);
        foreach (var value in row)
        {
            if (!double.IsFinite(value))
            {
                return double.NaN;
            }
        }

        return Normality(row) - _offset;
    }

    /// <summary>What cannot be scored is not called an anomaly.</summary>
    public static bool IsAnomaly(double score) => score < 0;

    private double Normality(ReadOnlySpan<double> row)
    {
        var depth = 0.0;
        foreach (var tree in _trees)
        {
            depth += tree.Depth(row);
        }

        return -Math.Pow(2, -depth / _trees.Length / _usual);
    }

    private static double Below(double[] scores, double share)
    {
        Array.Sort(scores);
        var at = share * (scores.Length - 1);
        var (low, part) = ((int)at, at - (int)at);
        return scores[low] + (part * (scores[Math.Min(low + 1, scores.Length - 1)] - scores[low]));
    }

    private static double[] Bounded(double[] row) => Array.ConvertAll(row, v => Math.Clamp(v, -Largest, Largest));

    private static int Compare(double[] a, double[] b) => a.AsSpan().SequenceCompareTo(b);
}
