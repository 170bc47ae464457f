using Microsoft.AspNetCore.Connections;

namespace Monitor.Web.Intake.Direct;

/// <summary>
/// Answers the batches of agents at the connection itself, where they are written as agents write them: what the web server does for a request costs more than all that
/// a batch needs. Anything else, and whatever is not entirely clear, is the web server's, which then answers all that comes on that connection.
/// </summary>
internal sealed class DirectDoor(DirectServices services)
{
    public async Task ServeAsync(ConnectionContext connection, bool isEncrypted, ConnectionDelegate webServer)
    {
        if (!await new AgentConnection(connection, isEncrypted, services).ServeAsync())
        {
            // What the watch has ended goes on within the beat of the web server, which must not last, nor be added to.
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            await webServer(connection);
        }
    }
}
