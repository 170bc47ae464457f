using System.Buffers;
using System.Net.WebSockets;
using System.Text.Json;
using Monitor.Domain.Metrics;
using Monitor.Web.Store;

namespace Monitor.Web.Metrics;

/// <summary>What every conversation is fed from.</summary>
internal sealed record LiveSources(SeriesCatalog Catalog, CommitFeed Feed, TimeProvider Time, IHostApplicationLifetime Lifetime, ILogger<LiveConversation> Logger);

/// <summary>
/// One open socket. Four things go on until the first of them ends: the feed fills the queue, the queue is sent, the client is listened to (it may only say
/// goodbye), and every 30 s it is asked whether the client may stay.
/// </summary>
internal sealed class LiveConversation : IAsyncDisposable
{
    private const int FeedCapacity = 1000;
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(3);

    private readonly LiveDoor _door;
    private readonly LiveSources _sources;
    private readonly HttpContext _context;
    private readonly ILookup<int, SeriesEntry> _byStream;
    private readonly int[] _hosts;
    private readonly CommitFeed.Subscription _feed;
    private readonly LiveQueue _queue = new(LiveQueue.Capacity);
    private readonly CancellationTokenSource _end;

    public LiveConversation(LiveDoor door, LiveSources sources, HttpContext context, IReadOnlyList<SeriesEntry> series)
    {
        (_door, _sources, _context) = (door, sources, context);
        _byStream = series.ToLookup(s => s.StreamId);
        _hosts = [.. series.Select(s => s.HostId).Distinct()];
        _feed = sources.Feed.Subscribe(FeedCapacity, tick => _byStream[tick.StreamId].Count(s => IsPoint(s, tick)));
        _end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, sources.Lifetime.ApplicationStopping);
    }

    public async Task RunAsync(WebSocket socket)
    {
        var heard = ListenAsync(socket);
        var stays = WatchAsync();
        Task[] work = [FillAsync(), SendAsync(socket), stays];
        var first = await Task.WhenAny([.. work, heard]);
        await _end.CancelAsync();
        var (status, words) = _sources.Lifetime.ApplicationStopping.IsCancellationRequested
            ? (WebSocketCloseStatus.EndpointUnavailable, "The server stops. Connect again.")
            : first == stays ? (WebSocketCloseStatus.PolicyViolation, "The token, the session or the right to see these hosts has ended.")
            : first == heard && socket.State == WebSocketState.Open ? (WebSocketCloseStatus.PolicyViolation, "This socket only sends.")
            : (WebSocketCloseStatus.NormalClosure, "");
        try
        {
            await EndedAsync(Task.WhenAll(work));
            if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
            {
                await socket.CloseOutputAsync(status, words, CancellationToken.None).WaitAsync(Farewell, TimeProvider.System);
                await EndedAsync(GoodbyeAsync(socket, heard));
            }
        }
        finally
        {
            // Cancelling a send or a receive would break the socket before the goodbye; what still hangs is cut off now.
            if (socket.State != WebSocketState.Closed)
            {
                _context.Abort();
            }

            await EndedAsync(heard);
        }
    }

    /// <summary>What the client said before it heard that it is over is passed over; its own goodbye comes last.</summary>
    private static async Task GoodbyeAsync(WebSocket socket, Task heard)
    {
        await heard;
        while (socket.State == WebSocketState.CloseSent)
        {
            await ListenAsync(socket);
        }
    }

    /// <summary>A client that left, and one that does not even take its goodbye, are nothing to report.</summary>
    private static async Task EndedAsync(Task work)
    {
        try
        {
            await work.WaitAsync(Farewell, TimeProvider.System);
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException or IOException or TimeoutException)
        {
            // The client left, or was told to.
        }
    }

    public ValueTask DisposeAsync()
    {
        _feed.Dispose();
        _end.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task FillAsync()
    {
        var lost = 0L;
        await foreach (var ticks in _feed.Reader.ReadAllAsync(_end.Token))
        {
            // Read once: more may be lost while this is counted.
            var skipped = _feed.Skipped;
            if (skipped > lost)
            {
                _queue.Skip(skipped - lost);
                lost = skipped;
            }

            foreach (var stream in ticks.Where(t => _byStream.Contains(t.StreamId)).GroupBy(t => t.StreamId))
            {
                foreach (var series in _byStream[stream.Key])
                {
                    var points = stream.Where(t => IsPoint(series, t))
                        .Select(t => new CurvePoint(t.Time.ToUnixTimeMilliseconds(), t.Values[series.Ordinal])).OrderBy(p => p.Time).ToList();
                    if (points.Count > 0)
                    {
                        _queue.Add(new LivePoints(series, points));
                    }
                }
            }
        }
    }

    /// <summary>A tick of a shorter schema has no place for this series.</summary>
    private static bool IsPoint(SeriesEntry series, CommittedTick tick) => series.Ordinal < tick.Values.Length && double.IsFinite(tick.Values[series.Ordinal]);

    private async Task SendAsync(WebSocket socket)
    {
        var buffer = new ArrayBufferWriter<byte>();
        await using var json = new Utf8JsonWriter(buffer);
        while (true)
        {
            var (skipped, waiting) = await _queue.TakeAsync(_end.Token);
            if (skipped > 0)
            {
                json.WriteStartObject();
                json.WriteNumber("skipped", skipped);
                json.WriteEndObject();
                await SendAsync(socket, json, buffer);
            }

            foreach (var (series, points) in waiting)
            {
                json.WriteStartObject();
                json.WriteNumber("series", series.Id);
                json.WriteStartArray("points");
                foreach (var point in points)
                {
                    CurveJson.Point(json, point);
                }

                json.WriteEndArray();
                json.WriteEndObject();
                await SendAsync(socket, json, buffer);
            }
        }
    }

    private async Task SendAsync(WebSocket socket, Utf8JsonWriter json, ArrayBufferWriter<byte> buffer)
    {
        await json.FlushAsync(_end.Token);
        await socket.SendAsync(buffer.WrittenMemory, WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        buffer.ResetWrittenCount();
        json.Reset();
    }

    /// <summary>Ends with the client's goodbye, or with its first word.</summary>
    private static async Task ListenAsync(WebSocket socket) => await socket.ReceiveAsync(new byte[256].AsMemory(), CancellationToken.None);

    /// <summary>Ends when the client may not stay. Where the database does not answer, nobody is sent away for that.</summary>
    private async Task WatchAsync()
    {
        using var timer = new PeriodicTimer(AskAgain, _sources.Time);
        while (await timer.WaitForNextTickAsync(_end.Token))
        {
            try
            {
                if (!await _door.MayStayAsync(_context.User, _hosts, _end.Token))
                {
                    return;
                }
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                _sources.Logger.LogWarning(e, "Could not look whether a live connection may go on; asking again in {Seconds} s", AskAgain.TotalSeconds);
            }
        }
    }
}
