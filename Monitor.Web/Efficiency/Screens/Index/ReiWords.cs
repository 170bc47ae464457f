using System.Globalization;
using Monitor.Domain.Efficiency;

namespace Monitor.Web.Efficiency.Screens.Index;

/// <summary>Indexes in words and status colours.</summary>
internal static class ReiWords
{
    /// <summary>From here on a host is well sized.</summary>
    public const double Good = 80;

    /// <summary>Below this much is wasted or missing.</summary>
    public const double Poor = 40;

    /// <summary>By the number that is written: what says 40 is not below 40.</summary>
    public static string Kind(double? score) => Shown(score) switch { null => "unknown", >= Good => "good", >= Poor => "warning", _ => "critical" };

    public static string Word(double? score) => Shown(score) switch { null => "not known", >= Good => "well sized", >= Poor => "could be better", _ => "poor" };

    public static string Number(double? score) => score is { } s ? s.ToString("0", CultureInfo.InvariantCulture) : "–";

    /// <summary>On which side it is off; nothing where it is well sized.</summary>
    public static string Side(ResourceReading part) => part.IsKnown && Shown(part.Score) < Good ? part.Side switch { < 0 => "wasted", > 0 => "starved", _ => "" } : "";

    public static string Percent(double value) => double.IsNaN(value) ? "–" : string.Create(CultureInfo.InvariantCulture, $"{value:0.#} %");

    /// <summary>A sentence whose percentages stay on one line.</summary>
    public static string Whole(string sentence) => sentence.Replace(" %", "\u00a0%", StringComparison.Ordinal);

    public static string Share(double share) => Percent(100 * share);

    public static string Band(TargetBand band) => string.Create(CultureInfo.InvariantCulture, $"{(band.CountsWaste ? $"{band.Low:0.#} to" : "up to")} {band.High:0.#} %");

    /// <summary>What a sentence says after its number.</summary>
    public static string Why(string sentence) => sentence.IndexOf(": ", StringComparison.Ordinal) is var at and >= 0 ? sentence[(at + 2)..] : sentence;

    public static string Arrow(double change) => Math.Abs(change) < 0.5 ? "→" : change > 0 ? "↑" : "↓";

    public static string Change(double change) =>
        Math.Abs(change) < 0.5 ? "as before" : string.Create(CultureInfo.InvariantCulture, $"{Math.Abs(change):0} {(change > 0 ? "better" : "worse")}");

    public static string Cell(ResourceReading part) => !part.IsKnown ? $"{Resources.Title(part.Resource)}: not known"
        : string.Create(CultureInfo.InvariantCulture, $"{Resources.Title(part.Resource)} {part.Score:0}{(Side(part) is { Length: > 0 } side ? $", {side}" : "")}: {part.Mean:0.#} % used, {100 * part.Below:0} % of the hours below the band, {100 * part.Above:0} % above");

    private static double? Shown(double? score) => score is { } s ? Math.Round(s) : null;
}
