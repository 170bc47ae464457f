using Microsoft.Extensions.Options;
using Monitor.Domain.Forecasting;

namespace Monitor.Web.Forecasting;

/// <summary>The models that the server may use. A model that a series was given and that is no part of the product any more is replaced by the default.</summary>
public sealed class ForecastModels
{
    private readonly Dictionary<string, IForecaster> _byName;

    public ForecastModels(IOptions<ForecastingOptions> options)
        : this(Forecasters.All, options.Value.Models)
    {
    }

    /// <summary>Also for tests, which bring models of their own.</summary>
    internal ForecastModels(IEnumerable<IForecaster> all, IReadOnlyList<string> compared)
    {
        _byName = all.ToDictionary(f => f.Name);
        Compared = [.. compared.Where(_byName.ContainsKey).Select(n => _byName[n])];
    }

    public IForecaster Default => _byName.GetValueOrDefault(Forecasters.Default) ?? _byName.Values.First();

    /// <summary>Those that a training compares.</summary>
    public IReadOnlyList<IForecaster> Compared { get; }

    public bool Has(string name) => _byName.ContainsKey(name);

    public IForecaster OrDefault(string? name) => name is not null && _byName.TryGetValue(name, out var found) ? found : Default;

    /// <summary>The series' own model; where that wants more history, the default; null while the series is too young for both.</summary>
    public (IForecaster Model, Forecast Forecast)? Run(string? name, SeriesHistory history, int steps)
    {
        var own = OrDefault(name);
        if (Run(own, history, steps) is { } forecast)
        {
            return (own, forecast);
        }

        return own != Default && Run(Default, history, steps) is { } instead ? (Default, instead) : null;
    }

    /// <summary>What one model says; what is no number is nobody's forecast.</summary>
    /// <exception cref="InvalidOperationException">The model answers with something that is no forecast.</exception>
    public static Forecast? Run(IForecaster model, SeriesHistory history, int steps)
    {
        var forecast = model.Run(history, steps);
        return forecast is null || (forecast.Steps == steps && forecast.Mean.All(double.IsFinite) && forecast.Quantiles.All(q => q.All(double.IsFinite))) ? forecast
            : throw new InvalidOperationException($"The model {model.Name} answers with values that are no numbers.");
    }
}
