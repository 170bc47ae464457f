using Monitor.Domain.Metrics;
using Monitor.Web.Hosting;
using Npgsql;

namespace Monitor.Web.Store;

/// <summary>The busiest processes of a host at one time.</summary>
public sealed record ProcessTop(DateTimeOffset Time, IReadOnlyList<ProcessSample> Processes);

/// <summary>CPU (percent of one core) and memory (bytes) of one process over a range, where it was among the busiest.</summary>
public sealed record ProcessCurves(Curve Cpu, Curve Memory);

/// <summary>Reads the busiest processes, which agents send every 10 s.</summary>
public sealed class ProcessReader(Databases databases)
{
    private static readonly TimeSpan LookBack = TimeSpan.FromMinutes(5);

    /// <summary>The last known at or before a time, not older than 5 minutes; null where there is none.</summary>
    public Task<ProcessTop?> TopAsync(int hostId, DateTimeOffset at, CancellationToken cancellationToken) => TopAsync(hostId, at, isForJob: false, cancellationToken);

    /// <summary>The same where nobody waits for it at a screen.</summary>
    public async Task<ProcessTop?> TopAsync(int hostId, DateTimeOffset at, bool isForJob, CancellationToken cancellationToken)
    {
        await using var command = (isForJob ? databases.Jobs : databases.Ui).CreateCommand(
            "SELECT ts, top FROM process_ticks WHERE host_id = $1 AND ts > $2 AND ts <= $3 ORDER BY ts DESC LIMIT 1");
        command.Parameters.AddWithValue(hostId);
        command.Parameters.AddWithValue(at.ToUniversalTime() - LookBack);
        command.Parameters.AddWithValue(at.ToUniversalTime());
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new ProcessTop(reader.GetFieldValue<DateTimeOffset>(0), ProcessTopCodec.Decode(reader.GetFieldValue<byte[]>(1)))
            : null;
    }

    /// <summary>The curves of one process, known by its id and its name: an id alone is used again by others.</summary>
    public async Task<ProcessCurves> CurvesAsync(
        int hostId, int pid, string name, TimeRange range, int maximumPoints, CancellationToken cancellationToken)
    {
        var (cpu, memory) = (range.NewCurve(maximumPoints), range.NewCurve(maximumPoints));
        await using var command = databases.Ui.CreateCommand(
            "SELECT ts, top FROM process_ticks WHERE host_id = $1 AND ts >= $2 AND ts < $3 ORDER BY ts");
        command.Parameters.AddWithValue(hostId);
        command.Parameters.AddWithValue(range.From);
        command.Parameters.AddWithValue(range.To);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var time = reader.GetFieldValue<DateTimeOffset>(0).ToUnixTimeMilliseconds();
            var found = ProcessTopCodec.Decode(reader.GetFieldValue<byte[]>(1)).FirstOrDefault(p => p.Pid == pid && p.Name == name);
            if (found is not null)
            {
                cpu.Add(time, found.CpuPercent);
                memory.Add(time, found.MemoryBytes);
            }
        }

        return new ProcessCurves(cpu.Build(), memory.Build());
    }
}
