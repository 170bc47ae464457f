using System.Globalization;
using Monitor.Domain.Logs;
using Monitor.Domain.Metrics;
using Monitor.Web.Store;
using Monitor.Web.Store.Logs;

namespace Monitor.Web.Logs.Mining;

/// <summary>
/// Finds the forms of the lines that were stored and counts them by minute; each minute that is over becomes a tick of its host, so that rules, detectors and forecasts
/// take the counts as they take any series. Where the lines of a host come to several servers each of them counts all of them, so that it is the same who tells a minute: the first
/// one does. Used by one loop alone.
/// </summary>
internal sealed class LogMiner(LogForms forms, LogRecount recount, LogSourceBook sources, SeriesCatalog catalog, SampleWriter writer, SeriesRecorder recorder, TimeProvider time)
{
    public const string Stream = "logs";

    /// <summary>A minute is told so long after its end: lines are on their way.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(15);

    /// <summary>Lines that come later than so many minutes are not counted in series: a host that was cut off tells no burst when it is back.</summary>
    private const int MostLate = 5;

    /// <summary>Minutes without any line after which a host is told no more.</summary>
    private const int Idle = 60;

    private readonly Dictionary<int, HostMinutes> _hosts = [];
    private readonly Dictionary<int, long> _dropped = [];
    private readonly LogEvents _events = new(writer);

    /// <summary>Rows of the table that were taken, and the minute in which they arrived, for as long as they may be read once more.</summary>
    private readonly Dictionary<long, long> _rows = [];
    private bool _isLoaded;

    /// <summary>Programs whose templates made room for those of others so far.</summary>
    public long Forgotten => forms.Forgotten;

