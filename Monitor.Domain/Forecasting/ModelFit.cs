namespace Monitor.Domain.Forecasting;

/// <summary>What a model found in the history that it was given.</summary>
/// <param name="Parameters">By name: smoothing constants, orders, the weights of members.</param>
/// <param name="Aic">Akaike's criterion, for models that have a likelihood.</param>
/// <param name="Bic">Schwarz's criterion, likewise.</param>
/// <param name="Loss">The mean pinball loss of the rolling backtest on the history's own past, in the series' unit, for models that make one.</param>
/// <param name="NaiveLoss">The same of "it stays as it is", so that the quotient is comparable between series.</param>
public sealed record ModelFit(IReadOnlyDictionary<string, double> Parameters, double? Aic = null, double? Bic = null, double? Loss = null, double? NaiveLoss = null)
{
    /// <summary>How much smaller its loss was than that of "it stays as it is", as a share of it; null where no backtest was made.</summary>
    public double? Skill => Loss is { } loss && NaiveLoss is > 0 and var naive ? 1 - (loss / naive) : null;

    public static ModelFit None { get; } = new(new Dictionary<string, double>());
}
