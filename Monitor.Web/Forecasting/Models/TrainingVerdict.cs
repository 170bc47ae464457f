using System.Globalization;
using Monitor.Domain.Forecasting;

namespace Monitor.Web.Forecasting.Models;

/// <summary>Decides by a training which model is used from now on, and says why.</summary>
/// <param name="Champion">The first of the trials that counts; the one in use stays where no other is clearly better, or where a person pinned it.</param>
internal sealed record TrainingVerdict(ModelTrial Champion, ModelTrial? Challenger, bool IsChange, string Why)
{
    /// <summary>Null where the training says nothing.</summary>
    public static TrainingVerdict? Of(IReadOnlyList<ModelTrial> trials, string current, bool isPinned, double betterBy)
    {
        if (trials.Count == 0)
        {
            return null;
        }

        var (best, own) = (trials[0], trials.FirstOrDefault(t => t.Model == current));
        if (isPinned && own is null)
        {
            return null;
        }

        var stays = own is not null && (isPinned || best == own || best.Loss > own.Loss * (1 - betterBy));
        var champion = stays ? own! : best;
        var challenger = trials.FirstOrDefault(t => t != champion);
        return new TrainingVerdict(champion, challenger, !stays, Words(champion, challenger, own, best, isPinned));
    }

    private static string Words(ModelTrial champion, ModelTrial? next, ModelTrial? own, ModelTrial best, bool isPinned) =>
        champion != own && own is not null ? $"{Name(champion)} replaces {Name(own)}: its loss in the backtest is {Number(champion.Loss)} against {Number(own.Loss)}."
        : champion != own ? $"{Name(champion)} is the best of the backtest, with a loss of {Number(champion.Loss)}."
        : isPinned ? $"{Name(champion)} is pinned and stays, with a loss of {Number(champion.Loss)} in the backtest{Beside(next)}."
        : champion != best ? $"{Name(champion)} stays: {Name(best)} is not clearly better, with a loss of {Number(best.Loss)} in the backtest against {Number(champion.Loss)}."
        : $"{Name(champion)} stays, with a loss of {Number(champion.Loss)} in the backtest{Beside(next)}.";

    private static string Beside(ModelTrial? next) => next is null ? "" : $" against {Number(next.Loss)} of {Name(next)}";

    private static string Name(ModelTrial trial) => ForecastWords.Model(trial.Model);

    private static string Number(double value) => value.ToString("G4", CultureInfo.InvariantCulture);
}
