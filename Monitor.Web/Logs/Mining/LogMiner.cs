using System.Globalization;
using Monitor.Domain.Logs;
using Monitor.Domain.Metrics;
using Monitor.Web.Store;
using Monitor.Web.Store.Logs;

namespace Monitor.Web.Logs.Mining;

/// <summary>
/// Finds the forms of the lines that were stored and counts them by minute; each minute that is over becomes a tick of its host, so that rules, detectors and forecasts
/// take the counts as they take any series. Used by one loop alone.
/// </summary>
internal sealed class LogMiner(LogForms forms, LogRecount recount, LogSourceBook sources, SeriesCatalog catalog, SampleWriter writer, SeriesRecorder recorder, TimeProvider time)
{
    public const string Stream = "logs";
    public const string NewErrorEvent = "log.new_error";
    public const string BurstEvent = "log.burst";

    /// <summary>A minute is told so long after its end: lines are on their way.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(15);

    /// <summary>Lines that come later than so many minutes are not counted in series: a host that was cut off tells no burst when it is back.</summary>
    private const int MostLate = 5;

    /// <summary>Minutes without any line after which a host is told no more.</summary>
    private const int Idle = 60;

    /// <summary>Events that one round makes of a host at most.</summary>
    private const int MostEvents = 10;

    private readonly Dictionary<int, HostMinutes> _hosts = [];
    private readonly Dictionary<int, long> _dropped = [];
    private readonly Dictionary<int, List<TextRow>> _events = [];
    private HashSet<long>? _recounted;

    /// <summary>What was before the start: the forms, and the lines of the last minutes, which nobody may have counted.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        await forms.LoadAsync(cancellationToken);
        if (_recounted is null)
        {
            var from = Minute(time.GetUtcNow().ToUnixTimeMilliseconds()) - MostLate;
            var seen = new HashSet<long>();

            // What an attempt that failed had counted would be counted twice.
            _hosts.Clear();
            await recount.ReadAsync(DateTimeOffset.FromUnixTimeSeconds(from * 60), (id, logs, source) =>
            {
                seen.Add(id);
                Take(logs, source, from, isAgain: true);
            }, cancellationToken);
            _recounted = seen;
        }
    }

    public void Take(CommittedLogs logs)
    {
        if (logs.Lines.Count > 0 && _recounted?.Contains(HotLogs.RowOf(logs.Lines[0].Number)) != true)
        {
            Take(logs, sources.Find, long.MinValue, isAgain: false);
        }
    }

    /// <summary>Saves the forms, and tells the minutes that are over.</summary>
    public async Task RoundAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var over = Minute((now - Grace).ToUnixTimeMilliseconds()) - 1;
        CountDropped(Minute(now.ToUnixTimeMilliseconds()));
        if (!_hosts.Values.Any(h => h.LastTold < over && h.LastBusy >= over - Idle))
        {
            return;
        }

        await forms.SaveAsync(cancellationToken);
        foreach (var (hostId, host) in _hosts.ToList())
        {
            for (var minute = Math.Max(Math.Max(host.LastTold + 1, host.First), over - MostLate); minute <= over && host.LastBusy >= minute - Idle; minute++)
            {
                var at = DateTimeOffset.FromUnixTimeSeconds((minute + 1) * 60);
                var outcome = await recorder.RecordAsync(hostId, Stream, at, host.Close(minute, forms.Now), cancellationToken);
                if (outcome.Status is BatchStatus.Full or BatchStatus.Unavailable)
                {
                    break;
                }

                foreach (var burst in host.Told(minute))
                {
                    Remember(hostId, at, BurstEvent, string.Create(
                        CultureInfo.InvariantCulture, $"A burst of {burst.Form.Form.Program}: {burst.Lines:N0} lines in a minute, usually {burst.Usual:0.#}: {burst.Form.Form.Pattern}"));
                }
            }

            if (host.LastBusy < over - Idle)
            {
                _hosts.Remove(hostId);
            }
        }

        await TellEventsAsync(now, cancellationToken);
    }

    private static long Minute(long unixMilliseconds) => Math.DivRem(unixMilliseconds, 60_000).Quotient;

    private void Take(CommittedLogs logs, Func<int, KnownLogSource?> sourceOf, long from, bool isAgain)
    {
        var host = HostOf(logs.HostId);
        var arrival = Minute(logs.ArrivedAt.ToUnixTimeMilliseconds());
        foreach (var line in logs.Lines)
        {
            if (sourceOf(line.SourceId) is not { } source)
            {
                continue;
            }

            var program = LogProgram.Of(source, line.Text, out var message);
            var form = forms.Mine(program, message, line.Severity, logs.HostId, logs.ArrivedAt, isAgain, out var isNewError);
            var minute = Math.Max(Math.Min(Minute(line.Time), arrival), host.LastTold + 1);
            if (arrival - Minute(line.Time) > MostLate || minute < from)
            {
                continue;
            }

            Count(host, minute, source, line, form);
            if (isNewError)
            {
                host.Add(minute, LogMetrics.NewErrors, "", 1);
                Remember(logs.HostId, logs.ArrivedAt, NewErrorEvent, $"A new error of {program}: {form.Form.Pattern}");
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
            }
        }
    }

    private void Remember(int hostId, DateTimeOffset at, string kind, string text)
    {
        if (!_events.TryGetValue(hostId, out var events))
        {
            _events[hostId] = events = [];
        }

        if (events.Count < MostEvents)
        {
            events.Add(new TextRow(at, kind, text));
        }
    }

    private async Task TellEventsAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        foreach (var (hostId, events) in _events.ToList())
        {
            var batch = new SampleBatch { HostId = hostId, ArrivedAt = now };
            batch.Events.AddRange(events);
            if ((await writer.WriteAsync(batch, cancellationToken)).Status is not (BatchStatus.Full or BatchStatus.Unavailable))
            {
                _events.Remove(hostId);
            }
        }
    }
}
