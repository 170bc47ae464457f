using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Monitor.Tests.Intake;

/// <summary>One connection to the server, byte by byte: what a client of HTTP would not send, and whether more comes back than was asked for.</summary>
internal sealed class RawConnection : IAsyncDisposable
{
    private static readonly TimeSpan HangGuard = TimeSpan.FromSeconds(120);
    private readonly Stream _stream;
    private readonly List<byte> _bytes = [];

    private RawConnection(Stream stream) => _stream = stream;

    /// <summary>A request that makes the connection the web server's.</summary>
    public static byte[] Live(string host = "127.0.0.1") => Encoding.ASCII.GetBytes($"GET /health/live HTTP/1.1\r\nHost: {host}\r\n\r\n");

    /// <param name="key">The agent's.</param>
    /// <param name="body">As JSON.</param>
    /// <param name="isGzip">Null: it says so, and is not.</param>
    /// <param name="host">The name of the server.</param>
    public static byte[] Post(string key, string body, bool? isGzip = false, string host = "127.0.0.1")
    {
        var bytes = isGzip == true ? TestAgent.Gzip(Encoding.UTF8.GetBytes(body)) : Encoding.UTF8.GetBytes(body);
        return [.. Head(key, bytes.Length, isGzip != false, host), .. bytes];
    }

    public static byte[] Head(string key, int length, bool isGzip = false, string host = "127.0.0.1")
    {
        var encoding = isGzip ? "Content-Encoding: gzip\r\n" : "";
        return Encoding.ASCII.GetBytes(
            $"POST /api/v1/metrics HTTP/1.1\r\nHost: {host}\r\nUser-Agent: Monitor.Agent/1\r\nAuthorization: Bearer {key}\r\nContent-Type: application/json\r\n{encoding}Content-Length: {length}\r\n\r\n");
    }

    /// <param name="address">Of the server.</param>
    /// <param name="receives">How many bytes may wait to be read here; 0 for as many as is usual.</param>
    /// <param name="certificate">The only one that is taken from the server; null without encryption.</param>
    public static async Task<RawConnection> OpenAsync(Uri address, int receives = 0, X509Certificate? certificate = null)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (receives > 0)
        {
            socket.ReceiveBufferSize = receives;
        }

        await socket.ConnectAsync(address.Host, address.Port);
        Stream stream = new NetworkStream(socket, ownsSocket: true);
        if (certificate is not null)
        {
            var encrypted = new SslStream(stream, leaveInnerStreamOpen: false, (_, shown, _, _) => certificate.Equals(shown));
            await encrypted.AuthenticateAsClientAsync(address.Host);
            stream = encrypted;
        }

        return new RawConnection(stream);
    }

    public async Task SendAsync(ReadOnlyMemory<byte> bytes) => await _stream.WriteAsync(bytes);

    public async Task<RawAnswer> AskAsync(ReadOnlyMemory<byte> request)
    {
        await SendAsync(request);
        return (await ReadAsync(1))[0];
    }

    /// <summary>So many answers; where the connection ends before, the last one has no status and holds what else came.</summary>
    public async Task<List<RawAnswer>> ReadAsync(int count)
    {
        var answers = new List<RawAnswer>();
        while (answers.Count < count)
        {
            if (RawAnswer.TryTake(_bytes) is { } answer)
            {
                if (answer.Status >= 200)
                {
                    answers.Add(answer);
                }
            }
            else if (!await ReceiveAsync())
            {
                answers.Add(new RawAnswer(0, [], Encoding.Latin1.GetString([.. _bytes])));
                break;
            }
        }

        return answers;
    }

    /// <summary>All that comes until the connection ends.</summary>
    public async Task<string> ReadToEndAsync()
    {
        while (await ReceiveAsync())
        {
        }

        return Encoding.Latin1.GetString([.. _bytes]);
    }

    /// <summary>Sends a byte every now and then, until the connection ends; gives all that came.</summary>
    public async Task<string> DripAsync(ReadOnlyMemory<byte> bytes, TimeSpan each)
    {
        var answer = ReadToEndAsync();
        for (var sent = 0; sent < bytes.Length && await Task.WhenAny(answer, Task.Delay(each)) != answer; sent++)
        {
            try
            {
                await SendAsync(bytes.Slice(sent, 1));
            }
            catch (IOException)
            {
                break;
            }
        }

        return await answer;
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    private async Task<bool> ReceiveAsync()
    {
        var buffer = new byte[4096];
        try
        {
            var read = await _stream.ReadAsync(buffer).AsTask().WaitAsync(HangGuard);
            _bytes.AddRange(buffer.AsSpan(0, read));
            return read > 0;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
