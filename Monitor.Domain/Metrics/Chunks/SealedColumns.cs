using System.Buffers;

namespace Monitor.Domain.Metrics.Chunks;

/// <summary>
/// Columns one after another in one array, each findable alone: part i lies from <c>Offsets[i]</c> to <c>Offsets[i + 1]</c>. Part 0 of a chunk is its times,
/// part n + 1 the series of ordinal n; a roll-up has no times, and part n is the series of ordinal n.
/// </summary>
public sealed record SealedColumns(int[] Offsets, byte[] Payload)
{
    public int Parts => Offsets.Length - 1;

    /// <summary>Empty where there is no such part.</summary>
    public ReadOnlySpan<byte> Part(int index)
    {
        if (index >= Parts)
        {
            return [];
        }

        return Offsets[index] <= Offsets[index + 1] && Offsets[index] >= 0 && Offsets[index + 1] <= Payload.Length
            ? Payload.AsSpan(Offsets[index], Offsets[index + 1] - Offsets[index])
            : throw new FormatException("A chunk whose parts lie outside of it.");
    }

    /// <summary>Grows by parts and is used again after <see cref="Take"/>.</summary>
    internal sealed class Builder
    {
        private readonly ArrayBufferWriter<byte> _payload = new(64 << 10);
        private readonly List<int> _offsets = [0];

        public Span<byte> Room(int bytes) => _payload.GetSpan(bytes);

        public void End(int length)
        {
            _payload.Advance(length);
            _offsets.Add(_payload.WrittenCount);
        }

        public SealedColumns Take()
        {
            // Series that never had a value at the end take no place.
            var parts = _offsets.Count;
            while (parts > 2 && _offsets[parts - 1] == _offsets[parts - 2])
            {
                parts--;
            }

            var columns = new SealedColumns([.. _offsets.Take(parts)], _payload.WrittenSpan.ToArray());
            Clear();
            return columns;
        }

        public void Clear()
        {
            _payload.ResetWrittenCount();
            _offsets.Clear();
            _offsets.Add(0);
        }
    }
}
