using Monitor.Domain.Metrics;

namespace Monitor.Web.Intake;

/// <summary>Packs the ticks of one batch: one by itself in as many bytes as it has, several one after another into few arrays.</summary>
internal struct PackedRows(IncomingBatch batch)
{
    private const int MostByItself = 1024;
    private byte[] _block = [];
    private int _used;

    public ReadOnlyMemory<byte> Pack(double[] values)
    {
        var most = TickCodec.MaximumLength(values.Length);
        if (batch.Ticks.Count == 1 && most <= MostByItself)
        {
            Span<byte> one = stackalloc byte[MostByItself];
            return one[..TickCodec.Encode(values, one)].ToArray();
        }

        if (_block.Length - _used < most)
        {
            // About 4 bytes a value in practice, so that one block holds most batches.
            _block = new byte[Math.Max(most, Math.Min(batch.ValueCount * 5, 64 << 10))];
            _used = 0;
        }

        var length = TickCodec.Encode(values, _block.AsSpan(_used));
        var row = _block.AsMemory(_used, length);
        _used += length;
        return row;
    }
}
