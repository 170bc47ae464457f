namespace Monitor.Domain.Detection.Hosts;

/// <summary>The metrics of one host on an even grid: row after row, each with a value per metric in the order of the columns, NaN where missing.</summary>
/// <param name="Start">The time of the first row.</param>
/// <param name="Step">From row to row; a divisor of a day.</param>
/// <param name="Metrics">How many columns there are.</param>
/// <param name="Values">Rows x Metrics values, a row at a time.</param>
public sealed record HostHistory(DateTimeOffset Start, TimeSpan Step, int Metrics, double[] Values)
{
    public int Rows => Metrics == 0 ? 0 : Values.Length / Metrics;

    public ReadOnlySpan<double> Row(int row) => Values.AsSpan(row * Metrics, Metrics);

    public DateTimeOffset TimeOf(int row) => Start + (Step * row);
}
