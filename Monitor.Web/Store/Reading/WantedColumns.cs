using Monitor.Domain.Metrics.Chunks;

namespace Monitor.Web.Store.Reading;

/// <summary>The wanted columns of one chunk, as they were cut out of it. A place is the index among the wanted series.</summary>
internal sealed class WantedColumns(byte[] times, byte[][] parts) : ColumnSource
{
    public override IReadOnlyList<long> Times { get; } = Chunk.ReadTimes(times);

    public override int Width => parts.Length;

    public override void Read(int ordinal, Span<double> values) => ColumnCodec.Decode(parts[ordinal], values[..Times.Count]);
}
