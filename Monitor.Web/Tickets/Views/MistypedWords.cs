using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Tickets;

namespace Monitor.Web.Tickets.Views;

/// <summary>What words may have been meant that were mistyped or typed half, by the words that stand in titles.</summary>
internal static partial class MistypedWords
{
    private const int WordsLookedAt = 6;
    private const int Resembling = 40;
    private const int Kept = 8;

    /// <summary>A query of the database's full-text search for one meaning of each word; null where none of them resembles anything.</summary>
    public static async Task<string?> QueryAsync(MonitorDb db, string typed, CancellationToken cancellationToken)
    {
        List<string> all = [];
        foreach (var word in Words().Matches(typed).Select(m => m.Value.ToLowerInvariant()).Distinct().Take(WordsLookedAt))
        {
            var meant = await MeantAsync(db, word, cancellationToken);
            if (meant.Count > 0)
            {
                all.Add($"({string.Join(" | ", meant)})");
            }
        }

        return all.Count > 0 ? string.Join(" & ", all) : null;
    }

    private static async Task<IReadOnlyList<string>> MeantAsync(MonitorDb db, string word, CancellationToken cancellationToken)
    {
        var begins = await db.TicketWords.Where(w => w.Word.StartsWith(word)).Select(w => w.Word).OrderBy(w => w.Length).ThenBy(w => w).Take(Kept).ToListAsync(cancellationToken);
        var resembles = await db.TicketWords.Where(w => EF.Functions.TrigramsAreSimilar(w.Word, word))
            .OrderByDescending(w => EF.Functions.TrigramsSimilarity(w.Word, word)).ThenBy(w => w.Word).Take(Resembling).Select(w => w.Word).ToListAsync(cancellationToken);
        var near = resembles.Select(w => (Word: w, Distance: Spelling.Distance(w, word))).Where(w => w.Distance <= Spelling.Forgiven(word))
            .OrderBy(w => w.Distance).Take(Kept).Select(w => w.Word);
        return [.. begins.Union(near)];
    }

    [GeneratedRegex(@"\p{L}{4,30}")]
    private static partial Regex Words();
}
