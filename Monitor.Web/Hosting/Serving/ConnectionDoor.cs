using Microsoft.AspNetCore.Connections;

namespace Monitor.Web.Hosting;

/// <summary>
/// Looks at a connection before it is the web server's: serves what it knows, and hands the connection on, with every byte that it has not answered, as soon as there is
/// something else. A part that answers at connections adds one; see <see cref="Listening"/>.
/// </summary>
/// <param name="connection">Its bytes, decrypted.</param>
/// <param name="isEncrypted">Whether they came encrypted.</param>
/// <param name="webServer">Takes the connection over.</param>
internal delegate Task ConnectionDoor(ConnectionContext connection, bool isEncrypted, ConnectionDelegate webServer);
