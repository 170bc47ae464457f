using Monitor.Domain.Logs;
using Monitor.Web.Store;
using Monitor.Web.Store.Logs;

namespace Monitor.Web.Logs.Intake;

/// <summary>
/// What of the lines of one batch was let in. Whoever stored the batch says once what became of it: lines that are new now are counted, those that were there before
/// are not, and those that were not stored may come again as if they had never come.
/// </summary>
internal sealed class LogAdmission(SampleBatch batch)
{
    private readonly List<(KnownLogSource Source, int Lines, int Dropped, int Hostile)> _counts = [];
    private readonly Dictionary<LineBudget.MinuteOfLines, int> _taken = [];

    public SampleBatch Batch => batch;

    /// <summary>Lines let in.</summary>
    public int Lines { get; private set; }

    /// <summary>Lines left out because the source or the host sent too many.</summary>
    public int TooMany { get; private set; }

    /// <summary>Lines left out because their source is blocked.</summary>
    public int Blocked { get; private set; }

    public void Settle(BatchOutcome outcome)
    {
        if (outcome.Status != BatchStatus.Committed)
        {
            GiveBack();
            return;
        }

        if (Lines > 0 && outcome.Lines == 0)
        {
            return;
        }

        foreach (var (source, lines, dropped, hostile) in _counts)
        {
            source.Count(lines, dropped, hostile, batch.ArrivedAt);
        }
    }

    private void GiveBack()
    {
        foreach (var (minute, lines) in _taken)
        {
            minute.GiveBack(lines);
        }
    }

    internal void Take(LineBudget.MinuteOfLines minute, int lines) => _taken[minute] = _taken.GetValueOrDefault(minute) + lines;

    internal void Add(in LogLine line)
    {
        Lines++;
        batch.Logs.Add(line);
    }

    internal void Block(KnownLogSource source, int lines)
    {
        Blocked += lines;
        _counts.Add((source, 0, lines, 0));
    }

    /// <param name="unsent">Dropped before they came here.</param>
    internal void Count(KnownLogSource source, int lines, int tooMany, int hostile, int unsent)
    {
        TooMany += tooMany;
        _counts.Add((source, lines, tooMany + unsent, hostile));
    }
}
