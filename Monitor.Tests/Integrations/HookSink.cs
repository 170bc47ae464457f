using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Monitor.Tests.Integrations;

/// <summary>One call as it came.</summary>
internal sealed record HookCall(string Head, string Body)
{
    public string? Header(string name) =>
        Head.Split("\r\n").Where(h => h.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase)).Select(h => h[(name.Length + 1)..].Trim()).SingleOrDefault();
}

/// <summary>The receiver of a webhook: takes calls over a real socket and answers what the test says, once per connection.</summary>
internal sealed class HookSink : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopped = new();
    private readonly Task _accepting;

    public HookSink()
    {
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public string Url => $"http://127.0.0.1:{Port}/hook";

    /// <summary>Status line, and headers if need be.</summary>
    public string Answer { get; set; } = "204 No Content";

    public string Body { get; set; } = "";

    public ConcurrentQueue<HookCall> Calls { get; } = [];

    public int Connections { get; private set; }

    public async ValueTask DisposeAsync()
    {
        await _stopped.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stopped.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync(_stopped.Token);
                Connections++;
                await TakeAsync(client.GetStream());
            }
        }
        catch (Exception end) when (end is OperationCanceledException or SocketException or IOException or InvalidOperationException)
        {
            // The test is over.
        }
    }

    private async Task TakeAsync(NetworkStream stream)
    {
        var buffer = new byte[64 * 1024];
        var text = "";
        int read;
        while (!IsWhole(text) && (read = await stream.ReadAsync(buffer, _stopped.Token)) > 0)
        {
            text += Encoding.UTF8.GetString(buffer, 0, read);
        }

        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (end >= 0)
        {
            Calls.Enqueue(new HookCall(text[..end], text[(end + 4)..]));
            await stream.WriteAsync(Encoding.UTF8.GetBytes($"HTTP/1.1 {Answer}\r\nContent-Length: {Encoding.UTF8.GetByteCount(Body)}\r\nConnection: close\r\n\r\n{Body}"), _stopped.Token);
        }
    }

    private static bool IsWhole(string text)
    {
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        return end >= 0 && (new HookCall(text[..end], "").Header("Content-Length") is not { } length
            || Encoding.UTF8.GetByteCount(text[(end + 4)..]) >= int.Parse(length, System.Globalization.CultureInfo.InvariantCulture));
    }
}
