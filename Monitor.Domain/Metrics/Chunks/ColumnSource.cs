namespace Monitor.Domain.Metrics.Chunks;

/// <summary>Ticks of one stream, column by column: a chunk that is sealed already, or rows that are not yet. Times are unix milliseconds.</summary>
public abstract class ColumnSource
{
    /// <summary>One time per tick; a source does not promise that they are in order or differ.</summary>
    public abstract IReadOnlyList<long> Times { get; }

    /// <summary>One more than the highest ordinal that may have a value.</summary>
    public abstract int Width { get; }

    /// <summary>The values of one series, one per tick, NaN where missing.</summary>
    public abstract void Read(int ordinal, Span<double> values);
}
