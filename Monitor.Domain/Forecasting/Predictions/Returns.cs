namespace Monitor.Domain.Forecasting.Predictions;

/// <summary>Whether a level has been where it is now before, and came back by itself: as logs that are rotated do, however seldom.</summary>
public static class Returns
{
    /// <summary>Twice is a habit.</summary>
    private const int Habit = 2;

    /// <summary>As shares of the limit: how near it must have come, and how far it must have fallen back.</summary>
    private const double Near = .01;
    private const double Back = .05;

    public static bool AreUsual(SeriesHistory history, double value, double limit, bool isBelow)
    {
        var (sign, reach) = (isBelow ? -1 : 1, Math.Abs(limit));
        var (isThere, times) = (false, 0);
        foreach (var known in history.Values)
        {
            var above = sign * (known - value);
            if (above >= -Near * reach)
            {
                isThere = true;
            }
            else if (isThere && above < -Back * reach)
            {
                (isThere, times) = (false, times + 1);
            }
        }

        return times >= Habit;
    }
}
