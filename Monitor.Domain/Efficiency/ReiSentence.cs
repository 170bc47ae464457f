using System.Globalization;

namespace Monitor.Domain.Efficiency;

/// <summary>An index in words: the number, then what takes most away from it, such as <c>62: CPU is idle at night, memory sits at its limit</c>.</summary>
public static class ReiSentence
{
    private const int MostReasons = 3;

    /// <summary>Hardly worth a word.</summary>
    private const double Little = 3;

    public static string Of(double total, IReadOnlyList<ResourceReading> parts, EfficiencySettings settings)
    {
        var weights = settings.Weights.Sum();
        var reasons = parts.Where(p => p.IsKnown && p.Side != 0).Select(p => (Part: p, Loss: settings.WeightOf(p.Resource) * (100 - p.Score) / weights)).Where(r => r.Loss > Little)
            .OrderByDescending(r => r.Loss).Take(MostReasons).Select(r => Reason(r.Part)).ToList();
        return $"{Number(total)}: {(reasons.Count > 0 ? string.Join(", ", reasons) : "resources are used well")}";
    }

    /// <summary>Of many hosts: how many of them have too much or too little of what.</summary>
    /// <param name="hosts">Of all of them.</param>
    public static string OfMany(double total, IReadOnlyCollection<ReiReading> hosts)
    {
        var reasons = (
            from resource in Resources.All
            from side in new[] { -1, 1 }
            let count = hosts.Count(h => h.Of(resource).Side == side && h.Of(resource).Score < 80)
            where count > 0
            orderby count descending
            select $"{Resources.Word(resource)} is {(side > 0 ? "short" : "idle")} on {count} of {hosts.Count} hosts").Take(MostReasons).ToList();
        return $"{Number(total)}: {(reasons.Count > 0 ? string.Join(", ", reasons) : "resources are used well")}";
    }

    private static string Reason(ResourceReading part)
    {
        var word = Resources.Word(part.Resource);
        return part.Side > 0
            ? part.Pressure >= 95 ? $"{word} sits at its limit"
                : part.Above >= 0.5 ? $"{word} is short most of the time" : $"{word} is short in {Percent(part.Above)} of the hours"
            : part.BelowAtNight >= 0.7 && part.BelowByDay <= 0.3 ? $"{word} is idle at night"
            : part.Below >= 0.7 ? $"{word} is idle ({Percent(part.Mean / 100)} used)"
            : $"{word} is idle in {Percent(part.Below)} of the hours";
    }

    private static string Number(double total) => total.ToString("0", CultureInfo.InvariantCulture);

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:0} %");
}
