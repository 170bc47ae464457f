using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Tickets;
using Monitor.Web.Access;

namespace Monitor.Web.Tickets.Views;

/// <summary>A page of a list and how many there are in all; counting stops at <see cref="TicketLists.MostCounted"/>.</summary>
public sealed record TicketListPage(IReadOnlyList<TicketRow> Rows, int Total)
{
    public bool IsMore => Total > TicketLists.MostCounted;

    /// <summary>The last page that has anything on it, as far as was counted.</summary>
    public int LastPage(int size) => Math.Max(1, (Total + size - 1) / size);
}

/// <summary>
/// Lists of tickets for screens, API and exports: filtered, sorted and paged by the database. First the ids in their order, then the rows of one page, so that
/// the width of a row costs the sorting nothing.
/// </summary>
public sealed class TicketLists(IDbContextFactory<MonitorDb> contexts, TimeProvider time)
{
    public const int MostCounted = 10_000;

    public async Task<TicketListPage> PageAsync(Actor actor, TicketListQuery query, int size, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var tickets = TicketFiltering.Apply(db, actor, query.Filter, time.GetUtcNow());
        var skipped = (query.Page - 1) * size;
        if (TicketSearch.Words(query.Filter.Text) is { } words)
        {
            return await FoundAsync(db, actor, query, tickets, words, skipped, size, cancellationToken);
        }

        var ids = await TicketSorting.By(db, actor, tickets, query.Sort, query.IsDescending).Select(t => t.Id).Skip(skipped).Take(size).ToListAsync(cancellationToken);
        var total = ids.Count < size && (ids.Count > 0 || skipped == 0) ? skipped + ids.Count : await tickets.Take(MostCounted + 1).CountAsync(cancellationToken);
        return new(await TicketRows.ReadAsync(db, actor, ids, cancellationToken), total);
    }

    /// <summary>The next ones below a number, newest first.</summary>
    public async Task<IReadOnlyList<TicketRow>> AfterAsync(Actor actor, TicketFilter filter, int? after, int limit, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var tickets = TicketFiltering.Apply(db, actor, filter, time.GetUtcNow()).Where(t => after == null || t.Number < after);
        if (TicketSearch.Words(filter.Text) is { } words)
        {
            var hits = await TicketSearch.FindAsync(db, actor, tickets, words, cancellationToken);
            return await TicketRows.ReadAsync(db, actor, [.. hits.OrderByDescending(h => h.Number).Take(limit).Select(h => h.Id)], cancellationToken);
        }

        return await TicketRows.ReadAsync(db, actor, await tickets.OrderByDescending(t => t.Number).Take(limit).Select(t => t.Id).ToListAsync(cancellationToken), cancellationToken);
    }

    /// <summary>The best hits of a search, with the place of the words.</summary>
    public async Task<IReadOnlyList<TicketRow>> SearchAsync(Actor actor, TicketFilter filter, int limit, CancellationToken cancellationToken) =>
        TicketSearch.Words(filter.Text) is null ? [] : (await PageAsync(actor, new TicketListQuery { Filter = filter }, limit, cancellationToken)).Rows;

    /// <summary>All ids of a list in its order, up to a bound, for exports and for what is done to many.</summary>
    public async Task<IReadOnlyList<(int Id, int Number)>> IdsAsync(Actor actor, TicketListQuery query, int most, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var tickets = TicketFiltering.Apply(db, actor, query.Filter, time.GetUtcNow());
        if (TicketSearch.Words(query.Filter.Text) is { } words)
        {
            var hits = await TicketSearch.FindAsync(db, actor, tickets, words, cancellationToken);
            if (query.Sort == TicketSort.Usual)
            {
                return [.. hits.Take(most).Select(h => (h.Id, h.Number))];
            }

            tickets = Of(db, hits);
        }

        var found = await TicketSorting.By(db, actor, tickets, query.Sort, query.IsDescending).Select(t => new { t.Id, t.Number }).Take(most).ToListAsync(cancellationToken);
        return [.. found.Select(f => (f.Id, f.Number))];
    }

    public async Task<IReadOnlyList<TicketRow>> RowsAsync(Actor actor, IReadOnlyCollection<int> ids, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await TicketRows.ReadAsync(db, actor, ids, cancellationToken);
    }

    /// <summary>What a list can be filtered by.</summary>
    public async Task<TicketChoices> ChoicesAsync(Actor actor, TicketFilter filter, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await TicketChoices.ReadAsync(db, actor, filter, cancellationToken);
    }

    private static async Task<TicketListPage> FoundAsync(
        MonitorDb db, Actor actor, TicketListQuery query, IQueryable<Ticket> tickets, string words, int skipped, int size, CancellationToken cancellationToken)
    {
        var hits = await TicketSearch.FindAsync(db, actor, tickets, words, cancellationToken);
        var ids = query.Sort == TicketSort.Usual
            ? [.. hits.Skip(skipped).Take(size).Select(h => h.Id)]
            : await TicketSorting.By(db, actor, Of(db, hits), query.Sort, query.IsDescending).Select(t => t.Id).Skip(skipped).Take(size).ToListAsync(cancellationToken);
        var shown = ids.ToHashSet();
        var found = hits.Where(h => shown.Contains(h.Id)).ToDictionary(h => h.Id);
        var snippets = await TicketSearch.SnippetsAsync(db, found.Values, words, cancellationToken);
        var rows = await TicketRows.ReadAsync(db, actor, ids, cancellationToken);
        return new([.. rows.Select(r => r with { Snippet = snippets.GetValueOrDefault(r.Id, []), IsSimilar = found[r.Id].IsSimilar })], hits.Count);
    }

    private static IQueryable<Ticket> Of(MonitorDb db, IReadOnlyList<TicketHit> hits)
    {
        var ids = hits.Select(h => h.Id).ToArray();
        return db.Tickets.AsNoTracking().Where(t => ids.Contains(t.Id));
    }
}
