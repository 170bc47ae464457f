using Monitor.Domain.Forecasting;
using Monitor.Domain.Problems;
using Monitor.Web.Access;

namespace Monitor.Web.Forecasting.Outlook;

/// <summary>A series that is forecast, and how far it is on each of its grids.</summary>
public sealed record OutlookSeries(SeriesLine Series, IReadOnlyDictionary<ForecastGrid, ForecastState> States, bool CanBeFull)
{
    public string Title => ProblemSentence.Subject(Series.Metric, Series.Labels);

    public bool Has(OutlookSpan span) => span.IsCapacity ? CanBeFull : States.ContainsKey(span.Grid);
}

/// <summary>What is drawn of one series: its past on the grid, what is foretold, and when it will be full.</summary>
public sealed record OutlookView(OutlookSpan Span, ForecastState? State, SeriesHistory History, StoredForecast? Stored, LimitOutlook? Full)
{
    public Forecast? Forecast { get; } = Stored?.Unpack();

    /// <summary>The newest value, and the end of its step.</summary>
    public (DateTimeOffset At, double Value)? Newest =>
        History.LastKnown(0, History.Values.Length) is { } last ? (History.EndOf(last), History.Values[last]) : null;

    public int KnownValues => History.Values.Count(v => !double.IsNaN(v));
}
