using Microsoft.Extensions.DependencyInjection;
using Monitor.Tests.Support;
using Monitor.Web.Hosting;
using Monitor.Web.Store;

namespace Monitor.Tests.Intake;

/// <summary>What of a host is in the tables, read without the code under test but for the codec.</summary>
internal static class StoredRows
{
    public static Task<List<(DateTimeOffset Time, double[] Values)>> TicksAsync(TestApplication application, int hostId) =>
        StoredSamples.ReadAsync(application.Services.GetRequiredService<Databases>().Ui, hostId);

    public static async Task<long> CountAllAsync(TestApplication application)
    {
        await using var command = application.Services.GetRequiredService<Databases>().Ui.CreateCommand(
            """
            SELECT (SELECT count(*) FROM hot_ticks) + (SELECT count(*) FROM late_ticks) + (SELECT coalesce(sum(ticks), 0) FROM chunks) + (SELECT count(*) FROM process_ticks) + (SELECT count(*) FROM events)
                + (SELECT count(*) FROM series) + (SELECT count(*) FROM streams) + (SELECT count(*) FROM host_states)
                + (SELECT count(*) FROM host_inventories) + (SELECT count(*) FROM agent_batches) + (SELECT coalesce(sum(lines), 0) FROM log_hot) + (SELECT count(*) FROM log_sources)
            """);
        return Convert.ToInt64(await command.ExecuteScalarAsync(), null);
    }

    /// <summary>What is there of some hosts: others, and the server itself, go on meanwhile.</summary>
    public static async Task<long> CountAsync(TestApplication application, params int[] hosts)
    {
        await using var command = application.Services.GetRequiredService<Databases>().Ui.CreateCommand(
            """
            WITH own AS (SELECT id FROM streams WHERE host_id = ANY($1))
            SELECT (SELECT count(*) FROM own) + (SELECT count(*) FROM series WHERE stream_id IN (SELECT id FROM own))
                + (SELECT count(*) FROM hot_ticks WHERE stream_id IN (SELECT id FROM own)) + (SELECT count(*) FROM late_ticks WHERE stream_id IN (SELECT id FROM own))
                + (SELECT count(*) FROM process_ticks WHERE host_id = ANY($1)) + (SELECT count(*) FROM events WHERE host_id = ANY($1))
                + (SELECT count(*) FROM host_states WHERE host_id = ANY($1)) + (SELECT count(*) FROM host_inventories WHERE host_id = ANY($1))
                + (SELECT count(*) FROM agent_batches WHERE agent_id = ANY($1)) + (SELECT coalesce(sum(lines), 0) FROM log_hot WHERE host_id = ANY($1))
                + (SELECT count(*) FROM log_sources WHERE host_id = ANY($1))
            """);
        command.Parameters.AddWithValue(hosts);
        return Convert.ToInt64(await command.ExecuteScalarAsync(), null);
    }

    public static SeriesCatalog Catalog(TestApplication application) => application.Services.GetRequiredService<SeriesCatalog>();
}
