using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Web.Access;
using Monitor.Web.Hosting;
using Monitor.Web.Store.Logs;

namespace Monitor.Web.Logs.Desk;

/// <summary>The lines of a search as a file, read and sent in pieces: at most <see cref="Most"/> of them, the newest. That somebody took them is written down.</summary>
public sealed class LogExport(LogDesk desk, IDbContextFactory<MonitorDb> contexts, AuditLog audit)
{
    public const int Most = 100_000;

    /// <summary>Of the rounds of a search that finds little.</summary>
    private const int MostRounds = 500;

    public static IReadOnlyList<string> Formats { get; } = ["csv", "ndjson", "text"];

    /// <summary>Before anything is sent: what is wanted, and by whom.</summary>
    public async Task RecordAsync(Actor actor, LogSearch search, ReadyLogSearch ready, string format, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        audit.Add(db, actor, "logs.exported", "logs", format, null, new { search.Words, Hosts = ready.Hosts.Count, search.HostIds, search.Source, ready.Ask.From, ready.Ask.To });
        await db.SaveChangesAsync(cancellationToken);
    }

    public async Task WriteAsync(ReadyLogSearch search, string format, HttpResponse response, CancellationToken cancellationToken)
    {
        var csv = new CsvText("time", "host", "source", "severity", "marks", "text");
        if (format == "csv")
        {
            await response.WriteAsync(csv.Take(), Encoding.UTF8, cancellationToken);
        }

        var (sent, next) = (0, (LogPlace?)null);
        for (var round = 0; round < MostRounds && sent < Most; round++)
        {
            var rows = await desk.FindAsync(search.From(next), cancellationToken);
            var piece = rows.Rows.Take(Most - sent).ToList();
            await response.WriteAsync(Text(piece, format, csv), Encoding.UTF8, cancellationToken);
            (sent, next) = (sent + piece.Count, rows.Next);
            if (next is null && piece.Count == rows.Rows.Count)
            {
                return;
            }
        }

        // Whoever reads the file sees that it is not all.
        await response.WriteAsync(format switch
        {
            "ndjson" => "{\"cut\":true}\n",
            "csv" => "cut,,,,,There are more lines than one file may hold: ask for a shorter time\r\n",
            _ => "# There are more lines than one file may hold: ask for a shorter time\n",
        }, Encoding.UTF8, cancellationToken);
    }

    private static string Text(IReadOnlyList<LogRow> rows, string format, CsvText csv)
    {
        if (format == "csv")
        {
            foreach (var row in rows)
            {
                csv.Row(row.Time, row.Host, row.Source.Name, LogLabels.Key(row.Line.Severity), string.Join(' ', LogLabels.Keys(row.Line.Marks)), row.Line.Text);
            }

            return csv.Take();
        }

        var text = new StringBuilder();
        foreach (var row in rows)
        {
            _ = format == "ndjson"
                ? text.Append(JsonSerializer.Serialize(LogItem.Of(row), LogItem.Json)).Append('\n')
                : text.Append(CultureInfo.InvariantCulture, $"{row.Time.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.fff'Z'} {row.Host} {row.Source.Name} {LogLabels.Key(row.Line.Severity)}: ")
                    .Append(row.Line.Text.ReplaceLineEndings("\n    ")).Append('\n');
        }

        return text.ToString();
    }
}

/// <summary>A line as the API and the export tell it.</summary>
internal sealed record LogItem(string Place, DateTimeOffset Time, int HostId, string Host, int SourceId, string Source, string Kind, string Severity, IReadOnlyList<string> Marks, string Text)
{
    /// <summary>As the API writes; letters of all languages as themselves.</summary>
    public static JsonSerializerOptions Json { get; } = Options();

    public static LogItem Of(LogRow row) => new(
        LogPlaces.Text(row.Place), row.Time, row.HostId, row.Host, row.Source.Id, row.Source.Name, LogLabels.KindKey(row.Source.Kind), LogLabels.Key(row.Line.Severity),
        [.. LogLabels.Keys(row.Line.Marks)], row.Line.Text);

    private static JsonSerializerOptions Options()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.Create(System.Text.Unicode.UnicodeRanges.All) };
        ApiJson.AddTimes(options.Converters);
        return options;
    }
}
