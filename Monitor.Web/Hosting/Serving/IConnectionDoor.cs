using Microsoft.AspNetCore.Connections;

namespace Monitor.Web.Hosting;

/// <summary>Who looks at a connection before it is the web server's: see <see cref="Listening"/>.</summary>
internal interface IConnectionDoor
{
    /// <summary>Serves what it knows, and hands the connection on, with every byte that it has not answered, as soon as there is something else.</summary>
    /// <param name="connection">Its bytes, decrypted.</param>
    /// <param name="isEncrypted">Whether they came encrypted.</param>
    /// <param name="webServer">Takes the connection over.</param>
    Task ServeAsync(ConnectionContext connection, bool isEncrypted, ConnectionDelegate webServer);
}
