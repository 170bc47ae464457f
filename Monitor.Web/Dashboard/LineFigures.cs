namespace Monitor.Web.Dashboard;

/// <summary>What the table under a chart says of one series in the window, over all samples, not only those drawn. NaN without samples.</summary>
public sealed record LineFigures(double Average, double Maximum, long Count);