    /// <summary>What was before the start: the forms, and the lines of the last minutes, which nobody may have counted.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        await forms.LoadAsync(cancellationToken);
        if (!_isLoaded)
        {
            var from = MinuteOf(time.GetUtcNow()) - MostLate;

            // What an attempt that failed had counted would be counted twice.
            _hosts.Clear();
            _rows.Clear();
            await recount.ReadAsync(StartOf(from), hostIds: null, seen: [], (id, logs, source) =>
            {
                _rows[id] = MinuteOf(logs.ArrivedAt);
                Take(logs, source, from, LineOrigin.BeforeStart);
            }, cancellationToken);
            _isLoaded = true;
        }
    }

    public void Take(CommittedLogs logs)
    {
        if (logs.Lines.Count == 0)
        {
            return;
        }

        var isFirst = false;
        foreach (var row in logs.Lines.Select(l => HotLogs.RowOf(l.Number)).Distinct())
        {
            isFirst |= _rows.TryAdd(row, MinuteOf(logs.ArrivedAt));
        }

        Take(logs, sources.Find, long.MinValue, isFirst ? LineOrigin.Here : LineOrigin.HereAfterAll);
    }

    /// <summary>Saves the forms, and tells the minutes that are over.</summary>
    public async Task RoundAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var over = MinuteOf(now - Grace) - 1;
        CountDropped(MinuteOf(now));
        var due = _hosts.Where(h => h.Value.LastTold < over && h.Value.LastBusy >= over - Idle).ToDictionary();
        if (due.Count == 0)
        {
            return;
        }

        await TakeOthersAsync(due, over, cancellationToken);
        await forms.SaveAsync(cancellationToken);
        foreach (var (hostId, host) in _hosts.ToList())
        {
            await TellAsync(hostId, host, over, cancellationToken);
            if (host.LastBusy < over - Idle)
            {
                _hosts.Remove(hostId);
            }
        }

        await _events.TellAsync(now, cancellationToken);
    }

    private static long Minute(long unixMilliseconds) => Math.DivRem(unixMilliseconds, 60_000).Quotient;

    private static long MinuteOf(DateTimeOffset at) => Minute(at.ToUnixTimeMilliseconds());

    private static DateTimeOffset StartOf(long minute) => DateTimeOffset.FromUnixTimeSeconds(minute * 60);

    private static long NextOf(HostMinutes host, long over) => Math.Max(Math.Max(host.LastTold + 1, host.First), over - MostLate);

    /// <summary>Counts what other servers stored of the hosts that are told here, as far as it arrived since the first minute that is to be told.</summary>
    private async Task TakeOthersAsync(Dictionary<int, HostMinutes> due, long over, CancellationToken cancellationToken)
    {
        foreach (var old in _rows.Where(r => r.Value < over - MostLate).Select(r => r.Key).ToList())
        {
            _rows.Remove(old);
        }

        if (recount.HasOthers)
        {
            var from = Math.Min(over, due.Values.Min(h => NextOf(h, over)));
            await recount.ReadAsync(StartOf(from), [.. due.Keys], [.. _rows.Where(r => r.Value >= from).Select(r => r.Key)], (id, logs, source) =>
            {
                _rows[id] = MinuteOf(logs.ArrivedAt);
                Take(logs, source, long.MinValue, LineOrigin.Elsewhere);
            }, cancellationToken);
        }
    }

    private async Task TellAsync(int hostId, HostMinutes host, long over, CancellationToken cancellationToken)
    {
        for (var minute = NextOf(host, over); minute <= over && host.LastBusy >= minute - Idle; minute++)
        {
            var at = StartOf(minute + 1);
            var outcome = await recorder.RecordAsync(hostId, Stream, at, host.Close(minute), cancellationToken);
            if (outcome.Status is BatchStatus.Full or BatchStatus.Unavailable)
            {
                break;
            }

            // Whoever wrote the minute tells its events.
            var byAnother = outcome.Duplicate > 0 && recount.HasOthers;
            var bursts = host.Told(minute, byAnother);
            if (!byAnother)
            {
                AddEvents(hostId, at, host.NewErrors, bursts);
            }
        }
    }

    private void AddEvents(int hostId, DateTimeOffset at, IEnumerable<FormRow> newErrors, IEnumerable<FormBurst> bursts)
    {
        foreach (var error in newErrors)
        {
            _events.Add(hostId, error.FirstSeenAt, LogEventKinds.NewError, $"A new error of {error.Form.Program}: {error.Form.Pattern}");
        }

        foreach (var burst in bursts)
        {
            _events.Add(hostId, at, LogEventKinds.Burst, string.Create(
                CultureInfo.InvariantCulture, $"A burst of {burst.Form.Form.Program}: {burst.Lines:N0} lines in a minute, usually {burst.Usual:0.#}: {burst.Form.Form.Pattern}"));
        }
    }

    private void Take(CommittedLogs logs, Func<int, KnownLogSource?> sourceOf, long from, LineOrigin origin)
    {
        var host = HostOf(logs.HostId);
        var arrival = MinuteOf(logs.ArrivedAt);
        var isAgain = origin is LineOrigin.BeforeStart or LineOrigin.Elsewhere;
        foreach (var line in logs.Lines)
        {
            if (sourceOf(line.SourceId) is not { } source)
            {
                continue;
            }

            var form = forms.Mine(LogProgram.Of(source, line.Text, out var message), message, line.Severity, logs.HostId, logs.ArrivedAt, isAgain, out var isNewError);
            var minute = Math.Max(Math.Min(Minute(line.Time), arrival), host.LastTold + 1);
            if (arrival - Minute(line.Time) > MostLate || minute < from)
            {
                continue;
            }

            if (origin != LineOrigin.Elsewhere)
            {
                host.KeepBusy(minute);
            }

            if (origin != LineOrigin.HereAfterAll)
            {
                Count(host, minute, source, line, form);
            }

            if (isNewError)
            {
                host.AddNewError(minute, form);
            }
        }
    }

    private static void Count(HostMinutes host, long minute, KnownLogSource source, in LogLine line, FormRow form)
    {
        host.Add(minute, form);
        host.Add(minute, LogMetrics.Lines, source.Name, 1);
        host.Add(minute, LogMetrics.Errors, source.Name, line.Severity <= LogSeverity.Error ? 1 : 0);
        if (line.Marks.AreHostile())
        {
            host.Add(minute, LogMetrics.Hostile, "", 1);
        }
    }

    private HostMinutes HostOf(int hostId)
    {
        if (!_hosts.TryGetValue(hostId, out var host))
        {
            _hosts[hostId] = host = new HostMinutes(catalog.FindStream(hostId, Stream));
        }

        return host;
    }

    private void CountDropped(long minute)
    {
        foreach (var source in sources.Seen)
        {
            var (before, now) = (_dropped.GetValueOrDefault(source.Id), source.DroppedHere);
            if (now > before)
            {
                _dropped[source.Id] = now;
                HostOf(source.HostId).Add(minute, LogMetrics.Dropped, "", now - before);
                HostOf(source.HostId).KeepBusy(minute);
            }
        }
    }
}
