using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Data.Maps;
using Monitor.Domain.Access;
using Monitor.Domain.Metrics;
using Monitor.Domain.Tickets;
using Monitor.Domain.Tickets.Knowledge;
using Monitor.Web.Access;
using Monitor.Web.Tickets.Knowledge;
using NpgsqlTypes;

namespace Monitor.Web.Tickets.Portal;

/// <summary>Something that may help with what somebody is typing.</summary>
public sealed record Suggestion(string Title, string Address, bool IsArticle);

/// <summary>
/// What is like a title that somebody types: articles, and tickets that were solved, by words (full text; the last word may be unfinished) and by letters
/// (trigrams, which forgive a slip). Only what that person may read. Of common words the newest rows are ranked, so that no letter typed reads everything.
/// </summary>
public sealed partial class SuggestionQueries(IDbContextFactory<MonitorDb> contexts)
{
    public const int ShortestText = 4;
    private const int MostArticles = 4;
    private const int MostTickets = 3;
    private const int WordsLookedAt = 8;
    private const int Ranked = 200;
    private const double Threshold = 0.15;
    private const string English = "english";

    private static readonly TicketState[] Done = [TicketState.Resolved, TicketState.Closed];

    public async Task<IReadOnlyList<Suggestion>> FindAsync(Actor actor, string text, CancellationToken cancellationToken)
    {
        actor.Demand(Permissions.PortalUse);
        var title = TicketText.Line(text);
        title = WholeText.First(title, 200);
        if (title.Length < ShortestText || Query(title) is not { } query)
        {
            return [];
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var articles = await db.Articles.AsNoTracking().VisibleArticles(actor, db).Where(a => a.State == ArticleState.Published)
            .Where(a => EF.Property<NpgsqlTsVector>(a, SearchColumn.Name).Matches(EF.Functions.ToTsQuery(English, query)) || EF.Functions.TrigramsAreSimilar(a.Title, title))
            .OrderByDescending(a => a.Id).Take(Ranked)
            .Select(a => new
            {
                a.Id, a.Title, a.HelpedCount,
                Score = EF.Property<NpgsqlTsVector>(a, SearchColumn.Name).Rank(EF.Functions.ToTsQuery(English, query)) + EF.Functions.TrigramsSimilarity(a.Title, title),
            })
            .Where(a => a.Score >= Threshold).OrderByDescending(a => a.Score).ThenByDescending(a => a.HelpedCount).ThenByDescending(a => a.Id).Take(MostArticles)
            .Select(a => new { a.Id, a.Title }).ToListAsync(cancellationToken);
        var tickets = await db.Tickets.AsNoTracking().VisibleTickets(actor, db).Where(t => Done.Contains(t.State) && t.MergedIntoId == null)
            .Where(t => EF.Property<NpgsqlTsVector>(t, SearchColumn.Name).Matches(EF.Functions.ToTsQuery(English, query)) || EF.Functions.TrigramsAreSimilar(t.Title, title))
            .OrderByDescending(t => t.Id).Take(Ranked)
            .Select(t => new
            {
                t.Number, t.Title,
                Score = EF.Property<NpgsqlTsVector>(t, SearchColumn.Name).Rank(EF.Functions.ToTsQuery(English, query)) + EF.Functions.TrigramsSimilarity(t.Title, title),
            })
            .Where(t => t.Score >= Threshold).OrderByDescending(t => t.Score).ThenByDescending(t => t.Number).Take(MostTickets)
            .Select(t => new { t.Number, t.Title }).ToListAsync(cancellationToken);
        return
        [
            .. articles.Select(a => new Suggestion(a.Title, $"/knowledge/{IdText.Of(a.Id)}", true)),
            .. tickets.Select(t => new Suggestion(t.Title, $"/tickets/{IdText.Of(t.Number)}", false)),
        ];
    }

    /// <summary>Any of the words; letters and digits only, so that nothing in it is an operator. Null: there is none.</summary>
    private static string? Query(string title)
    {
        var words = Words().Matches(title).Select(m => m.Value.ToLowerInvariant()).Distinct().Take(WordsLookedAt).ToList();
        if (words.Count == 0)
        {
            return null;
        }

        words[^1] += words[^1].Length > 2 ? ":*" : "";
        return string.Join(" | ", words);
    }

    [GeneratedRegex(@"[\p{L}\p{Nd}]{2,40}")]
    private static partial Regex Words();
}
