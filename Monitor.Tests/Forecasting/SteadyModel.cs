using Monitor.Domain.Forecasting;

namespace Monitor.Tests.Forecasting;

/// <summary>A model that a test can foretell: the last value with a band around it; and what a test does whenever it is asked.</summary>
internal sealed class SteadyModel(string name = Forecasters.Default, int minimum = 3, double width = 1, double shift = 0) : IForecaster
{
    public string Name => name;

    public int MinimumValues => minimum;

    public Action<SeriesHistory>? OnRun { get; set; }

    public int Runs { get; private set; }

    public Forecast? Run(SeriesHistory history, int steps)
    {
        Runs++;
        OnRun?.Invoke(history);
        if (history.Values.Count(v => !double.IsNaN(v)) < minimum)
        {
            return null;
        }

        var last = history.Values.Last(v => !double.IsNaN(v)) + shift;
        double[] Line(double value) => [.. Enumerable.Repeat(value, steps)];
        var fit = new ModelFit(new Dictionary<string, double> { ["width"] = width, ["last"] = last }, Aic: 12.5, Loss: 1, NaiveLoss: 2);
        return new Forecast(history.End, history.Step, Line(last), [.. ForecastLevels.All.Select(l => Line(last + ((l - 0.5) * width)))]) { Fit = fit };
    }
}
