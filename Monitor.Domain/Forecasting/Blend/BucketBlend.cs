namespace Monitor.Domain.Forecasting.Blend;

/// <summary>
/// One bucket of the horizon: how far each member was off after similar moments (split conformal residuals), how good that makes it, and so what it weighs.
/// </summary>
internal sealed class BucketBlend
{
    /// <summary>Members that are 10 % worse than the best weigh a tenth of it.</summary>
    private const double Sharpness = 24;

    /// <summary>Every third step is enough: neighbours are much alike. Which of the three moves from origin to origin, so that no period is missed.</summary>
    private const int UsualThinning = 3;
    private const int FewOrigins = 60;
    private const int FewestValues = 20;

    /// <summary>A week ago has two or three witnesses only, so its past looks better than it is.</summary>
    private const double WeekHandicap = 2;
    private readonly WeightedSample _sample = new();
    private int _thinning = UsualThinning;

    public double[][] Residuals { get; } = [.. Enumerable.Range(0, BlendMembers.Count).Select(_ => new double[ForecastLevels.Count])];

    public double[] Weight { get; } = new double[BlendMembers.Count];

    /// <summary>The mean pinball loss of the members as they are weighted, in the series' own unit.</summary>
    public double Loss { get; private set; }

    public double LastLoss { get; private set; }

    /// <summary>False when the past has too few values for this bucket.</summary>
    public bool Learn(BlendSeries series, SimilarOrigins origins, HorizonBucket bucket)
    {
        _thinning = origins.Count < FewOrigins ? 1 : UsualThinning;
        var best = double.PositiveInfinity;
        for (var member = 0; member < BlendMembers.Count; member++)
        {
            var loss = Speaks(series, member, bucket)
                ? member == BlendMembers.Climate ? ClimateLoss(series, origins, bucket) : PointLoss(series, origins, bucket, member)
                : double.PositiveInfinity;
            loss *= member == BlendMembers.Week ? WeekHandicap : 1;
            Weight[member] = loss;
            best = Math.Min(best, loss);
        }

        LastLoss = Weight[0] * series.Unit;
        Loss = 0;
        var sum = 0.0;
        for (var member = 0; member < BlendMembers.Count; member++)
        {
            var loss = Weight[member];
            Weight[member] = double.IsFinite(loss) ? Math.Exp(-Sharpness * (loss - best) / Math.Max(best, 1e-9)) : 0;
            sum += Weight[member];
            Loss += Weight[member] > 0 ? Weight[member] * loss * series.Unit : 0;
        }

        Loss /= sum;
        for (var member = 0; member < BlendMembers.Count && sum > 0; member++)
        {
            Weight[member] /= sum;
        }

        return sum > 0;
    }

    /// <summary>Takes over what was learnt for a nearer bucket, wider as a random walk would be.</summary>
    public void Widen(BlendSeries series, HorizonBucket bucket, double factor)
    {
        var sum = 0.0;
        for (var member = 0; member < BlendMembers.Count; member++)
        {
            Weight[member] = member != BlendMembers.Climate && Speaks(series, member, bucket) ? Weight[member] : 0;
            sum += Weight[member];
            for (var level = 0; level < ForecastLevels.Count; level++)
            {
                var middle = Residuals[member][ForecastLevels.Median];
                Residuals[member][level] = middle + ((Residuals[member][level] - middle) * factor);
            }
        }

        for (var member = 0; member < BlendMembers.Count; member++)
        {
            Weight[member] = sum > 0 ? Weight[member] / sum : member == 0 ? 1 : 0;
        }
    }

    private static bool Speaks(BlendSeries series, int member, HorizonBucket bucket) =>
        double.IsFinite(BlendMembers.Point(series, member, series.Count, bucket.From)) && double.IsFinite(BlendMembers.Point(series, member, series.Count, bucket.To - 1));

    private double PointLoss(BlendSeries series, SimilarOrigins origins, HorizonBucket bucket, int member)
    {
        _sample.Clear();
        var possible = 0.0;
        for (var i = 0; i < origins.Count; i++)
        {
            var at = origins.At[i];
            for (var step = First(bucket, i); step < bucket.To && at + step < series.Count; step += _thinning)
            {
                possible += origins.Weight[i];
                var residual = series.Raw[at + step] - BlendMembers.Point(series, member, at, step);
                if (!double.IsNaN(residual))
                {
                    _sample.Add(residual, origins.Weight[i]);
                }
            }
        }

        return _sample.Count < FewestValues || _sample.Total < possible / 3 ? double.PositiveInfinity : _sample.Quantiles(Residuals[member]);
    }

    private double ClimateLoss(BlendSeries series, SimilarOrigins origins, HorizonBucket bucket)
    {
        var (loss, total) = (0.0, 0.0);
        for (var i = 0; i < origins.Count; i++)
        {
            var at = origins.At[i];
            var quantiles = series.Running.Climate.AsSpan((at - 1) * ForecastLevels.Count, ForecastLevels.Count);
            for (var step = First(bucket, i); step < bucket.To && at + step < series.Count; step += _thinning)
            {
                var value = series.Raw[at + step];
                if (double.IsNaN(value))
                {
                    continue;
                }

                total += origins.Weight[i];
                for (var level = 1; level < ForecastLevels.Count - 1; level++)
                {
                    var off = value - quantiles[level];
                    loss += origins.Weight[i] * Math.Max(ForecastLevels.Span[level] * off, (ForecastLevels.Span[level] - 1) * off);
                }
            }
        }

        series.Running.Climate.AsSpan((series.Count - 1) * ForecastLevels.Count, ForecastLevels.Count).CopyTo(Residuals[BlendMembers.Climate]);
        return total > 0 ? loss / total / (ForecastLevels.Count - 2) : double.PositiveInfinity;
    }

    private int First(HorizonBucket bucket, int origin) => bucket.From + Math.Min(origin % _thinning, bucket.To - bucket.From - 1);
}
