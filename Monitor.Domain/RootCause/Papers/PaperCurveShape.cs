using System.Globalization;
using System.Text;
using Monitor.Domain.Metrics;

namespace Monitor.Domain.RootCause.Papers;

/// <summary>A curve as the numbers of a drawing of <see cref="Width"/> by <see cref="Height"/>: nothing in it is text from outside.</summary>
public sealed record PaperCurveShape
{
    public const int Width = 720;
    public const int Height = 120;

    /// <summary>Points of the areas between least and greatest, one for each run without a gap.</summary>
    public required IReadOnlyList<string> Areas { get; init; }

    /// <summary>Points of the lines through the middle, one for each run without a gap.</summary>
    public required IReadOnlyList<string> Lines { get; init; }

    public double OnsetX { get; init; }

    /// <summary>Null where the limit lies outside of what is drawn.</summary>
    public double? LimitY { get; init; }

    public required string TopText { get; init; }

    public required string BottomText { get; init; }

    public static PaperCurveShape Of(PaperCurve curve)
    {
        var values = curve.Least.Concat(curve.Greatest).OfType<double>().Where(double.IsFinite).ToList();
        var (low, high) = values.Count == 0 ? (0, 1) : (values.Min(), values.Max());
        if (curve.Limit is { } limit && limit >= low - (2 * (high - low)) && limit <= high + (2 * (high - low)))
        {
            (low, high) = (Math.Min(low, limit), Math.Max(high, limit));
        }

        var span = high - low;
        if (!double.IsFinite(span) || span <= Math.Abs(high) * 1e-9)
        {
            var room = Math.Max(Math.Abs(high) * .05, 1e-6);
            (low, high, span) = (low - room, high + room, 2 * room);
        }

        double Y(double value) => 2 + ((Height - 4) * (1 - ((value - low) / span)));
        var (areas, lines) = (new List<string>(), new List<string>());
        foreach (var (from, to) in Runs(curve))
        {
            areas.Add(Points([.. Range(from, to).Select(i => (X(i, curve), Y(curve.Greatest[i]!.Value))), .. Range(from, to).Reverse().Select(i => (X(i, curve), Y(curve.Least[i]!.Value)))]));
            lines.Add(Points([.. Range(from, to).Select(i => (X(i, curve), Y((curve.Least[i]!.Value + curve.Greatest[i]!.Value) / 2)))]));
        }

        return new PaperCurveShape
        {
            Areas = areas, Lines = lines, OnsetX = Math.Clamp(curve.OnsetShare, 0, 1) * Width,
            LimitY = curve.Limit is { } shown && shown >= low && shown <= high ? Y(shown) : null,
            TopText = ValueText.Of(high, curve.Unit), BottomText = ValueText.Of(low, curve.Unit),
        };
    }

    private static IEnumerable<int> Range(int from, int to) => Enumerable.Range(from, to - from);

    private static double X(int step, PaperCurve curve) => (step + .5) * Width / Math.Max(1, curve.Least.Count);

    private static IEnumerable<(int From, int To)> Runs(PaperCurve curve)
    {
        var count = Math.Min(curve.Least.Count, curve.Greatest.Count);
        for (var from = 0; from < count;)
        {
            var to = from;
            while (to < count && curve.Least[to] is { } least && curve.Greatest[to] is { } greatest && double.IsFinite(least) && double.IsFinite(greatest))
            {
                to++;
            }

            if (to > from)
            {
                yield return (from, to);
            }

            from = Math.Max(to, from + 1);
        }
    }

    private static string Points(IReadOnlyList<(double X, double Y)> points)
    {
        var text = new StringBuilder();
        foreach (var (x, y) in points.Count == 1 ? [(points[0].X - 2, points[0].Y), (points[0].X + 2, points[0].Y)] : points)
        {
            text.Append(CultureInfo.InvariantCulture, $"{x:0.#},{y:0.#} ");
        }

        return text.ToString().TrimEnd();
    }
}
