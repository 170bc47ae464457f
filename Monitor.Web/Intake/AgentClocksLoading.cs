using Monitor.Web.Hosting;

namespace Monitor.Web.Intake;

/// <summary>Reads, before the first batch is taken, what was last told of the clocks of hosts: one that was set right while the server was down is told too.</summary>
internal sealed class AgentClocksLoading(Databases databases, AgentClocks clocks) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await using var command = databases.Ingest.CreateCommand(
            "SELECT DISTINCT ON (host_id) host_id, text FROM host_states WHERE name = $1 ORDER BY host_id, since DESC");
        command.Parameters.AddWithValue(AgentClocks.StateName);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            clocks.Remember(reader.GetInt32(0), reader.GetString(1));
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
