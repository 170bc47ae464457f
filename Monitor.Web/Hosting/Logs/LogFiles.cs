using System.Text;

namespace Monitor.Web.Hosting;

/// <summary>Reads the product's own logs for the administrators' page, newest first, a page at a time.</summary>
public sealed class LogFiles(DataFolder data)
{
    private const int LongestPage = 500;
    private const int Block = 64 * 1024;

    public sealed record Item(string Name, long Bytes, DateTimeOffset ChangedAt);

    /// <summary>Newest first. <see cref="Older"/> is where the next page begins, null at the file's beginning.</summary>
    public sealed record Page(IReadOnlyList<LogEntry> Entries, long? Older);

    public IReadOnlyList<Item> List() =>
        Directory.Exists(data.Logs)
            ? [.. new DirectoryInfo(data.Logs).GetFiles("*.log").OrderBy(f => f.Name, StringComparer.Ordinal)
                .Select(f => new Item(f.Name, f.Length, new DateTimeOffset(f.LastWriteTimeUtc)))]
            : [];

    /// <summary>The lines that end before the offset (null: the file's end). An unknown name is an empty page: only listed files are opened.</summary>
    public async Task<Page> ReadAsync(string name, long? before, int limit, CancellationToken cancellationToken)
    {
        limit = Math.Clamp(limit, 1, LongestPage);
        if (List().FirstOrDefault(f => f.Name == name) is not { } file)
        {
            return new Page([], null);
        }

        await using var stream = new FileStream(Path.Combine(data.Logs, file.Name), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var end = Math.Clamp(before ?? stream.Length, 0, stream.Length);
        var (text, start) = await LastLinesAsync(stream, end, limit, cancellationToken);
        var entries = text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Reverse().Select(LogEntry.Parse).OfType<LogEntry>().ToList();
        return new Page(entries, start > 0 ? start : null);
    }

    /// <summary>Walks backwards in blocks until it has seen enough line ends; lines are ASCII, so a byte is a character.</summary>
    private static async Task<(string Lines, long Start)> LastLinesAsync(FileStream stream, long end, int limit, CancellationToken cancellationToken)
    {
        var text = "";
        var start = end;
        while (start > 0)
        {
            var size = (int)Math.Min(Block, start);
            start -= size;
            var buffer = new byte[size];
            stream.Position = start;
            await stream.ReadExactlyAsync(buffer, cancellationToken);
            text = Encoding.ASCII.GetString(buffer) + text;

            var cut = text.Length > 0 && text[^1] == '\n' ? text.Length - 1 : text.Length;
            for (var lines = 0; lines < limit && cut > 0; lines++)
            {
                cut = text.LastIndexOf('\n', cut - 1);
                if (cut < 0)
                {
                    break;
                }
            }

            if (cut > 0 || (cut == 0 && start > 0))
            {
                return (text[(cut + 1)..], start + cut + 1);
            }
        }

        return (text, 0);
    }
}
