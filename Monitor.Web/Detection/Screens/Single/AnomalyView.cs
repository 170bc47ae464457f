using Monitor.Web.Components;
using Monitor.Web.Detection.Desk;
using Monitor.Web.Store;

namespace Monitor.Web.Detection.Screens.Single;

/// <summary>An anomaly with what its page shows beside it.</summary>
/// <param name="Before">The same metric of the same host before it, the newest first.</param>
/// <param name="Top">The busiest processes when it began; null where they are not kept.</param>
public sealed record AnomalyView(AnomalyLine Line, IReadOnlyList<AnomalyLine> Before, ProcessTop? Top);

/// <summary>The chart of one series around an anomaly.</summary>
/// <param name="IsLearning">Too little was known before to say what was expected.</param>
public sealed record AnomalyChart(SeriesEntry Series, ChartData Data, IReadOnlyList<ChartMark> Marks, IReadOnlyList<ChartShade> Shades, bool IsLearning);
