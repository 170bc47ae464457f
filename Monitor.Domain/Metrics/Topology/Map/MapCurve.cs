using System.Globalization;

namespace Monitor.Domain.Metrics.Topology.Map;

/// <summary>The way of a link between two places, as the path of SVG.</summary>
public static class MapCurve
{
    private const double Bend = 28;
    private const double Aside = 14;

    /// <summary>Down from the bottom of one to the top of the other; up on the side, so that two that call each other are two lines; in a row as an arc beneath it.</summary>
    public static string Of(in MapRectangle from, in MapRectangle to)
    {
        var (x, other) = (from.X + from.Width / 2, to.X + to.Width / 2);
        if (to.Y >= from.Bottom)
        {
            var half = (to.Y - from.Bottom) / 2;
            return Path(x, from.Bottom, x, from.Bottom + half, other, to.Y - half, other, to.Y);
        }

        if (to.Bottom <= from.Y)
        {
            var half = (from.Y - to.Bottom) / 2;
            return Path(x + Aside, from.Y, x + Aside, from.Y - half, other + Aside, to.Bottom + half, other + Aside, to.Bottom);
        }

        var (start, end) = other > x ? (x + Aside, other - Aside) : (x - Aside, other + Aside);
        var edge = other > x ? from.Bottom : from.Y;
        var bend = other > x ? Bend : -Bend;
        return Path(start, edge, start, edge + bend, end, edge + bend, end, edge);
    }

    private static string Path(double x1, double y1, double x2, double y2, double x3, double y3, double x4, double y4) =>
        string.Create(CultureInfo.InvariantCulture, $"M{x1:0.#} {y1:0.#}C{x2:0.#} {y2:0.#} {x3:0.#} {y3:0.#} {x4:0.#} {y4:0.#}");
}
