namespace Monitor.Domain.RootCause.Ranking;

/// <summary>
/// What of a symptom is to be explained, row by row: how far it is above its rows from before. A profile of another series covers it as far as it rises in the same rows, beside its
/// own level in the rows in which the symptom is quiet; what was as bad before therefore covers nothing.
/// </summary>
internal sealed class SymptomShape
{
    private const double HalfSpreads = 3;
    private const double LeastQuiet = .2;

    /// <summary>What is missing is taken for what is known, of half of the symptom at most.</summary>
    private const double LeastKnown = .5;

    private readonly double[] _target;
    private readonly double[] _weights;
    private readonly double[] _quiet;
    private readonly bool _bent;

    /// <param name="rows">The symptom's deviation, NaN where missing.</param>
    /// <param name="bent">Spreads, of which three are half of all that can be: nothing adds up, and only being far off or not counts. Else what adds up: seconds or failures times calls.</param>
    public SymptomShape(double[] rows, int symptomRow, bool bent)
    {
        var before = Quantiles.Median(rows.Take(symptomRow));
        var basis = double.IsNaN(before) ? 0 : before;
        var excess = Array.ConvertAll(rows, r => double.IsNaN(r) ? 0 : Math.Max(0, r - basis));
        var most = excess.DefaultIfEmpty(0).Max();
        _bent = bent;
        _target = Array.ConvertAll(excess, Bend);
        // Counts of failures spread with their root, so a row with four times as much counts twice.
        _weights = Array.ConvertAll(_target, t => t > 0 ? 1 / Math.Sqrt(t) : 0);
        _quiet = Array.ConvertAll(excess, e => most > 0 ? (1 - (e / most)) * (1 - (e / most)) : 1);
        All = _target.Sum(Math.Sqrt);
    }

    /// <summary>0 where the symptom never rose above what it was before: there is nothing to explain.</summary>
    public double All { get; }

    /// <summary>The share of the symptom that a profile covers, 0 to 1.</summary>
    public double CoveredBy(double[] profile)
    {
        if (!(All > 0))
        {
            return 0;
        }

        var (level, weight) = (0.0, 0.0);
        for (var row = 0; row < profile.Length; row++)
        {
            if (!double.IsNaN(profile[row]))
            {
                level += _quiet[row] * profile[row];
                weight += _quiet[row];
            }
        }

        level = weight > LeastQuiet ? level / weight : 0;
        var (covered, known) = (0.0, 0.0);
        for (var row = 0; row < profile.Length; row++)
        {
            if (!double.IsNaN(profile[row]))
            {
                covered += _weights[row] * Math.Clamp(Bend(profile[row] - level), -_target[row], _target[row]);
                known += _weights[row] * _target[row];
            }
        }

        return Math.Clamp(covered / Math.Max(known, LeastKnown * All), 0, 1);
    }

    private double Bend(double spreads) => _bent ? spreads / (Math.Abs(spreads) + HalfSpreads) : spreads;
}
