using Monitor.Domain.Metrics;
using Monitor.Web.Components;
using Monitor.Web.Store;

namespace Monitor.Web.Dashboard;

/// <summary>What the charts of a page draw and the figures below them: read together, in one go, one reading at a time.</summary>
internal sealed class ChartCurves(SeriesReader reader)
{
    private readonly SemaphoreSlim _reading = new(1, 1);
    private readonly Dictionary<string, (ChartData Data, IReadOnlyList<CurveSummary> Figures)> _charts = [];

    public ChartData? DataOf(ChartSpec spec) => _charts.GetValueOrDefault(spec.Key).Data;

    public IReadOnlyList<CurveSummary>? FiguresOf(ChartSpec spec) => _charts.GetValueOrDefault(spec.Key).Figures;

    /// <summary>Throws what the database throws; what was read before stays.</summary>
    /// <param name="isWanted">Whether this is still what is shown when it has been read.</param>
    public async Task ReadAsync(IReadOnlyList<ChartSpec> specs, TimeRange range, int points, Func<bool> isWanted, CancellationToken cancellationToken)
    {
        await _reading.WaitAsync(cancellationToken);
        try
        {
            var series = specs.SelectMany(s => s.Lines.Select(l => l.Series)).ToList();
            var curves = await reader.ReadAsync(series, range, points, cancellationToken);
            if (!isWanted())
            {
                return;
            }

            var next = 0;
            foreach (var spec in specs)
            {
                var own = curves.Skip(next).Take(spec.Lines.Count).Select(c => c.Curve).ToList();
                next += spec.Lines.Count;
                _charts[spec.Key] = (ChartShape.Of(range, own), [.. own.Select(c => c.Summary)]);
            }
        }
        finally
        {
            _reading.Release();
        }
    }
}
