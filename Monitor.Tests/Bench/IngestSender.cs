using System.Buffers.Text;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Monitor.Tests.Bench;

/// <summary>One agent on one kept connection, written on a bare socket: the bench must not cost more than what it measures.</summary>
internal sealed class IngestSender(IngestTarget target, int host, HostClock clock, long firstSeq) : IDisposable
{
    private static readonly byte[] EndOfHead = "\r\n\r\n"u8.ToArray();
    private static readonly byte[] LengthName = "\r\nContent-Length: "u8.ToArray();
    private static readonly byte[] LastChunk = "\r\n0\r\n\r\n"u8.ToArray();

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _head = Encoding.ASCII.GetBytes(
        $"POST {target.Path} HTTP/1.1\r\nHost: {target.Address.Authority}\r\n{target.Headers(host)}Content-Length:       \r\n\r\n");

    private readonly byte[] _request = new byte[16 * 1024];
    private readonly byte[] _answer = new byte[16 * 1024];
    private long _seq = firstSeq;

    /// <summary>Ticks whose answer was yes, and what was answered otherwise.</summary>
    public long Acknowledged { get; private set; }

    public string? Fault { get; private set; }

    /// <summary>By how many milliseconds the last answer wanted the next ticks later.</summary>
    public int Shift { get; private set; }

    public bool IsLive => clock.IsLive;

    public async Task ConnectAsync(CancellationToken cancellationToken) =>
        await _socket.ConnectAsync(IPAddress.Loopback, target.Address.Port, cancellationToken);

    /// <summary>One tick; true when it was taken.</summary>
    public async ValueTask<bool> SendAsync(bool isFirst)
    {
        var time = clock.Next();
        _head.CopyTo(_request.AsSpan());
        var body = target.WriteBody(_request.AsSpan(_head.Length), host, ++_seq, time, isFirst);
        Utf8Formatter.TryFormat(body, _request.AsSpan(_head.Length - EndOfHead.Length - 6), out _, new('D', 6));
        await _socket.SendAsync(_request.AsMemory(0, _head.Length + body));
        var length = 0;
        do
        {
            var read = await _socket.ReceiveAsync(_answer.AsMemory(length));
            if (read == 0)
            {
                Fault = "the connection was closed";
                return false;
            }

            length += read;
        }
        while (!IsWhole(_answer.AsSpan(0, length)));

        if (!target.IsYes(_answer.AsSpan(0, length)))
        {
            Fault = Encoding.UTF8.GetString(_answer, 0, length);
            return false;
        }

        Acknowledged++;
        Shift = target.Shift(_answer.AsSpan(0, length));
        return true;
    }

    public void Dispose() => _socket.Dispose();

    private static bool IsWhole(ReadOnlySpan<byte> answer)
    {
        var end = answer.IndexOf(EndOfHead);
        if (end < 0)
        {
            return false;
        }

        var head = answer[..(end + 2)];
        var place = head.IndexOf(LengthName);
        if (place >= 0)
        {
            Utf8Parser.TryParse(head[(place + LengthName.Length)..], out int length, out _);
            return answer.Length >= end + EndOfHead.Length + length;
        }

        return head.IndexOf("chunked"u8) < 0 || answer.EndsWith(LastChunk);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{target.Path} {host}");
}
