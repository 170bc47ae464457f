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
    private const int MostFailuresWithCursor = 3;

    private readonly Channel<JournalEntry> _entries = Channel.CreateBounded<JournalEntry>(new BoundedChannelOptions(MostWaiting) { SingleReader = true, SingleWriter = true });
    private readonly CancellationTokenSource _stop = new();
    private readonly Backoff _backoff = new(options.FirstRetry, options.MostRetry, Random.Shared.NextDouble);
    private Task _running = Task.CompletedTask;
    private string? _cursor;
    private bool _hasRead;

    /// <summary>Where to begin is known: behind the cursor, or with the first entry of a journal that was empty.</summary>
    private bool _hasPlace;

    /// <param name="cursor">Behind which to go on; null to begin with what comes.</param>
    public void Start(string? cursor)
    {
        (_cursor, _hasPlace) = (cursor, cursor is not null);
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
        var notFound = 0;
        try
        {
            while (true)
            {
                _hasRead = false;
                var said = await TryFollowAsync(cancellationToken);
                if (_hasRead)
                {
                    _backoff.Reset();
                }

                log.Warn("journal", $"The journal is not followed for the moment; journalctl is started again. {said}");
                await Task.Delay(_backoff.Next(null), clock, cancellationToken);

                // Only where journalctl itself complains of it: whatever else is wrong may pass, and the place is still there.
                notFound = !_hasRead && _cursor is not null && said.Contains("cursor", StringComparison.OrdinalIgnoreCase) ? notFound + 1 : 0;
                if (notFound == MostFailuresWithCursor)
                {
                    log.Warn("journal.cursor", "The place up to which the journal was read is not found any more: it is read from its end");
                    (_cursor, _hasPlace, notFound) = (null, false, 0);
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The agent stops.
        }
    }

    /// <summary>Whatever goes wrong, the journal is tried again.</summary>
    private async Task<string> TryFollowAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await FollowAsync(cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            return $"{exception.GetType().Name}: {exception.Message}";
        }
    }

    /// <summary>Until journalctl ends; why it did. What was missed is read before: with <c>--follow</c> journalctl shows nothing of earlier starts of the system.</summary>
    private async Task<string> FollowAsync(CancellationToken cancellationToken)
    {
        if (!_hasPlace)
        {
            var (isDone, said) = await RunAsync(["--lines=1"], Mark, cancellationToken);
            if (!isDone)
            {
                return said;
            }

            _hasPlace = true;
        }

        var (isCaughtUp, problem) = await RunAsync(["--no-tail", .. Behind()], GiveAsync, cancellationToken);
        return isCaughtUp ? (await RunAsync(["--follow", "--no-tail", .. Behind()], GiveAsync, cancellationToken)).Said : problem;
    }

    private IEnumerable<string> Behind() => _cursor is null ? [] : ["--after-cursor=" + _cursor];

    /// <summary>The last entry there is marks the place and is not taken.</summary>
    private ValueTask Mark(JournalEntry entry, CancellationToken cancellationToken)
    {
        (_cursor, StartCursor) = (entry.Cursor, entry.Cursor);
        return ValueTask.CompletedTask;
    }

    private ValueTask GiveAsync(JournalEntry entry, CancellationToken cancellationToken)
    {
        (_cursor, _hasRead) = (entry.Cursor, true);
        return _entries.Writer.WriteAsync(entry, cancellationToken);
    }

    private async Task<(bool IsDone, string Said)> RunAsync(
        IEnumerable<string> arguments, Func<JournalEntry, CancellationToken, ValueTask> give, CancellationToken cancellationToken)
    {
        using var process = new Process { StartInfo = StartInfo(arguments) };
        process.Start();
        try
        {
            var errors = JournalOutput.ReadWordsAsync(process.StandardError, cancellationToken);
            await new JournalOutput(process.StandardOutput.BaseStream, () => _cursor, clock).ReadAsync(give, cancellationToken);
            var said = await errors;
            await process.WaitForExitAsync(cancellationToken);
            return (process.ExitCode == 0, said);
        }
        finally
        {
            End(process);
        }
    }

    private ProcessStartInfo StartInfo(IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(options.Program) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        string[] usual = ["--output=json", "--all", "--quiet", "--no-pager", "--output-fields=" + JournalEntry.Fields];
        foreach (var argument in usual.Concat(options.Place).Concat((options.Units ?? []).Select(static unit => "--unit=" + unit)).Concat(arguments))
        {
            start.ArgumentList.Add(argument);
        }

        return start;
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
