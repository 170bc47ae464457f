using Monitor.Domain.Logs;

namespace Monitor.Domain.RootCause.Packs;

/// <summary>
/// Orders lines by what they say of a problem: errors and warnings first, and of each kind those nearest to the onset. The same text again and again counts a
/// few times only: what repeats says less.
/// </summary>
internal static class PackLineChoice
{
    private const int MostOfOneText = 5;

    public static IReadOnlyList<PackLineFacts> Rank(IReadOnlyList<PackLineFacts> lines, DateTimeOffset onset)
    {
        var seen = new Dictionary<(string Source, string Text), int>();
        var (first, again) = (new List<PackLineFacts>(), new List<PackLineFacts>());
        foreach (var line in lines.Distinct().OrderBy(l => Group(l.Severity)).ThenBy(l => (l.At - onset).Duration()))
        {
            var key = (line.Source, Shape(line.Text));
            seen[key] = seen.GetValueOrDefault(key) + 1;
            (seen[key] <= MostOfOneText ? first : again).Add(line);
        }

        return [.. first, .. again];
    }

    private static int Group(LogSeverity severity) => severity switch
    {
        <= LogSeverity.Error => 0,
        LogSeverity.Warning => 1,
        _ => 2,
    };

    /// <summary>The text without its numbers, which are what differs between repetitions.</summary>
    private static string Shape(string text) =>
        string.Create(Math.Min(text.Length, 200), text, (shape, whole) =>
        {
            for (var i = 0; i < shape.Length; i++)
            {
                shape[i] = char.IsAsciiDigit(whole[i]) ? '0' : whole[i];
            }
        });
}
