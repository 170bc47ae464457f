using System.Diagnostics;
using Monitor.Agent.Running;
using Monitor.Tests.Support;

namespace Monitor.Tests.Bench;

/// <summary>What one round showed.</summary>
internal sealed record IngestRound(long Ticks, double Seconds, double CpuSeconds, double SenderCpuSeconds, double P50, double P99)
{
    public double Samples => Ticks * HostValues.Names.Count;
}

/// <summary>Many connections at one target, each as fast as it is answered, or each at its beat. Where they are more than the hosts, several send for one host.</summary>
internal sealed class IngestLoad : IDisposable
{
    /// <summary>Batches of one host have different numbers, whichever of its connections sends them.</summary>
    private const long SeqsEach = 1_000_000_000;

    private readonly IngestTarget _target;
    private readonly CpuMeter _meter;

    /// <summary>Tenths of a millisecond, up to a minute.</summary>
    private readonly int[] _latencies = new int[600_000];
    private readonly IngestSender[] _senders;

    private readonly long _epoch = Stopwatch.GetTimestamp();

    /// <summary>When each one sent last, since the epoch: agents that came together go on doing so from one round to the next.</summary>
    private TimeSpan[]? _phases;

    /// <param name="target">Where ticks go.</param>
    /// <param name="hosts">How many send.</param>
    /// <param name="meter">Of the processes whose CPU counts.</param>
    /// <param name="connections">More than the hosts: several send for one.</param>
    /// <param name="clock">A host's times; now without it.</param>
    public IngestLoad(IngestTarget target, int hosts, CpuMeter meter, int connections = 0, Func<HostClock>? clock = null)
    {
        (_target, _meter) = (target, meter);
        HostClock[] clocks = [.. Enumerable.Range(0, hosts).Select(_ => clock?.Invoke() ?? new HostClock())];
        _senders = [.. Enumerable.Range(0, Math.Max(hosts, connections)).Select(c => new IngestSender(target, c % hosts, clocks[c % hosts], c / hosts * SeqsEach))];
    }

    public long Acknowledged => _senders.Sum(s => s.Acknowledged);

    /// <summary>Connects, and sends the first tick of each host with its schema.</summary>
    public async Task BeginAsync(CancellationToken cancellationToken)
    {
        _target.Prepare();
        foreach (var some in _senders.Chunk(50))
        {
            await Task.WhenAll(some.Select(async sender =>
            {
                await sender.ConnectAsync(cancellationToken);
                Assert.True(await sender.SendAsync(isFirst: true), sender.Fault);
            }));
        }
    }

    public async Task<IngestRound> RunAsync(TimeSpan duration, TimeSpan? interval, CancellationToken cancellationToken)
    {
        Array.Clear(_latencies);
        var before = Acknowledged;
        using var sender = Process.GetCurrentProcess();
        var (cpu, own, start) = (_meter.Seconds(), sender.TotalProcessorTime, Stopwatch.GetTimestamp());
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        stopping.CancelAfter(duration);
        if (interval is not null)
        {
            _phases ??= [.. _senders.Select((_, i) => interval.Value * i / _senders.Length)];
        }

        await Task.WhenAll(_senders.Select((s, i) => interval is { } beat ? PaceAsync(s, beat, i, stopping.Token) : RushAsync(s, stopping.Token)));
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        sender.Refresh();
        return new IngestRound(
            Acknowledged - before, seconds, _meter.Seconds() - cpu, (sender.TotalProcessorTime - own).TotalSeconds, Quantile(0.5), Quantile(0.99));
    }

    public void Dispose() => Array.ForEach(_senders, s => s.Dispose());

    /// <summary>Sends what lies in the past, each host as fast as it is answered.</summary>
    public Task CatchUpAsync(CancellationToken cancellationToken) => Task.WhenAll(_senders.Select(async sender =>
    {
        await Task.Yield();
        while (!sender.IsLive && !cancellationToken.IsCancellationRequested)
        {
            await SendAsync(sender);
        }
    }));

    private async Task RushAsync(IngestSender sender, CancellationToken cancellationToken)
    {
        await Task.Yield();
        while (!cancellationToken.IsCancellationRequested)
        {
            await SendAsync(sender);
        }
    }

    private async Task PaceAsync(IngestSender sender, TimeSpan beat, int place, CancellationToken cancellationToken)
    {
        try
        {
            var wait = (_phases![place] - Stopwatch.GetElapsedTime(_epoch)).Ticks % beat.Ticks;
            await Task.Delay(TimeSpan.FromTicks(wait < 0 ? wait + beat.Ticks : wait), cancellationToken);
            using var timer = new TickTimer(beat, TimeProvider.System);
            while (true)
            {
                _phases[place] = Stopwatch.GetElapsedTime(_epoch);
                await SendAsync(sender);
                timer.Move(sender.Shift);
                await timer.WaitAsync(cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // Measured enough.
        }
    }

    private async ValueTask SendAsync(IngestSender sender)
    {
        var start = Stopwatch.GetTimestamp();
        Assert.True(await sender.SendAsync(isFirst: false), sender.Fault);
        var place = (int)(Stopwatch.GetElapsedTime(start).TotalMilliseconds * 10);
        Interlocked.Increment(ref _latencies[Math.Min(place, _latencies.Length - 1)]);
    }

    private double Quantile(double part)
    {
        var wanted = (long)Math.Ceiling(_latencies.Sum(l => (long)l) * part);
        for (var place = 0; place < _latencies.Length; place++)
        {
            wanted -= _latencies[place];
            if (wanted <= 0)
            {
                return place / 10.0;
            }
        }

        return double.NaN;
    }
}
