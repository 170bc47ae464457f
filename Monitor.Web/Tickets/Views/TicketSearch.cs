using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Data.Maps;
using Monitor.Domain.Access;
using Monitor.Domain.Tickets;
using Monitor.Web.Access;
using NpgsqlTypes;

namespace Monitor.Web.Tickets.Views;

/// <summary>A ticket that was found, the best first.</summary>
/// <param name="EntryId">The comment that matches best; null: title or description do.</param>
/// <param name="IsSimilar">Only its title resembles the words.</param>
internal sealed record TicketHit(int Id, int Number, float Rank, long? EntryId = null, bool IsSimilar = false);

/// <summary>
/// Words in titles, descriptions and comments, ranked by the database; what is called by its number comes first. Of very common words the newest
/// <see cref="Candidates"/> are ranked, so that no search reads everything. Where little is found, titles that resemble the words follow.
/// </summary>
internal static class TicketSearch
{
    public const int TextLength = 200;
    public const int Most = 500;
    private const int Candidates = 500;
    private const int Little = 3;
    private const string English = "english";

    /// <summary>How much of a title must resemble the words: two of seven letters may be wrong.</summary>
    private const string Similar = "0.45";

    /// <summary>Null where nothing is searched.</summary>
    public static string? Words(string text) => TicketText.Line(text) is { Length: > 0 and <= TextLength } words ? words : null;

    /// <param name="tickets">The visible tickets that pass the other filters.</param>
    public static async Task<IReadOnlyList<TicketHit>> FindAsync(
        MonitorDb db, Actor actor, IQueryable<Ticket> tickets, string words, CancellationToken cancellationToken)
    {
        var hits = new Dictionary<int, TicketHit>();
        foreach (var hit in await ByNumberAsync(tickets, words, cancellationToken))
        {
            hits[hit.Id] = hit;
        }

        foreach (var hit in (await InTicketsAsync(db, tickets, words, cancellationToken)).Concat(await InCommentsAsync(db, actor, tickets, words, cancellationToken)))
        {
            hits[hit.Id] = hits.TryGetValue(hit.Id, out var known) ? known with { Rank = known.Rank + hit.Rank } : hit;
        }

        if (hits.Count < Little)
        {
            foreach (var hit in await BySimilarityAsync(db, tickets, words, cancellationToken))
            {
                hits.TryAdd(hit.Id, hit);
            }
        }

        return [.. hits.Values.OrderBy(h => h.IsSimilar).ThenByDescending(h => h.Rank).ThenByDescending(h => h.Number).Take(Most)];
    }

    private static async Task<List<TicketHit>> ByNumberAsync(IQueryable<Ticket> tickets, string words, CancellationToken cancellationToken) =>
        int.TryParse(words.TrimStart('#'), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? await tickets.Where(t => t.Number == number).Select(t => new TicketHit(t.Id, t.Number, float.MaxValue, null, false)).ToListAsync(cancellationToken)
            : [];

    private static Task<List<TicketHit>> InTicketsAsync(MonitorDb db, IQueryable<Ticket> tickets, string words, CancellationToken cancellationToken)
    {
        var newest = tickets.Where(t => EF.Property<NpgsqlTsVector>(t, SearchColumn.Name).Matches(EF.Functions.WebSearchToTsQuery(English, words)))
            .OrderByDescending(t => t.Number).Take(Candidates).Select(t => t.Id);
        return db.Tickets.Where(t => newest.Contains(t.Id))
            .Select(t => new TicketHit(
                t.Id, t.Number, EF.Property<NpgsqlTsVector>(t, SearchColumn.Name).RankCoverDensity(EF.Functions.WebSearchToTsQuery(English, words)), null, false))
            .ToListAsync(cancellationToken);
    }

    /// <summary>Internal notes count only for those who may read them. The best comment of each ticket.</summary>
    private static async Task<IEnumerable<TicketHit>> InCommentsAsync(
        MonitorDb db, Actor actor, IQueryable<Ticket> tickets, string words, CancellationToken cancellationToken)
    {
        var seesInternal = actor.May(Permissions.TicketsRead);
        var newest = db.TicketEntries
            .Where(e => (seesInternal || !e.IsInternal) && EF.Property<NpgsqlTsVector>(e, SearchColumn.Name).Matches(EF.Functions.WebSearchToTsQuery(English, words)))
            .Where(e => tickets.Select(t => t.Id).Contains(e.TicketId))
            .OrderByDescending(e => e.Id).Take(Candidates).Select(e => e.Id);
        var found = await (
            from e in db.TicketEntries.AsNoTracking()
            where newest.Contains(e.Id)
            join t in db.Tickets on e.TicketId equals t.Id
            select new TicketHit(
                t.Id, t.Number, EF.Property<NpgsqlTsVector>(e, SearchColumn.Name).RankCoverDensity(EF.Functions.WebSearchToTsQuery(English, words)), e.Id, false))
            .ToListAsync(cancellationToken);
        return found.GroupBy(h => h.Id).Select(g => g.MaxBy(h => h.Rank)!);
    }

    private static async Task<List<TicketHit>> BySimilarityAsync(MonitorDb db, IQueryable<Ticket> tickets, string words, CancellationToken cancellationToken)
    {
        // The limit of the index's operator is a setting of the transaction.
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.Database.ExecuteSqlAsync($"SELECT set_config('pg_trgm.word_similarity_threshold', {Similar}, true)", cancellationToken);
        return await tickets.Where(t => EF.Functions.TrigramsAreWordSimilar(words, t.Title))
            .OrderByDescending(t => EF.Functions.TrigramsWordSimilarity(words, t.Title)).ThenByDescending(t => t.Number).Take(50)
            .Select(t => new TicketHit(t.Id, t.Number, (float)EF.Functions.TrigramsWordSimilarity(words, t.Title), null, true)).ToListAsync(cancellationToken);
    }

    /// <summary>The words of each hit in their place, of a page of hits.</summary>
    public static async Task<IReadOnlyDictionary<int, IReadOnlyList<SnippetPart>>> SnippetsAsync(
        MonitorDb db, IReadOnlyCollection<TicketHit> hits, string words, CancellationToken cancellationToken)
    {
        var (ids, entries) = (hits.Where(h => h.EntryId is null && !h.IsSimilar).Select(h => h.Id).ToArray(), hits.Select(h => h.EntryId).OfType<long>().ToArray());
        var found = await db.Tickets.Where(t => ids.Contains(t.Id))
            .Select(t => new { t.Id, Line = EF.Functions.WebSearchToTsQuery(English, words).GetResultHeadline(English, t.Description.Substring(0, 4000), Snippets.Options) })
            .ToListAsync(cancellationToken);
        if (entries.Length > 0)
        {
            found.AddRange(await db.TicketEntries.Where(e => entries.Contains(e.Id))
                .Select(e => new { Id = e.TicketId, Line = EF.Functions.WebSearchToTsQuery(English, words).GetResultHeadline(English, e.Text.Substring(0, 4000), Snippets.Options) })
                .ToListAsync(cancellationToken));
        }

        return found.Where(f => f.Line.Length > 0).ToDictionary(f => f.Id, f => Snippets.Split(f.Line));
    }
}
