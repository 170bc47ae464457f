using Monitor.Web.Store.Sealing;
using Npgsql;

namespace Monitor.Web.Store.Reading;

/// <summary>
/// One statement for one stream, so that sealed and unsealed come from one view of the database: between two, an hour might move from one to the other. Rows are
/// (kind, time, bytes, parts): for a chunk its times and the wanted columns, for a roll-up the wanted columns, for a tick the packed row.
/// </summary>
internal static class StreamQuery
{
    public const int Tick = 0;
    public const int Late = 1;
    public const int HourMinutes = SealedTables.HourMinutes + 10;
    public const int DayMinutes = SealedTables.DayMinutes + 10;
    public const int DayHours = SealedTables.DayHours + 10;
    public const int HourChunk = 21;
    public const int DayChunk = 44;

    private const string ChunkParts =
        """
        ARRAY(SELECT coalesce(substring(payload FROM offsets[o + 2] + 1 FOR offsets[o + 3] - offsets[o + 2]), '') FROM unnest($4) WITH ORDINALITY AS w(o, n) ORDER BY n)
        """;

    private const string RollupParts =
        """
        ARRAY(SELECT coalesce(substring(payload FROM offsets[o + 1] + 1 FOR offsets[o + 2] - offsets[o + 1]), '') FROM unnest($4) WITH ORDINALITY AS w(o, n) ORDER BY n)
        """;

    private const string Rows =
        $"""
        UNION ALL SELECT 0, ts, v, NULL FROM hot_ticks WHERE {HotTicks.OfFirst} AND ts >= $2 AND ts < $3
        UNION ALL SELECT 1, ts, v, NULL FROM late_ticks WHERE stream_id = $1 AND ts >= $2 AND ts < $3
        """;

    private const string Samples =
        $"""
        SELECT 44, start, substring(payload FROM 1 FOR offsets[2]), {ChunkParts} FROM chunks WHERE stream_id = $1 AND hours = 24 AND start >= $5 AND start < $3
        UNION ALL
        SELECT 21, start, substring(payload FROM 1 FOR offsets[2]), {ChunkParts} FROM chunks WHERE stream_id = $1 AND hours = 1 AND start >= $6 AND start < $3
        {Rows}
        """;

    private static readonly string Minutes = Rollups(SealedTables.DayMinutes);
    private static readonly string Hours = Rollups(SealedTables.DayHours);

    public static NpgsqlBatchCommand For(int streamId, ReadTier tier, TimeRange range, int[] ordinals)
    {
        var command = new NpgsqlBatchCommand(tier switch { ReadTier.Samples => Samples, ReadTier.Minutes => Minutes, _ => Hours });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = streamId });
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = range.From.UtcDateTime });
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = range.To.UtcDateTime });
        command.Parameters.Add(new NpgsqlParameter<int[]> { TypedValue = ordinals });
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = SealPeriods.Floor(range.From, SealPeriods.Day).UtcDateTime });
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = SealPeriods.Floor(range.From, SealPeriods.Hour).UtcDateTime });
        return command;
    }

    /// <summary>Of days that are merged this tier, of other hours the minutes, then the rows.</summary>
    private static string Rollups(int dayTier) =>
        $"""
        SELECT {dayTier + 10}, start, NULL::bytea, {RollupParts} FROM rollups WHERE stream_id = $1 AND tier = {dayTier} AND start >= $5 AND start < $3
        UNION ALL
        SELECT {HourMinutes}, start, NULL, {RollupParts} FROM rollups WHERE stream_id = $1 AND tier = {SealedTables.HourMinutes} AND start >= $6 AND start < $3
        {Rows}
        """;
}
