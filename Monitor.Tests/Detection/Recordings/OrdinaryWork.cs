using System.Diagnostics;
using System.IO.Compression;
using System.Net;
using System.Net.Sockets;

namespace Monitor.Tests.Detection.Recordings;

/// <summary>
/// What a small server does all day, by a seed: some CPU, memory that comes and goes, small writes, small messages to a peer, and every minute a short job that asks for more of all.
/// </summary>
internal sealed class OrdinaryWork(string folder, IPAddress? peer, double memoryShare) : IDisposable
{
    private const int Discard = 9;
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(1);

    private readonly string _file = Path.Combine(folder, "monitor-recording-ordinary");
    private readonly Random _random = new(42);
    private readonly byte[] _noise = new byte[1 << 20];
    private readonly HeldMemory _held = new();
    private readonly Socket? _socket = peer is null ? null : new Socket(peer.AddressFamily, SocketType.Dgram, ProtocolType.Udp);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        _random.NextBytes(_noise);
        var blocks = (int)(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes * memoryShare / HeldMemory.BlockBytes);
        using var timer = new PeriodicTimer(Turn);
        try
        {
            var untilJob = 30;
            for (var turn = 0; await timer.WaitForNextTickAsync(cancellationToken); turn++)
            {
                var isJob = untilJob-- <= 0;
                untilJob = untilJob <= -3 ? _random.Next(45, 75) : untilJob;
                _held.Resize(blocks + _random.Next(1 + (blocks / 25)));
                Compute(TimeSpan.FromMilliseconds((isJob ? 200 : 0) + 30 + (80 * _random.NextDouble())));
                await WriteAsync((isJob ? 1_000_000 : 0) + _random.Next(20_000, 200_000), cancellationToken);
                Send(_random.Next(5, 30));
            }
        }
        catch (OperationCanceledException)
        {
            // The day is over.
        }
    }

    public void Dispose()
    {
        File.Delete(_file);
        _held.Dispose();
        _socket?.Dispose();
    }

    private void Compute(TimeSpan length)
    {
        for (var start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < length;)
        {
            using var packed = new DeflateStream(Stream.Null, CompressionLevel.Fastest);
            packed.Write(_noise.AsSpan(0, 65_536));
        }
    }

    private async Task WriteAsync(int bytes, CancellationToken cancellationToken)
    {
        await using var file = new FileStream(_file, FileMode.Create);
        await file.WriteAsync(_noise.AsMemory(0, Math.Min(bytes, _noise.Length)), cancellationToken);
        file.Flush(flushToDisk: true);
    }

    private void Send(int messages)
    {
        for (var i = 0; i < messages && _socket is not null; i++)
        {
            _socket.SendTo(_noise.AsSpan(0, 1000), new IPEndPoint(peer!, Discard));
        }
    }
}
