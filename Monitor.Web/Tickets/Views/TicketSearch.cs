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
/// <param name="IsSimilar">Only words that resemble those that were typed are in its title or description.</param>
internal sealed record TicketHit(int Id, int Number, float Rank, long? EntryId = null, bool IsSimilar = false);

/// <summary>
/// Words in titles, descriptions and comments, ranked by the database; what is called by its number comes first. Of very common words the newest
/// <see cref="Candidates"/> are ranked, and what titles and descriptions say that often is not looked for in comments, so that no search reads everything. Where little is found, tickets with what may have been meant follow.
/// </summary>
internal static class TicketSearch
{
    public const int TextLength = 200;
    public const int Most = 500;
    private const int Candidates = 250;
    private const int Little = 3;
    private const int MostAlike = 50;
    private const string English = "english";

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

        var inTickets = await InTicketsAsync(db, tickets, words, cancellationToken);
        var inComments = inTickets.Count < Candidates ? await InCommentsAsync(db, actor, tickets, words, cancellationToken) : [];
        foreach (var hit in inTickets.Concat(inComments))
        {
            hits[hit.Id] = hits.TryGetValue(hit.Id, out var known) ? known with { Rank = known.Rank + hit.Rank } : hit;
        }

        if (hits.Count < Little)
        {
            foreach (var hit in await ByMistypedAsync(db, tickets, words, cancellationToken))
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
            .Where(e => e.Kind == TicketEntryKind.Comment && (seesInternal || !e.IsInternal) && EF.Property<NpgsqlTsVector>(e, SearchColumn.Name).Matches(EF.Functions.WebSearchToTsQuery(English, words)))
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

    private static async Task<List<TicketHit>> ByMistypedAsync(MonitorDb db, IQueryable<Ticket> tickets, string words, CancellationToken cancellationToken)
    {
        if (await MistypedWords.QueryAsync(db, words, cancellationToken) is not { } query)
        {
            return [];
        }

        var newest = tickets.Where(t => EF.Property<NpgsqlTsVector>(t, SearchColumn.Name).Matches(EF.Functions.ToTsQuery(English, query)))
            .OrderByDescending(t => t.Number).Take(Candidates).Select(t => t.Id);
        return await db.Tickets.Where(t => newest.Contains(t.Id))
            .Select(t => new { t.Id, t.Number, Rank = EF.Property<NpgsqlTsVector>(t, SearchColumn.Name).RankCoverDensity(EF.Functions.ToTsQuery(English, query)) })
            .OrderByDescending(t => t.Rank).ThenByDescending(t => t.Number).Take(MostAlike)
            .Select(t => new TicketHit(t.Id, t.Number, t.Rank, null, true)).ToListAsync(cancellationToken);
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
