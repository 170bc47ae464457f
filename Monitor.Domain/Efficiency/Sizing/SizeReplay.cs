namespace Monitor.Domain.Efficiency;

/// <summary>Whether a proposal was right: its new size, held against the time that followed.</summary>
public static class SizeReplay
{
    /// <summary>A proposal is safe where what followed was above its ceiling for no more than this share of the time.</summary>
    public const double SafeShare = 0.01;

    /// <summary>The share of the time, 0 to 1, in which more than the ceiling of the new size was used.</summary>
    /// <param name="following">Use after the proposal, in percent of the size before; what is no number is left out.</param>
    /// <returns>Not a number where nothing followed.</returns>
    public static double Exceeded(SizeProposal proposal, IEnumerable<double> following)
    {
        var (count, above) = (0, 0);
        foreach (var value in following)
        {
            if (double.IsFinite(value))
            {
                count++;
                above += value * proposal.From / proposal.To > proposal.Ceiling ? 1 : 0;
            }
        }

        return count == 0 ? double.NaN : (double)above / count;
    }

    public static bool IsSafe(double exceeded) => exceeded <= SafeShare;
}
