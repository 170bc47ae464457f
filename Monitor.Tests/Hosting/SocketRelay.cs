using System.Net;
using System.Net.Sockets;

namespace Monitor.Tests.Hosting;

/// <summary>Carries TCP connections to a Unix socket, in a process of its own: a database that listens on no network is then on another machine.</summary>
internal static class SocketRelay
{
    /// <param name="arguments">Address and port to listen at, path of the socket.</param>
    public static async Task RunAsync(string[] arguments)
    {
        using var listener = new TcpListener(IPEndPoint.Parse(arguments[0]));
        listener.Start();
        await Console.Out.WriteLineAsync("listening");
        while (true)
        {
            _ = CarryAsync(await listener.AcceptTcpClientAsync(), new UnixDomainSocketEndPoint(arguments[1]));
        }
    }

    private static async Task CarryAsync(TcpClient client, EndPoint target)
    {
        try
        {
            using var accepted = client;
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(target);
            await using var near = accepted.GetStream();
            await using var far = new NetworkStream(socket);
            await Task.WhenAny(near.CopyToAsync(far), far.CopyToAsync(near));
        }
        catch (Exception gone) when (gone is IOException or SocketException)
        {
            // One side has left; so does the other.
        }
    }
}
