using System.Buffers;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace Monitor.Web.Intake.Direct;

/// <summary>
/// Where the answers on one connection go. What is not encrypted goes to the socket itself: the web server's way, a pipe and a loop that reads from it, costs more than to write the
/// answer. Nothing else is on its way there: the next request is looked at once the answer before it was sent, and the web server comes after the last one.
/// </summary>
internal sealed class DirectOutput(ConnectionContext connection, bool isEncrypted)
{
    private readonly Socket? _socket = isEncrypted ? null : connection.Features.Get<IConnectionSocketFeature>()?.Socket;
    private byte[] _bytes = [];

    /// <summary>Room for one answer, which is written there and then sent.</summary>
    public Span<byte> Begin(int most) => _bytes = ArrayPool<byte>.Shared.Rent(most);

    /// <summary>Sends so many bytes of it. Where nobody takes answers any more it is false behind encryption, and throws what the socket throws elsewhere.</summary>
    public ValueTask<bool> SendAsync(int length) => _socket is null ? WriteAsync(length) : SendAsync(_socket, length);

    private async ValueTask<bool> SendAsync(Socket socket, int length)
    {
        for (var sent = 0; sent < length;)
        {
            sent += await socket.SendAsync(_bytes.AsMemory(sent, length - sent));
        }

        End();
        return true;
    }

    private async ValueTask<bool> WriteAsync(int length)
    {
        var flushed = await connection.Transport.Output.WriteAsync(_bytes.AsMemory(0, length));
        End();
        return !flushed.IsCompleted;
    }

    /// <summary>Where sending failed the bytes are not given back: nobody knows whether they are still read.</summary>
    private void End()
    {
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
    }
}
