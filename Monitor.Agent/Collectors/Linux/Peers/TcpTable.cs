using System.Buffers.Binary;
using System.Buffers.Text;
using System.Net;

namespace Monitor.Agent.Collectors.Linux.Peers;

/// <summary>One line of <c>/proc/net/tcp</c> or <c>tcp6</c>. An IPv4 address within an IPv6 one is given as itself.</summary>
internal readonly record struct TcpSocket(IPAddress Local, int LocalPort, IPAddress Remote, int RemotePort, byte State, ulong Inode)
{
    public const byte ListenState = 0x0A;

    /// <summary>Open, or closed a moment ago: no attempt that nobody has answered (SYN_SENT, SYN_RECV).</summary>
    public bool IsConnection => State is 1 or 4 or 5 or 6 or 8 or 9 or 0x0B;
}

/// <summary>Reads the kernel's tables of TCP sockets, as proc_pid_net(5) describes them. A line that is not of that form is passed over.</summary>
internal static class TcpTable
{
    /// <summary>More sockets of a host are not looked at.</summary>
    public const int MostSockets = 200_000;

    public static void Read(ReadOnlySpan<byte> text, List<TcpSocket> sockets)
    {
        var lines = new Scanner(text);
        while (sockets.Count < MostSockets && lines.NextLine(out var line))
        {
            if (TryParse(line, out var socket))
            {
                sockets.Add(socket);
            }
        }
    }

    private static bool TryParse(ReadOnlySpan<byte> line, out TcpSocket socket)
    {
        socket = default;
        var words = new Scanner(line);
        words.Skip(1);
        if (!TryEnd(words.NextWord(), out var local, out var localPort) || !TryEnd(words.NextWord(), out var remote, out var remotePort))
        {
            return false;
        }

        var state = words.NextWord();
        if (state.Length != 2 || !Utf8Parser.TryParse(state, out byte kind, out var used, 'x') || used != 2)
        {
            return false;
        }

        words.Skip(5);
        if (!words.NextNumber(out var inode))
        {
            return false;
        }

        socket = new TcpSocket(local, localPort, remote, remotePort, kind, inode);
        return true;
    }

    /// <summary>Such as <c>0100007F:1538</c>: words of 32 bits in the machine's order, and the port.</summary>
    private static bool TryEnd(ReadOnlySpan<byte> word, out IPAddress address, out int port)
    {
        (address, port) = (IPAddress.None, 0);
        var colon = word.IndexOf((byte)':');
        if (colon is not (8 or 32) || word.Length != colon + 5
            || !Utf8Parser.TryParse(word[(colon + 1)..], out ushort number, out var used, 'x') || used != 4)
        {
            return false;
        }

        Span<byte> bytes = stackalloc byte[colon / 2];
        for (var i = 0; i < bytes.Length; i += 4)
        {
            if (!Utf8Parser.TryParse(word.Slice(i * 2, 8), out uint part, out used, 'x') || used != 8)
            {
                return false;
            }

            // The kernel prints what lies in memory as one number of the machine.
            if (BitConverter.IsLittleEndian)
            {
                BinaryPrimitives.WriteUInt32LittleEndian(bytes[i..], part);
            }
            else
            {
                BinaryPrimitives.WriteUInt32BigEndian(bytes[i..], part);
            }
        }

        var read = new IPAddress(bytes);
        (address, port) = (read.IsIPv4MappedToIPv6 ? read.MapToIPv4() : read, number);
        return true;
    }
}
