using System.Threading.Channels;

namespace Monitor.Web.Hosting;

/// <summary>The one writer of the log files. Callers never wait: when the queue is full, lines are dropped and counted, and the count is logged.</summary>
internal sealed class LogWriter : IAsyncDisposable, IDisposable
{
    private readonly LogOptions _options;
    private readonly Channel<(string Slice, LogEntry Entry)> _queue;
    private readonly Dictionary<string, LogFileWriter> _files = new(StringComparer.Ordinal);
    private readonly Task _writing;
    private long _dropped;

    public LogWriter(LogOptions options)
    {
        _options = options;
        var bounded = new BoundedChannelOptions(options.Queue) { SingleReader = true, FullMode = BoundedChannelFullMode.DropWrite };
        _queue = Channel.CreateBounded<(string, LogEntry)>(bounded, _ => Interlocked.Increment(ref _dropped));
        _writing = Task.Run(WriteAsync);
    }

    public int Queued => _queue.Reader.Count;

    public void Write(string slice, LogEntry entry) => _queue.Writer.TryWrite((slice, entry));

    public void Dispose() => _queue.Writer.TryComplete();

    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _writing;
    }

    private async Task WriteAsync()
    {
        while (await _queue.Reader.WaitToReadAsync())
        {
            try
            {
                Drain();
            }
            catch (Exception)
            {
                // Neither a full disk nor a line that cannot be written may stop the product or its log. The line is lost; the next attempt opens the files anew.
                TryClose();
            }
        }

        TryClose();
    }

    private void Drain()
    {
        while (_queue.Reader.TryRead(out var item))
        {
            if (Interlocked.Exchange(ref _dropped, 0) is > 0 and var dropped)
            {
                Append("hosting", item.Entry with { Level = "Warning", Source = nameof(LogWriter), Message = $"{dropped} log lines were dropped: too many at once", Error = null });
            }

            Append(item.Slice, item.Entry);
        }

        foreach (var file in _files.Values)
        {
            file.Flush();
        }
    }

    private void Append(string slice, LogEntry entry)
    {
        if (!_files.TryGetValue(slice, out var file))
        {
            _files[slice] = file = new LogFileWriter(_options, slice);
        }

        file.Append(entry.ToLine());
    }

    private void TryClose()
    {
        foreach (var file in _files.Values)
        {
            try
            {
                file.Dispose();
            }
            catch (IOException)
            {
                // What was not flushed finds no room either.
            }
        }

        _files.Clear();
    }
}
