namespace Monitor.Domain.Logs.Chunks;

/// <summary>Makes chunks of lines. For one caller at a time; it keeps its memory.</summary>
public sealed class LogSealer
{
    /// <summary>Above it Brotli takes three times as long and saves nothing: the columns have done its work.</summary>
    private const int Quality = 4;
    private readonly LogChunkWriter _writer = new();
    private readonly HashSet<ulong> _words = [];

    /// <summary>
    /// Chunks of these lines, whatever their order: none reaches from one period into the next, none is larger than a chunk may be. Each was opened again and holds what
    /// it was made of; <see cref="InvalidDataException"/> where it does not.
    /// </summary>
    /// <param name="lines">Are put in the order of their places.</param>
    /// <param name="period">Such as an hour.</param>
    public IEnumerable<SealedLogs> Seal(List<LogLine> lines, TimeSpan period)
    {
        lines.Sort((a, b) => a.Time != b.Time ? a.Time.CompareTo(b.Time) : a.Number.CompareTo(b.Number));
        for (int start = 0, end; start < lines.Count; start = end)
        {
            end = EndOf(lines, start, (long)period.TotalMilliseconds);
            yield return Seal([.. lines.GetRange(start, end - start)], (long)period.TotalMilliseconds);
        }
    }

    private static int EndOf(List<LogLine> lines, int start, long period)
    {
        var (end, chars) = (start, 0L);
        while (end < lines.Count && end - start < LogChunkWriter.MostLines && lines[end].Time / period == lines[start].Time / period
            && (end == start || chars + lines[end].Text.Length <= LogChunkWriter.MostChars))
        {
            chars += lines[end++].Text.Length;
        }

        return end;
    }

    private SealedLogs Seal(LogLine[] lines, long period)
    {
        _words.Clear();
        var (worst, marks, part) = (LogSeverity.Debug, LogMarks.None, long.MaxValue);
        foreach (var line in lines)
        {
            WordFilter.Collect(line.Text, _words);
            worst = line.Severity < worst ? line.Severity : worst;
            marks |= line.Marks;
            part = Math.Min(part, line.Number);
        }

        var payload = _writer.Pack(lines, Quality);
        Verify(new LogChunk(payload), lines);
        int[] sources = [.. lines.Select(l => l.SourceId).Distinct().Order()];
        return new SealedLogs(
            lines[0].Time / period * period, lines[0].Time, lines[^1].Time, lines.Length, part, sources, worst, marks, LogCounts.Of(lines), WordFilter.Of(_words), payload);
    }

    private static void Verify(LogChunk chunk, LogLine[] lines)
    {
        var isSame = chunk.Count == lines.Length;
        for (var i = 0; isSame && i < lines.Length; i++)
        {
            var line = lines[i];
            isSame = chunk.Time(i) == line.Time && chunk.Number(i) == line.Number && chunk.SourceId(i) == line.SourceId
                && chunk.Severity(i) == line.Severity && chunk.Marks(i) == line.Marks && chunk.Text(i).SequenceEqual(line.Text);
        }

        if (!isSame)
        {
            throw new InvalidDataException("A chunk of lines does not unpack to the lines that it was made of.");
        }
    }
}
