using Microsoft.Extensions.Options;
using Monitor.Domain.Logs;
using Monitor.Domain.Logs.Cleaning;
using Monitor.Domain.Logs.Records;
using Monitor.Web.Store;
using Monitor.Web.Store.Logs;

namespace Monitor.Web.Logs.Intake;

/// <summary>
/// The one door for lines, however they come: the source is known, at its pace and not blocked, the time can be right, the text is made harmless and its secrets
/// are masked. What is let in goes into a batch; it is stored with it or not at all.
/// </summary>
internal sealed class LogDoor(LogSourceBook sources, IOptions<LogIntakeOptions> options, IOptions<RetentionOptions> retention)
{
    /// <summary>Lines that a host kept while the server was away come at most so many times as fast as they were written.</summary>
    private const int CatchUp = 20;

    private readonly LogMasks _masks = new([.. options.Value.Masks], options.Value.MaskMailAddresses);
    private readonly LineBudget _bySource = new(options.Value.LinesPerSecondPerSource * 60);
    private readonly LineBudget _byHost = new(options.Value.LinesPerSecondPerHost * 60);
    private readonly LineBudget _byArrival = new(options.Value.LinesPerSecondPerHost * 60 * CatchUp);

    /// <returns>False where the host is there no more.</returns>
    public async ValueTask<bool> AdmitAsync(LogAdmission admission, RawLines raw, CancellationToken cancellationToken)
    {
        var batch = admission.Batch;
        if (await sources.FindAsync(
            new LogSourceName(batch.HostId, raw.Kind, NameOf(raw.Source)), LogClass.Of(raw.Kind, raw.Source, raw.Facility), cancellationToken) is not { } source)
        {
            return false;
        }

        if (source.IsBlocked)
        {
            admission.Block(source, raw.Lines.Count);
            return true;
        }

        var (lines, hostile) = Add(admission, source, raw);
        admission.Count(source, lines, raw.Lines.Count - lines, hostile, raw.Dropped);
        return true;
    }

    private (int Lines, int Hostile) Add(LogAdmission admission, KnownLogSource source, RawLines raw)
    {
        var arrival = admission.Batch.ArrivedAt;
        var arrivals = _byArrival.Of(source.HostId, arrival);
        var most = arrivals.Take(raw.Lines.Count);
        admission.Take(arrivals, most);
        var (lines, hostile) = (0, 0);
        var pace = new LinePace(admission, _bySource, _byHost, source);
        foreach (var line in raw.Lines)
        {
            var came = line.ArrivedAt ?? arrival;
            var (at, marks) = LogTimes.Of(line.Time, raw.Kind, came, retention.Value.Raw);

            // An agent keeps its lines while the server is away: they count in the minute in which they were written. Nobody else is believed so far.
            if (lines == most || !pace.TryTake(raw.Kind is LogSourceKind.File or LogSourceKind.Journal ? at : came))
            {
                continue;
            }

            var kept = Made(source.Id, line, at, marks | line.Marks);
            admission.Add(kept);
            lines++;
            hostile += kept.Marks.AreHostile() ? 1 : 0;
        }

        pace.End();
        return (lines, hostile);
    }

    private LogLine Made(int sourceId, in RawLine line, DateTimeOffset at, LogMarks marks)
    {
        var text = LogCleaner.Clean(line.Text, LogCleaner.Most, out var found, line.Marks.HasFlag(LogMarks.Joined));
        text = _masks.Apply(text, out var masked);
        return new LogLine(
            at.ToUnixTimeMilliseconds(), sourceId, line.Severity ?? LogLevelGuess.Of(text) ?? LogSeverity.Info, marks | found | (masked ? LogMarks.Masked : LogMarks.None), text);
    }

    /// <summary>What names a source is harmless too, and short enough for its row.</summary>
    private static string NameOf(string name)
    {
        var clean = LogCleaner.Clean(name, LogSource.NameLength, out _).Trim();
        return clean.Length == 0 ? "unknown" : clean;
    }

    /// <summary>Takes lines from the minutes of a source and its host; lines of one minute follow each other, so that each is looked up once.</summary>
    private ref struct LinePace(LogAdmission admission, LineBudget bySource, LineBudget byHost, KnownLogSource source)
    {
        private LineBudget.MinuteOfLines? _ofSource;
        private LineBudget.MinuteOfLines? _ofHost;
        private long _minute = long.MinValue;
        private int _taken;

        public bool TryTake(DateTimeOffset at)
        {
            var minute = at.ToUnixTimeSeconds() / 60;
            if (minute != _minute)
            {
                End();
                (_minute, _ofSource, _ofHost) = (minute, bySource.Of(source.Id, at), byHost.Of(source.HostId, at));
            }

            if (!_ofSource!.TryTake())
            {
                return false;
            }

            if (!_ofHost!.TryTake())
            {
                _ofSource.GiveBack(1);
                return false;
            }

            _taken++;
            return true;
        }

        public void End()
        {
            if (_taken > 0)
            {
                admission.Take(_ofSource!, _taken);
                admission.Take(_ofHost!, _taken);
                _taken = 0;
            }
        }
    }
}
