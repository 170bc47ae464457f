using Microsoft.Extensions.DependencyInjection;
using Monitor.Domain.Metrics;
using Monitor.Tests.Support;
using Monitor.Web.Hosting;
using Monitor.Web.Store;

namespace Monitor.Tests.Intake;

/// <summary>What of a host is in the tables, read without the code under test but for the codec.</summary>
internal static class StoredRows
{
    public static async Task<List<(DateTimeOffset Time, double[] Values)>> TicksAsync(TestApplication application, int hostId)
    {
        var ticks = new List<(DateTimeOffset, double[])>();
        await using var command = application.Services.GetRequiredService<Databases>().Ui.CreateCommand(
            """
            SELECT t.ts, t.v, (SELECT count(*) FROM series x WHERE x.stream_id = s.id)
            FROM hot_ticks t JOIN streams s ON s.id = t.stream_id WHERE s.host_id = $1 ORDER BY t.ts
            """);
        command.Parameters.AddWithValue(hostId);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            var values = new double[reader.GetInt64(2)];
            TickCodec.Decode(reader.GetFieldValue<byte[]>(1), values);
            ticks.Add((reader.GetFieldValue<DateTimeOffset>(0), values));
        }

        return ticks;
    }

    public static async Task<long> CountAllAsync(TestApplication application)
    {
        await using var command = application.Services.GetRequiredService<Databases>().Ui.CreateCommand(
            """
            SELECT (SELECT count(*) FROM hot_ticks) + (SELECT count(*) FROM process_ticks) + (SELECT count(*) FROM events)
                + (SELECT count(*) FROM series) + (SELECT count(*) FROM streams) + (SELECT count(*) FROM host_states)
                + (SELECT count(*) FROM host_inventories) + (SELECT count(*) FROM agent_batches)
            """);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    public static SeriesCatalog Catalog(TestApplication application) => application.Services.GetRequiredService<SeriesCatalog>();
}
