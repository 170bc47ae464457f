using Monitor.Domain.Problems.Rules;

namespace Monitor.Domain.Forecasting.Predictions;

/// <summary>
/// The life of a prediction as a pure function: what was said before and what is said now in, what follows out. Nobody is told of what was said once, or by a
/// voice that is no better on this series than "it stays as it is"; nothing is taken back for one doubt, but at once when the value has dropped.
/// </summary>
public static class PredictionMachine
{
    /// <summary>What is said again after less than this is the same saying.</summary>
    public static readonly TimeSpan Apart = TimeSpan.FromMinutes(4);

    /// <summary>A voice that has been silent for so long may be followed by another.</summary>
    public static readonly TimeSpan Stale = TimeSpan.FromHours(26);

    /// <summary>Below this share of the probability that is asked for, a prediction is in doubt.</summary>
    public const double StillSaid = 0.6;

    private const int DoubtsToTakeBack = 2;

    public static PredictionMove Next(Prediction? before, Sighting now, PredictedPart part)
    {
        var isSaid = now.Probability >= part.Probability;
        if (before is null)
        {
            return isSaid && MayBegin(now) ? PredictionMove.Begin : PredictionMove.None;
        }

        var isOwn = before.Source == now.Source || now.At - before.UpdatedAt > Stale;
        return before.Outcome == PredictionOutcome.Candidate ? Candidate(before, now, isSaid, isOwn)
            : now.At >= before.DeadlineAt && isOwn ? PredictionMove.GiveUp
            : isSaid && now.Severity > before.Severity && IsBelieved(before, now) ? PredictionMove.Worsen
            : !isOwn || now.At - before.UpdatedAt < Apart ? PredictionMove.None
            : now.HasDropped ? PredictionMove.TakeBack
            : now.Probability >= part.Probability * StillSaid ? PredictionMove.Keep
            : before.Rounds + 1 >= DoubtsToTakeBack ? PredictionMove.TakeBack
            : PredictionMove.Doubt;
    }

    /// <summary>
    /// By when it must have come: the late end of what was said and half as long again, at most a quarter more than the time that the rule looks ahead.
    /// </summary>
    public static DateTimeOffset Deadline(Sighting now, PredictedPart part)
    {
        var most = now.At + (part.Within * 1.25);
        return now.LatestAt is { } latest && latest > now.At && latest + ((latest - now.At) / 2) is var late && late < most ? late : most;
    }

    private static PredictionMove Candidate(Prediction before, Sighting now, bool isSaid, bool isOwn) =>
        isOwn && (!isSaid || now.HasDropped) ? PredictionMove.Drop
        : !isSaid || now.At - before.IssuedAt < Apart ? PredictionMove.None
        : IsBelieved(before, now) ? PredictionMove.Tell
        : isOwn ? PredictionMove.Keep
        : PredictionMove.None;

    /// <summary>A forecast must show skill from the start; an outlook shows it between its first saying and the next.</summary>
    private static bool MayBegin(Sighting now) => !now.HasDropped && (now.IsOfGrowth || now.Skill > 0);

    private static bool IsBelieved(Prediction before, Sighting now) => now.IsOfGrowth ? Trial(before, now) > 0 : now.Skill > 0;

    /// <summary>
    /// The skill of who sees growth since it was first said: how much nearer that growth came to what happened than "it stays as it is". Not known (0) when
    /// another was the first to say it.
    /// </summary>
    public static double Trial(Prediction before, Sighting now)
    {
        var grown = (now.Level ?? now.Value) - before.Value;
        var expected = before.PerDay * (now.At - before.IssuedAt).TotalDays;
        return grown == 0 || before.Source != now.Source ? 0 : 1 - (Math.Abs(grown - expected) / Math.Abs(grown));
    }
}
