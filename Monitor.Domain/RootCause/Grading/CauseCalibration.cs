namespace Monitor.Domain.RootCause.Grading;

/// <summary>A past answer: the method, score and confidence of the first finding, and whether it was right.</summary>
public sealed record GradedCause(string Method, double Score, double Confidence, bool IsRight);

/// <summary>
/// How often findings with a score are right. First the level of all, moved by one number as in Platt's scaling (1999) where all answers together were right more or less often than was
/// said; around it ten bins of the score, each with a prior worth eight answers, made monotone by pooling adjacent violators (Ayer and others, 1955). So few answers move it little, and a
/// better score never means less confidence.
/// </summary>
public sealed class CauseCalibration
{
    public const int Bins = 10;

    private const double PriorWeight = 8;

    /// <summary>A method's weight multiplies every score, so it is more cautious: one answer moves it by a twentieth at most.</summary>
    private const double MethodPrior = 20;

    /// <summary>How often "no credible cause" is right before anybody has graded: set by hand.</summary>
    private const double NonePrior = 0.8;

    private readonly double[] _confidence;

    public CauseCalibration(IReadOnlyCollection<GradedCause> past)
    {
        var (right, all) = (new double[Bins], new double[Bins]);
        var none = past.Where(p => p.Method == RankedCause.None).ToList();
        None = ((PriorWeight * NonePrior) + none.Count(p => p.IsRight)) / (PriorWeight + none.Count);
        past = [.. past.Where(p => p.Method != RankedCause.None)];
        var shift = Shift(past);
        foreach (var answer in past)
        {
            var bin = Bin(answer.Score);
            (right[bin], all[bin]) = (right[bin] + (answer.IsRight ? 1 : 0), all[bin] + 1);
        }

        _confidence = Pool([.. Enumerable.Range(0, Bins).Select(b => ((PriorWeight * Shifted((b + 0.5) / Bins, shift)) + right[b]) / (PriorWeight + all[b]))], [.. all.Select(n => PriorWeight + n)]);
        Learned = past.GroupBy(p => p.Method).ToDictionary(g => g.Key, g => Weight(g.Count(), g.Count(a => a.IsRight), g.Sum(a => a.Confidence)));
    }

    /// <summary>By what the score of each method is multiplied, 0.5 to 1.3, as it was right more or less often than it said.</summary>
    public IReadOnlyDictionary<string, double> Learned { get; }

    /// <summary>0 to 1: how far "no credible cause" can be believed. Such an answer has no score.</summary>
    public double None { get; }

    /// <summary>0 to 1, between the middles of the bins by a straight line.</summary>
    public double Confidence(double score)
    {
        var place = Math.Clamp((Math.Clamp(score, 0, 1) * Bins) - 0.5, 0, Bins - 1);
        var bin = (int)place;
        return bin == Bins - 1 ? _confidence[bin] : _confidence[bin] + ((place - bin) * (_confidence[bin + 1] - _confidence[bin]));
    }

    /// <summary>Of findings in their order: one cause is the true one, so a finding shares in what those above it leave. Together they are at most 1.</summary>
    public IReadOnlyList<double> Confidences(IEnumerable<double> scores)
    {
        var (said, left) = (new List<double>(), 1.0);
        foreach (var score in scores)
        {
            said.Add(Confidence(score) * left);
            left -= said[^1];
        }

        return said;
    }

    private static int Bin(double score) => Math.Clamp((int)(score * Bins), 0, Bins - 1);

    /// <summary>Before anybody has graded: set by hand, and outweighed by some eight answers.</summary>
    private static double Prior(double score) => Math.Clamp(0.1 + (0.95 * score), 0.05, 0.95);

    /// <summary>On the scale of log odds, as likely before as a standard normal number: the maximum of the posterior, by Newton's method on a concave function.</summary>
    private static double Shift(IReadOnlyCollection<GradedCause> past)
    {
        var shift = 0.0;
        for (var round = 0; round < 20; round++)
        {
            var (slope, bend) = (-shift, 1.0);
            foreach (var answer in past)
            {
                var said = Shifted(answer.Score, shift);
                (slope, bend) = (slope + (answer.IsRight ? 1 : 0) - said, bend + (said * (1 - said)));
            }

            shift += Math.Clamp(slope / bend, -1, 1);
        }

        return shift;
    }

    private static double Shifted(double score, double shift)
    {
        var prior = Prior(Math.Clamp(score, 0, 1));
        return 1 / (1 + Math.Exp(-Math.Log(prior / (1 - prior)) - shift));
    }

    /// <summary>By what the score of a method is multiplied after so many answers of which so many were right, where confidences with that sum were said.</summary>
    public static double Weight(int count, int right, double said) => count == 0 ? 1 : Math.Clamp((right + MethodPrior) / (said + MethodPrior), 0.5, 1.3);

    private static double[] Pool(double[] values, double[] weights)
    {
        var blocks = new List<(double Value, double Weight, int Length)>();
        for (var i = 0; i < values.Length; i++)
        {
            blocks.Add((values[i], weights[i], 1));
            while (blocks.Count > 1 && blocks[^2].Value > blocks[^1].Value)
            {
                var (a, b) = (blocks[^2], blocks[^1]);
                blocks.RemoveRange(blocks.Count - 2, 2);
                blocks.Add((((a.Value * a.Weight) + (b.Value * b.Weight)) / (a.Weight + b.Weight), a.Weight + b.Weight, a.Length + b.Length));
            }
        }

        return [.. blocks.SelectMany(b => Enumerable.Repeat(b.Value, b.Length))];
    }
}
