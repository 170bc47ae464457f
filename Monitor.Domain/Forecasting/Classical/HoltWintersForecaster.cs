namespace Monitor.Domain.Forecasting.Classical;

/// <summary>
/// Damped additive Holt-Winters (Gardner and McKenzie 1985) with the season of a day where the history holds two of them. The constants are the best of a grid
/// by the one-step error: no optimiser, the same cost for every series. AIC and BIC as for its innovations form.
/// </summary>
internal sealed class HoltWintersForecaster : IForecaster
{
    private const int Looked = 2016;
    private static readonly double[] Alphas = [.05, .15, .3, .6, .9];
    private static readonly double[] Betas = [0, .02, .1];
    private static readonly double[] Gammas = [.05, .2];
    private static readonly double[] Dampings = [.9, .98];

    public string Name => "holt_winters";

    public int MinimumValues => 24;

    public Forecast? Run(SeriesHistory history, int steps)
    {
        var past = FilledValues.Of(history, Math.Max(Looked, 4 * steps));
        if (past.Known < MinimumValues)
        {
            return null;
        }

        var day = past.Day > 0 && past.Count >= 2 * past.Day ? past.Day : 0;
        var state = new HoltWintersState(past.Values, day);
        HoltWintersConstants? best = null;
        foreach (var constants in Candidates(day > 0))
        {
            var error = state.Run(constants);
            best = best is null || error < best.Error ? constants with { Error = error } : best;
        }

        state.Run(best!);
        var (mean, deviations, spread) = (new double[steps], new double[steps], 0.0);
        var (damped, deviation) = (0.0, Math.Sqrt(best!.Error));
        for (var step = 0; step < steps; step++)
        {
            damped += Math.Pow(best.Phi, step + 1);
            mean[step] = state.Level + (damped * state.Trend) + state.Season(step);
            deviations[step] = deviation * Math.Sqrt(1 + spread);
            var weight = best.Alpha + (best.Alpha * best.Beta * damped);
            spread += weight * weight;
        }

        return GaussianBands.Make(history, past.Unit, mean, deviations, Fit(best, past, day));
    }

    private static IEnumerable<HoltWintersConstants> Candidates(bool seasonal) =>
        from alpha in Alphas
        from beta in Betas
        from phi in beta > 0 ? Dampings : [.98]
        from gamma in seasonal ? Gammas : [0]
        select new HoltWintersConstants(alpha, beta, gamma, phi, 0);

    private static ModelFit Fit(HoltWintersConstants best, FilledValues past, int day)
    {
        var parameters = new Dictionary<string, double> { ["alpha"] = best.Alpha, ["beta"] = best.Beta, ["gamma"] = best.Gamma, ["phi"] = best.Phi, ["season_steps"] = day };
        var (n, free) = (past.Count, (day > 0 ? 4 : 3) + 2 + day);
        var likelihood = n * Math.Log(Math.Max(best.Error, 1e-300) * past.Unit * past.Unit);
        return new ModelFit(parameters, double.IsFinite(likelihood) ? likelihood + (2 * free) : null, double.IsFinite(likelihood) ? likelihood + (Math.Log(n) * free) : null);
    }
}
