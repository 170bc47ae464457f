using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Data.Maps;
using Monitor.Domain.Metrics;
using Monitor.Domain.Tickets.Knowledge;
using NpgsqlTypes;

namespace Monitor.Web.Tickets.Knowledge;

/// <summary>Articles by their words, the best match first, as the database ranks them. Where little is found, titles that resemble the words follow.</summary>
internal static class ArticleSearch
{
    public const int TextLength = 200;
    public const int Most = 200;
    private const int Little = 3;
    private const string English = "english";

    /// <summary>How much of a title must resemble the words: two of seven letters may be wrong.</summary>
    private const string Similar = "0.45";

    /// <summary>Null where nothing is searched.</summary>
    public static string? Words(string? text) => TicketText.Line(text) is { Length: > 0 } line ? WholeText.First(line, TextLength) : null;

    /// <param name="articles">Those that the person may read and that pass the other filters.</param>
    public static async Task<IReadOnlyList<int>> FindAsync(MonitorDb db, IQueryable<Article> articles, string words, CancellationToken cancellationToken)
    {
        var found = await articles.Where(a => EF.Property<NpgsqlTsVector>(a, SearchColumn.Name).Matches(EF.Functions.WebSearchToTsQuery(English, words)))
            .OrderByDescending(a => EF.Property<NpgsqlTsVector>(a, SearchColumn.Name).RankCoverDensity(EF.Functions.WebSearchToTsQuery(English, words)))
            .ThenByDescending(a => a.HelpedCount).ThenByDescending(a => a.Id).Take(Most).Select(a => a.Id).ToListAsync(cancellationToken);
        if (found.Count >= Little)
        {
            return found;
        }

        // The limit of the index's operator is a setting of the transaction.
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.Database.ExecuteSqlAsync($"SELECT set_config('pg_trgm.word_similarity_threshold', {Similar}, true)", cancellationToken);
        var alike = await articles.Where(a => EF.Functions.TrigramsAreWordSimilar(words, a.Title))
            .OrderByDescending(a => EF.Functions.TrigramsWordSimilarity(words, a.Title)).ThenByDescending(a => a.Id).Take(50).Select(a => a.Id).ToListAsync(cancellationToken);
        return [.. found, .. alike.Except(found)];
    }
}
