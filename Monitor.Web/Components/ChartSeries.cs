using Monitor.Domain.Metrics;

namespace Monitor.Web.Components;

/// <summary>One line of a chart: the name in the legend and which of the eight series colours (1 to 8).</summary>
/// <param name="HasBands">It is what is expected: drawn as dashes inside the bands of its column.</param>
/// <param name="BandName">What the tooltip calls the innermost band.</param>
public sealed record ChartSeries(string Name, int Color, bool HasBands = false, string BandName = "80 %");

/// <summary>The points of one line: unix milliseconds, rising, and values; null is a gap.</summary>
public sealed record ChartColumn(long[] Times, double?[] Values)
{
    /// <summary>Around the values, the widest first and the innermost, of which the tooltip tells, last.</summary>
    public IReadOnlyList<ChartBand> Bands { get; init; } = [];
}

/// <summary>The edges of a band at the times of its column; null is a gap, in both.</summary>
public sealed record ChartBand(double?[] Low, double?[] High);

/// <summary>What a chart shows: a window, the longest pause in milliseconds that is still drawn as a line, and one column per series.</summary>
public sealed record ChartData(long From, long To, long Gap, IReadOnlyList<ChartColumn> Columns);

/// <summary>A new point of one of a chart's series.</summary>
public sealed record ChartPoint(int Series, long Time, double? Value);

/// <summary>A line at a limit; the tone is one of the status colours.</summary>
public sealed record ChartLimit(string Key, string Name, double Value, string Tone, bool CanMove);

/// <summary>Values that mean something, from one to another, as a ground behind the lines; the tone is one of the status colours.</summary>
public sealed record ChartZone(double Low, double High, string Tone);

/// <summary>A time that stands out, unix milliseconds; the tone is one of the status colours.</summary>
public sealed record ChartShade(long From, long To, string Tone);

/// <summary>A point that stands out, and what is told of it on hover; the tone is one of the status colours.</summary>
/// <param name="Time">Unix milliseconds.</param>
/// <param name="Address">Where a click leads.</param>
public sealed record ChartMark(long Time, double Value, string Tone, string Text, string Address);

/// <summary>Something that happened, above the lines: at a moment, or until an end; the tone is one of the status colours or the accent.</summary>
/// <param name="Time">Unix milliseconds, as <paramref name="End"/>.</param>
/// <param name="Address">Where a click leads.</param>
public sealed record ChartEvent(long Time, long? End, string Tone, string Text, string Address);
