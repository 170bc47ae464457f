using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Data.Maps;
using Monitor.Web.Access;
using NpgsqlTypes;

namespace Monitor.Web.Tickets.Relations;

/// <summary>
/// Older tickets that say something alike: by words (full text) and by letters (trigrams, which forgive a slip). Only those that the person may see.
/// </summary>
public sealed partial class RelatedTickets(IDbContextFactory<MonitorDb> contexts)
{
    public const int Most = 20;
    private const int WordsLookedAt = 8;

    /// <summary>What common words find is not all ranked: the newest are.</summary>
    private const int Ranked = 400;

    private const double Threshold = 0.15;

    /// <param name="notNumber">A ticket that is not meant: the one that is looked at.</param>
    public async Task<IReadOnlyList<TicketReference>> FindAsync(
        Actor actor, string text, int? notNumber, int limit, CancellationToken cancellationToken)
    {
        var title = TicketText.Line(text);
        title = title.Length > 300 ? title[..300] : title;
        var words = Words().Matches(title).Select(m => m.Value.ToLowerInvariant()).Distinct().Take(WordsLookedAt).ToList();
        if (words.Count == 0)
        {
            return [];
        }

        var query = string.Join(" | ", words);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Tickets.AsNoTracking().VisibleTickets(actor, db)
            .Where(t => t.MergedIntoId == null && (notNumber == null || t.Number != notNumber))
            .Where(t => EF.Property<NpgsqlTsVector>(t, SearchColumn.Name).Matches(EF.Functions.ToTsQuery("english", query)) || EF.Functions.TrigramsAreSimilar(t.Title, title))
            .OrderByDescending(t => t.Id).Take(Ranked)
            .Select(t => new
            {
                t.Number, t.Title, t.State,
                Score = EF.Property<NpgsqlTsVector>(t, SearchColumn.Name).Rank(EF.Functions.ToTsQuery("english", query)) + EF.Functions.TrigramsSimilarity(t.Title, title),
            })
            .Where(t => t.Score >= Threshold).OrderByDescending(t => t.Score).ThenByDescending(t => t.Number).Take(Math.Clamp(limit, 1, Most))
            .Select(t => new TicketReference(t.Number, t.Title, t.State)).ToListAsync(cancellationToken);
    }

    [GeneratedRegex(@"[\p{L}\p{Nd}]{2,40}")]
    private static partial Regex Words();
}
