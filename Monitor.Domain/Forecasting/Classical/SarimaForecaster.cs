namespace Monitor.Domain.Forecasting.Classical;

/// <summary>
/// SARIMA with a season of so many steps, its order chosen by AIC (BIC is reported beside it): differenced where that makes the series calmer, then every order
/// up to (2,d,2)(1,D,1). A named model for comparison; it is slower and worse than the default.
/// </summary>
internal sealed class SarimaForecaster(int season) : IForecaster
{
    private const int Seasons = 10;
    private const int Looked = 864;
    private const double Unstable = 50;

    public string Name => $"sarima{season}";

    public int MinimumValues => (3 * season) + 60;

    public Forecast? Run(SeriesHistory history, int steps)
    {
        var past = FilledValues.Of(history, Math.Max(Looked, Seasons * season));
        if (past.Known < MinimumValues)
        {
            return null;
        }

        var (d, seasonalD) = SarimaDifferences.Choose(past.Values, season);
        var differenced = SarimaDifferences.Take(past.Values, d, seasonalD, season);
        var mean = differenced.Average();
        var centred = Array.ConvertAll(differenced, v => v - mean);
        var regression = new SarimaRegression(centred, season);
        var best = SarimaOrder.Candidates(d, seasonalD, season)
            .Select(regression.Fit).OfType<SarimaFit>().OrderBy(f => f.Aic)
            .FirstOrDefault(f => IsStable(f));
        return best is null ? null : Continue(history, past, centred, regression, best, d + seasonalD > 0 ? 0 : mean, steps);
    }

    private static Forecast Continue(SeriesHistory history, FilledValues past, double[] centred, SarimaRegression regression, SarimaFit fit, double mean, int steps)
    {
        var ahead = new double[steps];
        for (var step = 0; step < steps; step++)
        {
            foreach (var (lag, weight) in fit.Values)
            {
                ahead[step] += weight * (step >= lag ? ahead[step - lag] : centred[^(lag - step)]);
            }

            foreach (var (lag, weight) in fit.Errors)
            {
                ahead[step] += step >= lag ? 0 : weight * regression.Errors[^(lag - step)];
            }
        }

        var order = fit.Order;
        var means = SarimaDifferences.Undo(past.Values, Array.ConvertAll(ahead, v => v + mean), order);
        var (deviations, sum) = (new double[steps], 0.0);
        var response = SarimaDifferences.Undo([], Response(fit, steps), order);
        for (var step = 0; step < steps; step++)
        {
            sum += response[step] * response[step];
            deviations[step] = Math.Sqrt(fit.Variance * sum);
        }

        var parameters = new Dictionary<string, double>
        {
            ["p"] = order.P, ["d"] = order.D, ["q"] = order.Q, ["P"] = order.SeasonalP, ["D"] = order.SeasonalD, ["Q"] = order.SeasonalQ, ["season_steps"] = order.Season,
        };
        return GaussianBands.Make(history, past.Unit, means, deviations, new ModelFit(parameters, fit.Aic, fit.Bic));
    }

    /// <summary>What an error of 1 now does to the differenced series in the steps after it.</summary>
    private static double[] Response(SarimaFit fit, int steps)
    {
        var response = new double[steps];
        for (var step = 0; step < steps; step++)
        {
            response[step] = step == 0 ? 1 : fit.Errors.Where(e => e.Lag == step).Sum(e => e.Weight);
            foreach (var (lag, weight) in fit.Values)
            {
                response[step] += step >= lag ? weight * response[step - lag] : 0;
            }
        }

        return response;
    }

    private bool IsStable(SarimaFit fit)
    {
        var response = Response(fit, (4 * season) + 50);
        return response.All(r => Math.Abs(r) < Unstable) && response[^season..].Max(Math.Abs) <= response[..season].Max(Math.Abs) * .99;
    }
}
