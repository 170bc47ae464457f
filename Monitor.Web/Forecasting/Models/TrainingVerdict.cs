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
        return new TrainingVerdict(champion, challenger, !stays, Words(champion, challenger, own, stays, isPinned));
    }

    private static string Words(ModelTrial champion, ModelTrial? next, ModelTrial? own, bool stays, bool isPinned) =>
        !stays && own is not null ? $"{champion.Model} replaces {own.Model}: its loss in the backtest is {Number(champion.Loss)} against {Number(own.Loss)}."
        : !stays ? $"{champion.Model} is the best of the backtest, with a loss of {Number(champion.Loss)}."
        : isPinned ? $"{champion.Model} is pinned and stays, with a loss of {Number(champion.Loss)} in the backtest{Beside(next)}."
        : $"{champion.Model} stays, with a loss of {Number(champion.Loss)} in the backtest{Beside(next)}.";

    private static string Beside(ModelTrial? next) => next is null ? "" : $" against {Number(next.Loss)} of {next.Model}";

    private static string Number(double value) => value.ToString("G4", CultureInfo.InvariantCulture);
}
