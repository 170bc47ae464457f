namespace Monitor.Agent.Logs;

/// <summary>What journalctl writes: entries, a line each, and words where something is wrong. Neither is kept in memory beyond a bound.</summary>
/// <param name="output">Of its entries.</param>
/// <param name="place">The cursor of the last entry.</param>
/// <param name="clock">Of an entry whose own time was not read.</param>
internal sealed class JournalOutput(Stream output, Func<string?> place, TimeProvider clock)
{
    private const int MostLineBytes = 512 * 1024;
    private const int MostWords = 300;

    /// <summary>The first words; the rest is read and forgotten, since a full pipe would hold it up.</summary>
    public static async Task<string> ReadWordsAsync(TextReader errors, CancellationToken cancellationToken)
    {
        var (words, rest) = (new char[MostWords], new char[1024]);
        var length = await errors.ReadBlockAsync(words, cancellationToken);
        while (await errors.ReadAsync(rest, cancellationToken) > 0)
        {
        }

        return new string(words, 0, length).Trim();
    }

    /// <summary>Gives each entry until the output ends.</summary>
    public async Task ReadAsync(Func<JournalEntry, CancellationToken, ValueTask> give, CancellationToken cancellationToken)
    {
        var buffer = new byte[16 * 1024];
        var (start, end, isInLine) = (0, 0, false);
        while (true)
        {
            if (start > 0)
            {
                buffer.AsSpan(start, end - start).CopyTo(buffer);
                (start, end) = (0, end - start);
            }

            if (end == buffer.Length)
            {
                if (buffer.Length >= MostLineBytes)
                {
                    // An entry beyond all measure: its place is kept, or the one before it; it counts as dropped.
                    if (!isInLine && TooLong(buffer) is { } cut)
                    {
                        await give(cut, cancellationToken);
                    }

                    (end, isInLine) = (0, true);
                }
                else
                {
                    Array.Resize(ref buffer, buffer.Length * 2);
                }
            }

            var read = await output.ReadAsync(buffer.AsMemory(end), cancellationToken);
            if (read == 0)
            {
                return;
            }

            end += read;
            while (buffer.AsSpan(start, end - start).IndexOf((byte)'\n') is >= 0 and var length)
            {
                if (!isInLine && JournalEntry.TryParse(buffer.AsSpan(start, length)) is { } entry)
                {
                    await give(entry, cancellationToken);
                }

                (start, isInLine) = (start + length + 1, false);
            }
        }
    }

    private JournalEntry? TooLong(byte[] beginning) =>
        (JournalEntry.CursorOf(beginning) ?? place()) is { } cursor ? new JournalEntry(cursor, clock.GetUtcNow(), "unknown", null, null, null) : null;
}
