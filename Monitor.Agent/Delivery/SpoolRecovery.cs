namespace Monitor.Agent.Delivery;

/// <summary>
/// Reads the segments that an earlier run left. Every sound record is found again, whatever lies around it; damaged bytes are set aside in a folder of
/// bounded size and counted.
/// </summary>
internal static class SpoolRecovery
{
    private const int MostDamagedFiles = 16;

    public sealed record Found(List<SpoolSegment> Segments, long HighestSeq, int HighestNumber, int DamagedPieces, SpoolCursor? Cursor);

    public static Found Open(string folder, SpoolCursor? cursor)
    {
        var segments = new List<SpoolSegment>();
        var contents = new Dictionary<int, byte[]>();
        var (damaged, highestNumber) = (0, cursor?.Segment ?? 0);
        foreach (var path in SpoolSegment.FilesIn(folder))
        {
            if (SpoolSegment.TryNumber(path, out var number))
            {
                highestNumber = Math.Max(highestNumber, number);
                var segment = new SpoolSegment(folder, number);
                if (TryRead(segment) is { } bytes)
                {
                    contents[number] = bytes;
                    segments.Add(segment);
                }
                else
                {
                    damaged++;
                }
            }
        }

        segments.Sort(static (a, b) => a.Number.CompareTo(b.Number));
        if (cursor is { } given && !Fits(given, contents))
        {
            // It speaks of data that is not there: everything that is not marked as done is sent again.
            cursor = null;
        }

        var highest = 0L;
        foreach (var segment in segments)
        {
            damaged += Count(folder, segment, contents[segment.Number], cursor, ref highest);
        }

        return new Found(segments, highest, highestNumber, damaged, cursor);
    }

    /// <summary>True when it points at a place where a record starts or the data ends.</summary>
    internal static bool Fits(SpoolCursor cursor, Dictionary<int, byte[]> contents)
    {
        if (!contents.TryGetValue(cursor.Segment, out var bytes))
        {
            // The segment it names has been dealt with and deleted; only later ones may be left.
            return contents.Keys.All(number => number > cursor.Segment);
        }

        if (cursor.Offset == bytes.Length || cursor.Offset == 0)
        {
            return true;
        }

        var reader = new SpoolReader(bytes);
        while (reader.MoveNext())
        {
            if (reader.Offset == cursor.Offset)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Null: it cannot be read. It stays where it is for whoever mends the disk; no other segment gets its number.</summary>
    private static byte[]? TryRead(SpoolSegment segment)
    {
        try
        {
            return segment.OpenAndRead();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static int Count(string folder, SpoolSegment segment, byte[] bytes, SpoolCursor? cursor, ref long highest)
    {
        var damaged = 0;
        var reader = new SpoolReader(bytes);
        while (true)
        {
            var more = reader.MoveNext();
            if (reader.Gap.Length > 0)
            {
                damaged++;
                SetAside(folder, segment.Number, reader.Gap.Start, bytes.AsSpan(reader.Gap.Start, reader.Gap.Length));
            }

            if (!more)
            {
                return damaged;
            }

            highest = Math.Max(highest, reader.Seq);
            var isBehind = cursor is { } c && (segment.Number < c.Segment || (segment.Number == c.Segment && reader.Offset < c.Offset));
            if (!reader.IsDone && !isBehind)
            {
                segment.Pending++;
            }
        }
    }

    private static void SetAside(string folder, int number, int offset, ReadOnlySpan<byte> bytes)
    {
        try
        {
            var aside = Directory.CreateDirectory(Path.Combine(folder, "damaged")).FullName;
            if (Directory.GetFiles(aside).Length < MostDamagedFiles)
            {
                using var file = new FileStream(Path.Combine(aside, $"{number:D8}-{offset}.bin"), FileMode.Create, FileAccess.Write);
                file.Write(bytes);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Keeping what is broken is a courtesy; starting is a duty.
        }
    }
}
