using Monitor.Web.Store.Sealing;
using Npgsql;

namespace Monitor.Web.Store.Logs.Reading;

/// <summary>Which rows may have lines that are asked for, from one view of the database: between two, an hour might be sealed.</summary>
internal static class LogUnits
{
    /// <summary>More are not looked at in one go.</summary>
    public const int Most = 20_000;

    private const string Rows =
        """
        SELECT true, host_id, id, retention, arrived, first AS f, last AS l, lines, $6::int[] IS NULL FROM log_hot
        WHERE host_id = ANY($1) AND last >= $2 AND first < $3
        UNION ALL
        SELECT false, host_id, part, retention, start, first, last, lines, $6::int[] IS NULL OR sources <@ $6::int[] FROM log_chunks
        WHERE host_id = ANY($1) AND start >= $4 AND start < $3 AND last >= $2 AND first < $3 AND worst <= $5
        AND ($6::int[] IS NULL OR sources && $6::int[]) AND ($7 = 0 OR marks & $7 <> 0)
        """;

    private const string NewestFirst = Rows + "\nORDER BY l DESC LIMIT 20001";
    private const string OldestFirst = Rows + "\nORDER BY f LIMIT 20001";

    /// <summary>In the order in which they are read; one more than <see cref="Most"/> where there are more.</summary>
    public static async Task<List<LogUnit>> ListAsync(NpgsqlConnection connection, LogAsk ask, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(ask.OldestFirst ? OldestFirst : NewestFirst, connection);
        command.Parameters.Add(new NpgsqlParameter<int[]> { TypedValue = [.. ask.HostIds] });
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = ask.From.UtcDateTime });
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = ask.To.UtcDateTime });
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = SealPeriods.Floor(ask.From, SealPeriods.Day).UtcDateTime });
        command.Parameters.Add(new NpgsqlParameter<short> { TypedValue = (short)ask.AtLeast });
        command.Parameters.Add(new NpgsqlParameter { Value = ask.SourceIds is null ? DBNull.Value : ask.SourceIds.ToArray(), NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Array | NpgsqlTypes.NpgsqlDbType.Integer });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = (int)ask.Marks });
        var units = new List<LogUnit>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            units.Add(new LogUnit(
                reader.GetBoolean(0), reader.GetInt32(1), reader.GetInt64(2), reader.GetInt16(3), reader.GetFieldValue<DateTimeOffset>(4),
                Milliseconds(reader, 5), Milliseconds(reader, 6), reader.GetInt32(7), reader.GetBoolean(8)));
        }

        return units;
    }

    private static long Milliseconds(NpgsqlDataReader reader, int column) => reader.GetFieldValue<DateTimeOffset>(column).ToUnixTimeMilliseconds();
}
