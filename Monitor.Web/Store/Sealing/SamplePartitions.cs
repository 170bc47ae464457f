using System.Globalization;
using Npgsql;

namespace Monitor.Web.Store.Sealing;

/// <summary>The partitions of the sample tables by their names, which carry the start of their period.</summary>
internal static class SamplePartitions
{
    /// <summary>Names and starts of the partitions of a table, oldest first.</summary>
    public static async Task<IReadOnlyList<(string Name, DateTimeOffset Start)>> ListAsync(
        NpgsqlDataSource source, string table, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(
            "SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = to_regclass('public.' || quote_ident($1)) ORDER BY 1");
        command.Parameters.AddWithValue(table);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var partitions = new List<(string, DateTimeOffset)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var name = reader.GetString(0);
            if (TryStart(name.AsSpan(Math.Min(table.Length + 1, name.Length)), out var start))
            {
                partitions.Add((name, start));
            }
        }

        return partitions;
    }

    private static bool TryStart(ReadOnlySpan<char> text, out DateTimeOffset start) => DateTimeOffset.TryParseExact(
        text, text.Length == 10 ? "yyyyMMddHH" : "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out start);
}
