using Monitor.Domain.Logs;
using Monitor.Domain.Logs.Chunks;

namespace Monitor.Web.Store.Logs;

/// <summary>A row of <c>log_hot</c> on its way there: lines of one batch that are kept for the same time. Their numbers come with the row's.</summary>
internal sealed record HotLogs(SampleBatch Batch, LogRetention Retention, LogLine[] Lines, byte[] Payload)
{
    /// <summary>The bits of a line's number that are its place in its row.</summary>
    private const int PlaceBits = 16;

    public static long NumberOf(long id, int place) => (id << PlaceBits) | (uint)place;

    /// <summary>The row of the line with this number.</summary>
    public static long RowOf(long number) => number >> PlaceBits;

    /// <summary>The lines with their numbers.</summary>
    public IEnumerable<LogLine> Numbered(long id) => Lines.Select((line, place) => line with { Number = NumberOf(id, place) });

    /// <summary>All rows of a batch, in the order of its lines as far as they are kept for the same time.</summary>
    public static IEnumerable<HotLogs> Of(SampleBatch batch, Func<int, LogRetention> retention, LogChunkWriter writer)
    {
        foreach (var kept in batch.Logs.GroupBy(line => retention(line.SourceId)))
        {
            foreach (var lines in Cut(kept))
            {
                yield return new HotLogs(batch, kept.Key, lines, writer.Pack(lines, quality: 1));
            }
        }
    }

    private static IEnumerable<LogLine[]> Cut(IEnumerable<LogLine> all)
    {
        var (lines, chars) = (new List<LogLine>(), 0L);
        foreach (var line in all)
        {
            if (lines.Count == LogChunkWriter.MostLines || (lines.Count > 0 && chars + line.Text.Length > LogChunkWriter.MostChars))
            {
                yield return [.. lines];
                lines.Clear();
                chars = 0;
            }

            lines.Add(line);
            chars += line.Text.Length;
        }

        yield return [.. lines];
    }
}
