using System.Text.Json;
using Monitor.Domain.Logs;
using Monitor.Domain.Logs.Records;
using Monitor.Web.Logs.Intake;

namespace Monitor.Web.Intake;

/// <summary>Reads the lines of an agent's batch. A bad line is counted and left out, and so are the lines of a source without a name.</summary>
internal static class LogsParser
{
    private const int MaximumSources = 2000;
    private const int MaximumLines = 50_000;

    public static void Read(ref Utf8JsonReader reader, IncomingBatch batch)
    {
        var total = 0;
        while (JsonList.Next(ref reader, "logs"))
        {
            ThrowIfMore(batch.Logs.Count, MaximumSources - 1);
            var (kind, source, fault, dropped) = ((LogSourceKind?)null, "", (string?)null, 0L);
            var lines = new List<RawLine>();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isKind = reader.ValueTextEquals("kind"u8);
                var isSource = reader.ValueTextEquals("source"u8);
                var isLines = reader.ValueTextEquals("lines"u8);
                var isDropped = reader.ValueTextEquals("dropped"u8);
                reader.Read();
                if (isKind)
                {
                    kind = Kind(ref reader);
                }
                else if (isSource)
                {
                    fault = TextCheck.Read(ref reader, LogSource.NameLength, out source);
                }
                else if (isLines)
                {
                    ReadLines(ref reader, batch.Refusals, lines, ref total);
                }
                else if (isDropped)
                {
                    dropped = JsonNumber.Whole(ref reader) ?? 0;
                }
                else
                {
                    reader.Skip();
                }
            }

            if (kind is null || fault is not null || source.Length == 0)
            {
                batch.Refusals.Add(Refusals.SourceInvalid, Math.Max(1, lines.Count));
            }
            else
            {
                batch.Logs.Add(new RawLines(kind.Value, source, lines, Dropped: (int)Math.Clamp(dropped, 0, int.MaxValue)));
            }
        }
    }

    private static LogSourceKind? Kind(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            return reader.ValueTextEquals("journal"u8) ? LogSourceKind.Journal : reader.ValueTextEquals("file"u8) ? LogSourceKind.File : null;
        }

        reader.Skip();
        return null;
    }

    private static void ReadLines(ref Utf8JsonReader reader, Refusals refusals, List<RawLine> lines, ref int total)
    {
        while (JsonList.Next(ref reader, "lines"))
        {
            ThrowIfMore(total++, MaximumLines - 1);
            if (ReadLine(ref reader) is { } line)
            {
                lines.Add(line);
            }
            else
            {
                refusals.Add(Refusals.LineInvalid);
            }
        }
    }

    private static RawLine? ReadLine(ref Utf8JsonReader reader)
    {
        var (time, text, severity, marks) = ((long?)null, (string?)null, (long?)null, LogMarks.None);
        var isGood = true;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isTime = reader.ValueTextEquals("t"u8);
            var isText = reader.ValueTextEquals("text"u8);
            var isSeverity = reader.ValueTextEquals("severity"u8);
            var isJoined = reader.ValueTextEquals("joined"u8);
            reader.Read();
            if (isText)
            {
                text = LineText.Read(ref reader);
            }
            else if (isTime)
            {
                time = JsonNumber.Whole(ref reader);
                isGood &= time is not null;
            }
            else if (isSeverity && reader.TokenType != JsonTokenType.Null)
            {
                severity = JsonNumber.Whole(ref reader);
                isGood &= severity is >= 0 and <= 7;
            }
            else if (isJoined && reader.TokenType == JsonTokenType.True)
            {
                marks |= LogMarks.Joined;
            }
            else
            {
                reader.Skip();
            }
        }

        return isGood && text is not null ? new RawLine(time, text, (LogSeverity?)severity, marks) : null;
    }

    private static void ThrowIfMore(int count, int most)
    {
        if (count > most)
        {
            throw new BatchTooMuchException("At most 50000 lines of 2000 sources are taken in one batch.");
        }
    }
}
