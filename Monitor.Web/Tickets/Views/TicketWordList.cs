using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Tickets;

namespace Monitor.Web.Tickets.Views;

/// <summary>
/// Keeps the words of all titles, in which search looks up what was mistyped: some thousands of them, however many titles there are. Reads each
/// title once, and the last few again, which may have been committed out of order.
/// </summary>
public sealed class TicketWordList(IDbContextFactory<MonitorDb> contexts)
{
    private const int AtOnce = 5000;
    private const int Again = 200;
    private int? _readTo;

    /// <summary>Takes in what came since.</summary>
    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        _readTo ??= await db.TicketWords.MaxAsync(w => (int?)w.TicketId, cancellationToken) ?? 0;
        int came;
        do
        {
            var from = _readTo.Value - Again;
            var read = (await db.Database.SqlQuery<TitleBatch>(
                $"""
                WITH batch AS (SELECT id, title FROM tickets WHERE id > {from} ORDER BY id LIMIT {AtOnce + Again}),
                found AS (SELECT w.word, min(id) AS id FROM batch, unnest(tsvector_to_array(to_tsvector('simple', title))) AS w (word)
                    WHERE w.word ~ '^[[:alpha:]]+$' AND length(w.word) BETWEEN {TicketWord.ShortestWord} AND {TicketWord.LongestWord} GROUP BY w.word ORDER BY w.word),
                added AS (INSERT INTO ticket_words (word, ticket_id) SELECT word, id FROM found ON CONFLICT DO NOTHING)
                SELECT coalesce(max(id), 0) AS "To", count(*)::int AS "Count" FROM batch
                """).ToListAsync(cancellationToken)).Single();
            came = read.Count;
            _readTo = Math.Max(_readTo.Value, read.To);
        }
        while (came == AtOnce + Again);
    }

    private sealed record TitleBatch(int To, int Count);
}
