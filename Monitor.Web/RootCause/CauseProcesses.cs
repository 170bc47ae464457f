using Monitor.Domain.Metrics;
using Monitor.Domain.RootCause.Facts;
using Monitor.Web.Hosting;
using Npgsql;

namespace Monitor.Web.RootCause;

/// <summary>What the busiest programs of hosts took before a problem began and what they take since, from one row a minute before and every row since.</summary>
internal sealed class CauseProcesses(Databases databases)
{
    private static readonly TimeSpan Before = TimeSpan.FromHours(2);
    private static readonly TimeSpan Apart = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan During = TimeSpan.FromMinutes(3);
    private const int MostRows = 4_000;

    public async Task<ILookup<int, ProcessFacts>> ReadAsync(int[] hostIds, DateTimeOffset beganAt, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var from = now - During > beganAt ? now - During : beganAt;
        await using var command = databases.Jobs.CreateCommand(
            """
            SELECT host_id, ts, top FROM process_ticks
            WHERE host_id = ANY($1) AND ((ts >= $2 AND ts < $3 AND extract(epoch FROM ts)::bigint % 60 < 10) OR (ts >= $4 AND ts <= $5)) ORDER BY host_id, ts LIMIT $6
            """);
        command.Parameters.AddWithValue(hostIds);
        command.Parameters.AddWithValue(beganAt - Before);
        command.Parameters.AddWithValue(beganAt - Apart);
        command.Parameters.AddWithValue(from);
        command.Parameters.AddWithValue(now);
        command.Parameters.AddWithValue(MostRows);
        var sums = new Dictionary<(int Host, string Name, bool IsDuring), (double Cpu, double Memory, int Rows)>();
        var rows = new Dictionary<(int Host, bool IsDuring), int>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            Add(reader, from, sums, rows);
        }

        // A program that is not among the busiest takes no CPU worth telling; of its memory that says nothing.
        double Cpu(int host, string name, bool isDuring) => sums.GetValueOrDefault((host, name, isDuring)).Cpu / Math.Max(1, rows.GetValueOrDefault((host, isDuring)));
        double Memory((double Cpu, double Memory, int Rows) sum) => sum.Memory / Math.Max(1, sum.Rows);
        return sums.Keys.Select(k => (k.Host, k.Name)).Distinct().ToLookup(k => k.Host, k => new ProcessFacts(
            k.Name, Cpu(k.Host, k.Name, false), Cpu(k.Host, k.Name, true), Memory(sums.GetValueOrDefault((k.Host, k.Name, false))), Memory(sums.GetValueOrDefault((k.Host, k.Name, true)))));
    }

    private static void Add(
        NpgsqlDataReader reader, DateTimeOffset from, Dictionary<(int Host, string Name, bool IsDuring), (double Cpu, double Memory, int Rows)> sums,
        Dictionary<(int Host, bool IsDuring), int> rows)
    {
        var (host, isDuring) = (reader.GetInt32(0), reader.GetFieldValue<DateTimeOffset>(1) >= from);
        rows[(host, isDuring)] = rows.GetValueOrDefault((host, isDuring)) + 1;
        foreach (var program in ProcessTopCodec.Decode(reader.GetFieldValue<byte[]>(2)).GroupBy(p => p.Name))
        {
            var sum = sums.GetValueOrDefault((host, program.Key, isDuring));
            sums[(host, program.Key, isDuring)] = (sum.Cpu + program.Sum(p => p.CpuPercent), sum.Memory + program.Sum(p => (double)p.MemoryBytes), sum.Rows + 1);
        }
    }
}
