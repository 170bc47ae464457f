using System.Diagnostics;
using System.Threading.Channels;
using Monitor.Agent.Delivery;
using Monitor.Agent.Local;

namespace Monitor.Agent.Logs;

/// <summary>How the journal is read; tests put other journals here.</summary>
internal sealed record JournalOptions
{
    public string Program { get; init; } = "journalctl";

    /// <summary>Such as the folder of another journal.</summary>
    public IReadOnlyList<string> Place { get; init; } = [];

    /// <summary>Null for all.</summary>
    public IReadOnlyList<string>? Units { get; init; }

    public TimeSpan FirstRetry { get; init; } = TimeSpan.FromSeconds(1);

    public TimeSpan MostRetry { get; init; } = TimeSpan.FromMinutes(1);
}

/// <summary>
/// Follows the journal through <c>journalctl</c>, which is started again where it ends. Entries wait in a short queue; when it is full, journalctl waits, and with
/// it the journal, which keeps them.
/// </summary>
internal sealed class JournalReader(JournalOptions options, TimeProvider clock, AgentLog log) : IAsyncDisposable
{
    private const int MostWaiting = 256;
    private const int MostLineBytes = 512 * 1024;
    private const int MostFailuresWithCursor = 3;

    private readonly Channel<JournalEntry> _entries = Channel.CreateBounded<JournalEntry>(new BoundedChannelOptions(MostWaiting) { SingleReader = true, SingleWriter = true });
    private readonly CancellationTokenSource _stop = new();
    private readonly Backoff _backoff = new(options.FirstRetry, options.MostRetry, Random.Shared.NextDouble);
    private Task _running = Task.CompletedTask;
    private string? _cursor;
    private bool _hasRead;

    /// <summary>The last entry there was when the journal was first followed: it marks the place and is not taken.</summary>
    private bool _isFirst;

    /// <param name="cursor">Behind which to go on; null to begin with what comes.</param>
    public void Start(string? cursor)
    {
        (_cursor, _isFirst) = (cursor, cursor is null);
        _running = Task.Run(() => RunAsync(_stop.Token));
    }

    public bool TryRead(out JournalEntry entry) => _entries.Reader.TryRead(out entry!);

    /// <summary>The place from which nothing was missed, before the first entry has come.</summary>
    public string? StartCursor { get; private set; }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                _hasRead = false;
                var said = await FollowAsync(cancellationToken);
                if (_hasRead)
                {
                    _backoff.Reset();
                }

                log.Warn("journal", $"The journal is not followed for the moment; journalctl is started again. {said}");
                await Task.Delay(_backoff.Next(null), clock, cancellationToken);
                if (_cursor is not null && _backoff.Failures >= MostFailuresWithCursor && !_hasRead)
                {
                    log.Warn("journal.cursor", "The place up to which the journal was read is not found any more: it is read from its end");
                    (_cursor, _isFirst) = (null, true);
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The agent stops.
        }
    }

    /// <summary>Until journalctl ends; why it did.</summary>
    private async Task<string> FollowAsync(CancellationToken cancellationToken)
    {
        using var process = new Process { StartInfo = StartInfo() };
        try
        {
            process.Start();
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            return exception.Message;
        }

        try
        {
            var errors = process.StandardError.ReadToEndAsync(cancellationToken);
            await ReadLinesAsync(process.StandardOutput.BaseStream, cancellationToken);
            var said = (await errors).Trim();
            await process.WaitForExitAsync(cancellationToken);
            return said.Length > 300 ? said[..300] : said;
        }
        finally
        {
            End(process);
        }
    }

    private ProcessStartInfo StartInfo()
    {
        var start = new ProcessStartInfo(options.Program) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        string[] usual = ["--follow", "--output=json", "--all", "--quiet", "--no-pager", "--output-fields=" + JournalEntry.Fields];
        foreach (var argument in usual.Concat(options.Place).Concat((options.Units ?? []).Select(static unit => "--unit=" + unit)))
        {
            start.ArgumentList.Add(argument);
        }

        if (_cursor is null)
        {
            start.ArgumentList.Add("--lines=1");
        }
        else
        {
            start.ArgumentList.Add("--no-tail");
            start.ArgumentList.Add("--after-cursor=" + _cursor);
        }

        return start;
    }

    private async Task ReadLinesAsync(Stream output, CancellationToken cancellationToken)
    {
        var buffer = new byte[16 * 1024];
        var (start, end, isInLine) = (0, 0, false);
        while (true)
        {
            if (start > 0)
            {
                buffer.AsSpan(start, end - start).CopyTo(buffer);
                (start, end) = (0, end - start);
            }

            if (end == buffer.Length)
            {
                if (buffer.Length >= MostLineBytes)
                {
                    // An entry beyond all measure: its place is kept, or the one before it; it counts as dropped.
                    isInLine = isInLine || await GiveAsync(TooLong(buffer), cancellationToken);
                    end = 0;
                }
                else
                {
                    Array.Resize(ref buffer, buffer.Length * 2);
                }
            }

            var read = await output.ReadAsync(buffer.AsMemory(end), cancellationToken);
            if (read == 0)
            {
                return;
            }

            end += read;
            while (buffer.AsSpan(start, end - start).IndexOf((byte)'\n') is >= 0 and var length)
            {
                if (!isInLine)
                {
                    await GiveAsync(JournalEntry.TryParse(buffer.AsSpan(start, length)), cancellationToken);
                }

                (start, isInLine) = (start + length + 1, false);
            }
        }
    }

    private JournalEntry? TooLong(byte[] beginning) =>
        (JournalEntry.CursorOf(beginning) ?? _cursor) is { } cursor ? new JournalEntry(cursor, clock.GetUtcNow(), "unknown", null, null, null) : null;

    private async Task<bool> GiveAsync(JournalEntry? entry, CancellationToken cancellationToken)
    {
        if (entry is not null)
        {
            (_cursor, _hasRead) = (entry.Cursor, true);
            if (_isFirst)
            {
                StartCursor = entry.Cursor;
            }
            else
            {
                await _entries.Writer.WriteAsync(entry, cancellationToken);
            }
        }

        _isFirst = false;
        return true;
    }

    private static void End(Process process)
    {
        try
        {
            process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself.
        }
    }
}
