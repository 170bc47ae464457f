using Monitor.Agent.Delivery;
using Monitor.Agent.Local;

namespace Monitor.Agent.Logs;

/// <summary>
/// Reads what has come into the host's logs, once a second, and spools it with how far was read. A record that the disk does not take is kept and tried again before
/// anything more is read, so that no line is lost or doubled by it.
/// </summary>
internal sealed class LogLoop(string folder, string spoolFolder, Spool spool, Action spooled, TickClock ticks, LogOptions options, TimeProvider clock, AgentLog log)
    : IDisposable
{
    private const string StateName = "agent.logs";
    private const int MostReasonLength = 500;
    private static readonly TimeSpan SaveEvery = TimeSpan.FromMinutes(1);

    private readonly LogPositionsFile _file = new(spoolFolder, log);
    private readonly RecordBuilder _record = new();
    private readonly LogRound _round = new();
    private readonly PackageEvents _packages = new();
    private readonly long _startedAt = clock.GetTimestamp();
    private LogSources? _sources;
    private LogPositions? _positions;
    private BootFacts? _boot;
    private bool _isWaiting;
    private bool _isFirst = true;
    private string? _words;

    /// <summary>Entries since the start.</summary>
    public long Lines { get; private set; }

    /// <summary>What is read; null before the first look.</summary>
    public string? Words => _words;

    /// <summary>
    /// Finds where to go on. Before anything of the spool is sent: what was read last may be told by a record that waits. Does not throw: whatever is wrong
    /// with the logs is said, and what is measured goes on without them.
    /// </summary>
    public void Start()
    {
        try
        {
            Begin(Now());
        }
        catch (Exception exception)
        {
            var reason = exception is AgentProblemException ? exception.Message : $"{exception.GetType().Name}: {exception.Message}";
            reason = reason.Length > MostReasonLength ? reason[..MostReasonLength] : reason;
            log.Error($"No logs are read: {reason}");
            _words = $"None are read: {reason}";
            _sources = null;
        }
    }

    public async Task RunAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(options.Every, clock);
        try
        {
            do
            {
                TryRead();
            }
            while (await timer.WaitForNextTickAsync(stopping));
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // What is not read yet waits where it is.
        }
        finally
        {
            if (_sources is not null)
            {
                await _sources.DisposeAsync();
            }
        }
    }

    /// <summary>Whatever goes wrong in one look, the next one comes.</summary>
    internal void TryRead()
    {
        try
        {
            Read();
        }
        catch (Exception exception)
        {
            log.Warn("logs", "The logs could not be read this time", exception);
        }
    }

    /// <summary>One look at everything.</summary>
    internal void Read()
    {
        var moment = Now();
        _sources?.Look(moment);
        while ((!_isWaiting || Keep()) && spool.Pending < options.MostWaitingRecords)
        {
            _sources?.Read(_round, moment);
            foreach (var line in _round.LinesOf(LineSplitter.Kind, options.PackageLog))
            {
                _packages.Take(line, moment.Monotonic);
            }

            _packages.TellWhenQuiet(_round, moment.Monotonic);
            var words = _sources?.Words ?? _words!;
            if (_round.IsEmpty && words == _words && !_isFirst)
            {
                SaveNowAndThen(moment);
                return;
            }

            var isFull = _round.IsFull;
            Compose(moment, words);
            if (!Keep() || !isFull)
            {
                return;
            }
        }
    }

    public void Dispose() => _record.Dispose();

    private void Begin(in LogMoment moment)
    {
        _positions = _file.Load(spool);
        _boot = options.Boot();
        BootEvent.Tell(_boot, _positions, _round, moment);
        _packages.Start(_positions?.Packages ?? new());
        try
        {
            var sources = new LogSources(folder, LogSettings.Load(folder), options, clock, log);
            sources.Start(_positions, moment);
            _sources = sources;
        }
        finally
        {
            // From here on a file that appears is new. The boot counts as told with the first record.
            var before = _positions;
            _positions = Positions(moment);
            _file.Save(before?.Boot is null ? _positions : _positions with { Boot = before.Boot, Kernel = before.Kernel });
        }
    }

    private void Compose(in LogMoment moment, string words)
    {
        _record.Begin();
        Lines += _round.Lines;
        _round.MoveTo(_record);
        if (words != _words || _isFirst)
        {
            (_words, _isFirst) = (words, false);
            _record.State(moment.Corrected(moment.Wall), StateName, words);
        }

        _positions = Positions(moment);
        _record.Positions(_positions.ToJson(out var left));
        if (left > 0)
        {
            log.Warn("logs.places", $"How far {left} rotated files were read does not fit into a record and is not known after a restart");
        }

        _isWaiting = true;
    }

    /// <summary>False where the disk does not take it now.</summary>
    private bool Keep()
    {
        if (spool.AppendToDisk(_record.Payload, seq => _file.Save(_positions = _positions! with { Seq = seq })) is null)
        {
            return false;
        }

        _isWaiting = false;
        spooled();
        return true;
    }

    /// <summary>Also without a record: lines that were left out need not be read again, and the journal has a place before its first entry.</summary>
    private void SaveNowAndThen(in LogMoment moment)
    {
        var positions = Positions(moment);
        if (positions.Cursor != _positions!.Cursor || moment.Wall - _positions.SavedAt >= SaveEvery)
        {
            _positions = positions;
            _file.Save(positions);
        }
    }

    private LogPositions Positions(in LogMoment moment)
    {
        var positions = new LogPositions { Seq = _positions?.Seq ?? 0, SavedAt = moment.Wall, Boot = _boot?.Id, Kernel = _boot?.Kernel, Packages = _packages.Waiting };
        return _sources?.Put(positions) ?? positions with { Cursor = _positions?.Cursor, Files = _positions?.Files ?? [] };
    }

    private LogMoment Now() => new(clock.GetUtcNow(), ticks.Skew, (long)clock.GetElapsedTime(_startedAt).TotalMilliseconds);
}
