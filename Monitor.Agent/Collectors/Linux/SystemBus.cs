using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Monitor.Agent.Collectors.Linux;

/// <summary>One question to systemd over the system bus, without a program and without the right of root. Each question has a connection of its own.</summary>
internal sealed class SystemBus(string socketPath, TimeSpan patience)
{
    public const string UsualPath = "/run/dbus/system_bus_socket";
    private const int MostBytes = 1024 * 1024;
    private const uint AskSerial = 2;

    /// <summary>A tick is not held up for longer.</summary>
    public static readonly TimeSpan UsualPatience = TimeSpan.FromMilliseconds(250);

    private static readonly byte[] Hello = BusMessage.Ask(1, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "Hello");

    private static readonly byte[] AskFailed = BusMessage.Ask(
        AskSerial, "org.freedesktop.systemd1", "/org/freedesktop/systemd1", "org.freedesktop.systemd1.Manager", "ListUnitsFiltered", "failed");

    private byte[] _buffer = new byte[4096];

    /// <summary>The body of the answer: what ListUnitsFiltered says of the failed units. Valid until the next call.</summary>
    public ReadOnlySpan<byte> FailedUnits()
    {
        var until = Environment.TickCount64 + (long)patience.TotalMilliseconds;
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.SendTimeout = socket.ReceiveTimeout = (int)patience.TotalMilliseconds;
        socket.Connect(new UnixDomainSocketEndPoint(socketPath));
        // The bus looks at who opened the socket; the number is only what the rules of the greeting ask for.
        var user = Convert.ToHexStringLower(Encoding.ASCII.GetBytes(Posix.UserId.ToString(CultureInfo.InvariantCulture)));
        Send(socket, Encoding.ASCII.GetBytes($"\0AUTH EXTERNAL {user}\r\n"));
        if (!ReadLine(socket).StartsWith("OK "u8))
        {
            throw new IOException("The system bus does not let the agent in.");
        }

        Send(socket, "BEGIN\r\n"u8);
        Send(socket, Hello);
        Send(socket, AskFailed);
        while (Environment.TickCount64 < until)
        {
            var message = ReadMessage(socket);
            if (BusMessage.IsAnswer(message, AskSerial, out var isFailure, out var body))
            {
                return isFailure ? throw new IOException("systemd does not say which units have failed.") : body;
            }
        }

        throw new IOException("systemd did not answer in time.");
    }

    private ReadOnlySpan<byte> ReadLine(Socket socket)
    {
        for (var length = 0; length < 512; length++)
        {
            ReadWhole(socket, _buffer.AsSpan(length, 1));
            if (_buffer[length] == '\n')
            {
                return _buffer.AsSpan(0, length);
            }
        }

        throw new IOException("The greeting of the system bus is not understood.");
    }

    private ReadOnlySpan<byte> ReadMessage(Socket socket)
    {
        ReadWhole(socket, _buffer.AsSpan(0, BusMessage.FixedHeader));
        var length = BusMessage.LengthOf(_buffer, MostBytes);
        if (length < 0)
        {
            throw new IOException("A message of the system bus is not understood.");
        }

        if (length > _buffer.Length)
        {
            Array.Resize(ref _buffer, length);
        }

        ReadWhole(socket, _buffer.AsSpan(BusMessage.FixedHeader, length - BusMessage.FixedHeader));
        return _buffer.AsSpan(0, length);
    }

    private static void Send(Socket socket, ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[socket.Send(bytes)..];
        }
    }

    private static void ReadWhole(Socket socket, Span<byte> into)
    {
        while (!into.IsEmpty)
        {
            var read = socket.Receive(into);
            if (read == 0)
            {
                throw new IOException("The system bus closed the connection.");
            }

            into = into[read..];
        }
    }
}
