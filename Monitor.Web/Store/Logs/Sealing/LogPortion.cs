using Monitor.Domain.Logs;
using Monitor.Domain.Logs.Chunks;
using Monitor.Domain.Logs.Cleaning;
using Npgsql;

namespace Monitor.Web.Store.Logs.Sealing;

/// <summary>A row of lines that waits to be sealed: its key, and how many lines it has.</summary>
internal readonly record struct WaitingRow<TKey>(TKey Key, int Lines);

/// <summary>
/// Reads rows of lines until there are about so many characters: lines are packed well, and may be long, so that nobody knows before how many a row has. What is read in one go
/// cannot be more than that many, or it is one row.
/// </summary>
internal sealed class LogPortion<TKey>(int mostChars)
{
    private long _chars;

    public List<LogLine> Lines { get; } = [];

    /// <summary>The rows that were read.</summary>
    public List<TKey> Rows { get; } = [];

    /// <param name="waiting">Those that are read are taken off.</param>
    /// <param name="read">The statement that reads these rows.</param>
    /// <param name="take">Adds the lines of the row at which the reader stands, by <see cref="Add"/>.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task FillAsync(Queue<WaitingRow<TKey>> waiting, Func<IReadOnlyList<TKey>, NpgsqlCommand> read, Action<NpgsqlDataReader> take, CancellationToken cancellationToken)
    {
        while (_chars < mostChars && waiting.Count > 0)
        {
            var some = Next(waiting);
            Rows.AddRange(some);
            await using var command = read(some);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                take(reader);
            }
        }
    }

    public void Add(in LogLine line)
    {
        Lines.Add(line);
        _chars += line.Text.Length;
    }

    private List<TKey> Next(Queue<WaitingRow<TKey>> waiting)
    {
        var (some, chars) = (new List<TKey>(), 0L);
        while (waiting.TryPeek(out var row) && (some.Count == 0 || chars + MostOf(row) <= mostChars))
        {
            chars += MostOf(row);
            some.Add(waiting.Dequeue().Key);
        }

        return some;
    }

    private static long MostOf(WaitingRow<TKey> row) => Math.Min((long)row.Lines * LogCleaner.Most, LogChunkWriter.MostChars);
}
