using Monitor.Domain.Logs;
using Monitor.Web.Store;
using Monitor.Web.Store.Logs;

namespace Monitor.Web.Logs.Intake;

/// <summary>
/// What of the lines of one batch was let in, until it is known what became of them: lines that are new now are counted, those that were there before are not. What these and
/// those that were not stored took of the budgets is given back at the latest with the end of this: they may come again as if they had never come.
/// </summary>
internal sealed class LogAdmission(SampleBatch batch) : IDisposable
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

    /// <summary>Stores the batch and settles this.</summary>
    public async ValueTask<BatchOutcome> StoreAsync(SampleWriter writer, CancellationToken cancellationToken)
    {
        var outcome = batch.IsEmpty ? new BatchOutcome(BatchStatus.Committed, 0, 0) : await writer.WriteAsync(batch, cancellationToken);
        Settle(outcome);
        return outcome;
    }

    /// <summary>What became of the batch, once.</summary>
    public void Settle(BatchOutcome outcome)
    {
        if (outcome.Status != BatchStatus.Committed || (Lines > 0 && outcome.Lines == 0))
        {
            return;
        }

        _taken.Clear();
        foreach (var (source, lines, dropped, hostile) in _counts)
        {
            source.Count(lines, dropped, hostile, batch.ArrivedAt);
        }
    }

    public void Dispose()
    {
        foreach (var (minute, lines) in _taken)
        {
            minute.GiveBack(lines);
        }

        _taken.Clear();
    }

    internal void Take(LineBudget.MinuteOfLines minute, int lines) => _taken[minute] = _taken.GetValueOrDefault(minute) + lines;

    internal void Add(in LogLine line)
    {
        Lines++;
        batch.Add(line);
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
