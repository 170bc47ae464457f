namespace Monitor.Domain.Detection.Series;

/// <summary>
/// How much evidence each time of day usually shows (a backup every night): a mean of the largest of each of 96 slots over about three days, in which a
/// neighbour half an hour off counts too. What is known is no news, and what stops coming fades.
/// </summary>
internal sealed class KnownPatterns
{
    private const int Most = 96;
    private readonly Half[] _numbers;
    private readonly int _slots;
    private readonly int _reach;
    private long _slot = long.MinValue;

    public KnownPatterns(int slotSeconds)
    {
        _slots = Math.Clamp(86400 / slotSeconds, 1, Most);
        _reach = _slots <= 24 ? 1 : 2;
        _numbers = new Half[_slots + _reach + 2];
    }

    /// <summary>The largest evidence of this slot and of those just before it, which their own neighbours may not know yet.</summary>
    private Span<Half> Waiting => _numbers.AsSpan(_slots);

    public float Usual(long unix)
    {
        var (slot, most) = (SlotOf(unix), 0f);
        for (var near = -_reach; near <= _reach; near++)
        {
            most = Math.Max(most, (float)_numbers[PlaceOf(slot + near)]);
        }

        return most;
    }

    public void Learn(long unix, float evidence)
    {
        var slot = SlotOf(unix);
        var waiting = Waiting;
        var moved = _slot == long.MinValue ? 0 : Math.Min(slot - _slot, waiting.Length);
        for (var step = 0; step < moved; step++)
        {
            ref var usual = ref _numbers[PlaceOf(_slot + step - waiting.Length + 1)];
            usual = (Half)((float)usual + (SeriesTuning.KnownRate * ((float)waiting[^1] - (float)usual)));
            waiting[..^1].CopyTo(waiting[1..]);
            waiting[0] = default;
        }

        _slot = slot;
        waiting[0] = Half.Max(waiting[0], (Half)evidence);
    }

    public void Save(BinaryWriter writer)
    {
        foreach (var value in _numbers)
        {
            writer.Write(value);
        }

        writer.Write(_slot);
    }

    public void Load(BinaryReader reader)
    {
        foreach (ref var value in _numbers.AsSpan())
        {
            value = reader.ReadHalf();
        }

        _slot = reader.ReadInt64();
    }

    /// <summary>The number of a slot: so many make a day, whatever the pace of the rows.</summary>
    private long SlotOf(long unix) => unix * _slots / 86400;

    private int PlaceOf(long slot) => (int)(((slot % _slots) + _slots) % _slots);
}
