using Monitor.Agent.Local;

namespace Monitor.Agent.Logs;

/// <summary>Where this host's lines come from, by its settings.</summary>
internal sealed class LogSources : IAsyncDisposable
{
    private const string JournalKind = "journal";
    private const int BurstSeconds = 10;
    private const int MostUnits = 500;

    private readonly Dictionary<string, TokenBucket> _buckets = new(StringComparer.Ordinal);
    private readonly UnitEvents _units = new();
    private readonly TokenBucket _all;
    private readonly LogRules _rules;
    private readonly FileTail _files;
    private readonly JournalReader? _journal;
    private string? _cursor;

    public LogSources(string folder, LogSettings settings, LogOptions options, TimeProvider clock, AgentLog log)
    {
        var withJournal = settings.Journal ?? options.IsJournalReadable ?? UsualLogs.IsJournalReadable();
        _rules = settings.Rules(null);
        _all = new TokenBucket(settings.HostLinesPerSecond, settings.HostLinesPerSecond * BurstSeconds);
        _files = new FileTail(
            [.. (settings.Files ?? UsualLogs.Files(withJournal)).Select(file => (file.Path, settings.Rules(file)))],
            new TokenBucket(settings.HostLinesPerSecond, settings.HostLinesPerSecond * BurstSeconds), clock.LocalTimeZone, new FileOpener(folder), log);
        _journal = withJournal ? new JournalReader(options.Journal with { Units = settings.Units }, clock, log) : null;
    }

    /// <summary>What is read, in words.</summary>
    public string Words => _journal is null ? $"{_files.Count} files" : $"The journal and {_files.Count} files";

    public void Start(LogPositions? saved, in LogMoment moment)
    {
        _cursor = saved?.Cursor;
        _files.Start(saved, moment);
        _journal?.Start(_cursor);
    }

    public void Look(in LogMoment moment) => _files.Look(moment);

    public void Read(LogRound round, in LogMoment moment)
    {
        while (!round.IsFull && _journal is not null && _journal.TryRead(out var entry))
        {
            Take(entry, round, moment);
        }

        _files.Read(round, moment);
    }

    public LogPositions Put(LogPositions positions) => positions with { Cursor = _cursor ?? _journal?.StartCursor, Files = _files.Positions() };

    public async ValueTask DisposeAsync()
    {
        _files.Dispose();
        if (_journal is not null)
        {
            await _journal.DisposeAsync();
        }
    }

    internal void Take(JournalEntry entry, LogRound round, in LogMoment moment)
    {
        _cursor = entry.Cursor;
        _units.Take(entry, round, moment);
        if (entry.Message is not { } text)
        {
            round.Drop(JournalKind, entry.Unit);
        }
        else if (!IsInTime(entry))
        {
            round.Drop(JournalKind, entry.Unit);
        }
        else if (text.Length > 0 && _rules.Takes(text))
        {
            text = text.Length > LineJoiner.MostTextLength ? text[..LineJoiner.MostTextLength] : text;
            // The journal keeps entries apart by itself: a line break within one belongs to it.
            var isJoined = text.Contains('\n', StringComparison.Ordinal);
            round.Line(JournalKind, entry.Unit, new LogEntry(moment.Corrected(entry.Time), _rules.Masked(text), entry.Severity, isJoined));
        }
    }

    /// <summary>By the time of the entries: what has come slowly is taken whole, however fast it is caught up with. A program may call itself anything: its unit counts.</summary>
    private bool IsInTime(JournalEntry entry)
    {
        var (time, bucket) = (entry.Time.ToUnixTimeMilliseconds(), BucketOf(entry.Writer));
        if (!bucket.TryTake(time))
        {
            return false;
        }

        if (_all.TryTake(time))
        {
            return true;
        }

        bucket.GiveBack();
        return false;
    }

    private TokenBucket BucketOf(string unit)
    {
        if (!_buckets.TryGetValue(unit, out var bucket))
        {
            if (_buckets.Count >= MostUnits)
            {
                _buckets.Clear();
            }

            bucket = new TokenBucket(_rules.LinesPerSecond, _rules.LinesPerSecond * BurstSeconds);
            _buckets.Add(unit, bucket);
        }

        return bucket;
    }
}
