using Monitor.Domain.Logs;
using Monitor.Domain.Logs.Chunks;

namespace Monitor.Web.Store.Logs.Reading;

/// <summary>Lines by step and severity.</summary>
internal sealed class LogCounter
{
    private const long Minute = 60_000;
    private readonly LogSeverity _atLeast;
    private readonly long _start;
    private readonly long _step;
    private readonly long[][] _counts;

    public LogCounter(LogAsk ask, TimeSpan step, int most)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(step, TimeSpan.FromSeconds(1));
        (_atLeast, _step) = (ask.AtLeast, (long)step.TotalMilliseconds);
        _start = ask.From.ToUnixTimeMilliseconds() / _step * _step;
        var steps = Math.Max(0, (ask.To.ToUnixTimeMilliseconds() - _start + _step - 1) / _step);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(steps, most);
        _counts = new long[steps][];
        for (var i = 0; i < steps; i++)
        {
            _counts[i] = new long[LogCounts.Severities];
        }
    }

    /// <summary>Whether each minute lies in one step.</summary>
    public bool IsOfMinutes => _step % Minute == 0;

    public void Add(long time, LogSeverity severity, long lines)
    {
        if (severity <= _atLeast)
        {
            _counts[(time - _start) / _step][(int)severity] += lines;
        }
    }

    public void Add(LogChunk chunk, LogMatch match)
    {
        for (var i = 0; i < chunk.Count; i++)
        {
            if (match.IsWanted(chunk, i, 0))
            {
                Add(chunk.Time(i), chunk.Severity(i), 1);
            }
        }
    }

    public LogHistogram Build(bool isPartial) =>
        new(DateTimeOffset.FromUnixTimeMilliseconds(_start), TimeSpan.FromMilliseconds(_step), _counts, isPartial);
}
