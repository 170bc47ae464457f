using System.Net;
using System.Net.WebSockets;
using System.Text.Json;
using Monitor.Tests.Support;

namespace Monitor.Tests.Metrics;

/// <summary>A program at the other end of <c>/api/v1/live</c>.</summary>
internal sealed class LiveClient : IDisposable
{
    private readonly ClientWebSocket _socket = new();
    private readonly byte[] _buffer = new byte[1 << 16];

    public WebSocketCloseStatus? CloseStatus => _socket.CloseStatus;

    public string? CloseWords => _socket.CloseStatusDescription;

    /// <summary>101 where the handshake went well, else what the server said.</summary>
    public HttpStatusCode Status => _socket.HttpStatusCode;

    public static async Task<LiveClient> ConnectAsync(TestApplication application, string query, params (string Name, string Value)[] headers)
    {
        var client = new LiveClient();
        client._socket.Options.CollectHttpResponseDetails = true;
        foreach (var (name, value) in headers)
        {
            client._socket.Options.SetRequestHeader(name, value);
        }

        try
        {
            var address = new UriBuilder(application.Address) { Scheme = "ws", Path = "/api/v1/live", Query = query };
            await client._socket.ConnectAsync(address.Uri, CancellationToken.None);
        }
        catch (WebSocketException)
        {
            // Status says why.
        }

        return client;
    }

    /// <summary>The next message, or null at the end.</summary>
    public async Task<JsonElement?> NextAsync()
    {
        using var guard = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        using var message = new MemoryStream();
        while (true)
        {
            var part = await _socket.ReceiveAsync(_buffer, guard.Token);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", guard.Token);
                return null;
            }

            message.Write(_buffer, 0, part.Count);
            if (part.EndOfMessage)
            {
                return JsonElement.Parse(message.ToArray());
            }
        }
    }

    public Task SayAsync(string text) => _socket.SendAsync(System.Text.Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, CancellationToken.None);

    public void Dispose() => _socket.Dispose();
}
