namespace Monitor.Web.Detection.Screens.Forest;

/// <summary>An axis of percent that all values lie on: round ends at least 20 apart, and round marks on it.</summary>
public sealed record ForestScale(int From, int To, IReadOnlyList<int> Marks)
{
    private const int Round = 10;
    private const int Least = 20;
    private const int Most = 100;

    /// <summary>Of values of 0 to 100; at least one.</summary>
    public static ForestScale Of(IEnumerable<double> values)
    {
        var all = values.ToList();
        var (low, high) = (all.Min(), all.Max());
        var room = Math.Max(0, (Least - (high - low)) / 2);
        var from = Math.Clamp((int)Math.Floor((low - room) / Round) * Round, 0, Most - Least);
        var to = Math.Clamp((int)Math.Ceiling((high + room) / Round) * Round, from + Least, Most);
        var step = to - from > 50 ? 20 : to - from > 20 ? 10 : 5;
        var first = (from + step - 1) / step * step;
        return new ForestScale(from, to, [.. Enumerable.Range(0, ((to - first) / step) + 1).Select(i => first + (i * step))]);
    }

    /// <summary>How far along the axis a value lies, 0 to 1.</summary>
    public double At(double value) => Math.Clamp((value - From) / (To - From), 0, 1);
}
