namespace Monitor.Domain.Detection.Classical;

/// <summary>One tree of an isolation forest: each split draws a feature that still varies and a value between its ends, until a row is alone or the tree is high enough.</summary>
internal sealed class IsolationTree
{
    private readonly record struct Node(int Feature, double Split, int Left, int Right, double Depth);

    private readonly List<Node> _nodes = [];

    public IsolationTree(double[][] rows, int[] sample, ref ForestRandom random)
    {
        var most = (int)Math.Ceiling(Math.Log2(Math.Max(sample.Length, 2)));
        Grow(rows, sample, 0, most, ref random);
    }

    /// <summary>How many splits it takes to come to where the row ends, with what the rows there would still take.</summary>
    public double Depth(ReadOnlySpan<double> row)
    {
        var node = _nodes[0];
        while (node.Feature >= 0)
        {
            node = _nodes[row[node.Feature] < node.Split ? node.Left : node.Right];
        }

        return node.Depth;
    }

    /// <summary>c(n) of the paper: the mean depth of a search for something that is not there, in a binary search tree of so many.</summary>
    public static double MeanDepth(int count) => count switch
    {
        <= 1 => 0,
        2 => 1,
        _ => (2 * (Math.Log(count - 1) + .57721566490153286)) - (2.0 * (count - 1) / count),
    };

    private int Grow(double[][] rows, Span<int> sample, int depth, int most, ref ForestRandom random)
    {
        var at = _nodes.Count;
        _nodes.Add(new Node(-1, 0, 0, 0, depth + MeanDepth(sample.Length)));
        if (depth >= most || sample.Length <= 1 || Varying(rows, sample, ref random) is not { } feature)
        {
            return at;
        }

        var (low, high) = Ends(rows, sample, feature);
        var share = random.NextDouble();
        var split = (low * (1 - share)) + (high * share);
        split = split > low ? Math.Min(split, high) : high;
        var left = 0;
        for (var i = 0; i < sample.Length; i++)
        {
            if (rows[sample[i]][feature] < split)
            {
                (sample[left], sample[i]) = (sample[i], sample[left]);
                left++;
            }
        }

        var first = Grow(rows, sample[..left], depth + 1, most, ref random);
        var second = Grow(rows, sample[left..], depth + 1, most, ref random);
        _nodes[at] = new Node(feature, split, first, second, 0);
        return at;
    }

    private static int? Varying(double[][] rows, ReadOnlySpan<int> sample, ref ForestRandom random)
    {
        var features = rows[0].Length;
        Span<int> varying = stackalloc int[64];
        var count = 0;
        for (var feature = 0; feature < features; feature++)
        {
            var (low, high) = Ends(rows, sample, feature);
            if (low < high)
            {
                varying[count++] = feature;
            }
        }

        return count == 0 ? null : varying[random.Next(count)];
    }

    private static (double Low, double High) Ends(double[][] rows, ReadOnlySpan<int> sample, int feature)
    {
        var (low, high) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var row in sample)
        {
            var value = rows[row][feature];
            low = Math.Min(low, value);
            high = Math.Max(high, value);
        }

        return (low, high);
    }
}
