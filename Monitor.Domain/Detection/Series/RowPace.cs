namespace Monitor.Domain.Detection.Series;

/// <summary>How far apart the rows of a series come: the middle one of its first five distances, in seconds.</summary>
internal struct RowPace
{
    private const int Asked = 5;
    private Distances _distances;
    private byte _count;

    public readonly bool IsKnown => _count == Asked;

    /// <summary>Once it is known.</summary>
    public readonly int RowSeconds => Math.Max(1, _distances[Asked / 2]);

    /// <summary>Takes a distance; true when it was the last one that was wanted.</summary>
    public bool Add(long seconds)
    {
        _distances[_count++] = (int)Math.Min(seconds, 366 * 86400);
        if (IsKnown)
        {
            ((Span<int>)_distances).Sort();
        }

        return IsKnown;
    }

    public readonly void Save(BinaryWriter writer)
    {
        writer.Write(_count);
        for (var i = 0; i < Asked; i++)
        {
            writer.Write(_distances[i]);
        }
    }

    /// <summary>An <see cref="InvalidDataException"/> where it cannot be one that was saved.</summary>
    public void Load(BinaryReader reader)
    {
        _count = reader.ReadByte();
        for (var i = 0; i < Asked; i++)
        {
            _distances[i] = reader.ReadInt32();
        }

        if (_count > Asked)
        {
            throw new InvalidDataException("The saved state of a detector has an impossible pace.");
        }
    }

    [System.Runtime.CompilerServices.InlineArray(Asked)]
    private struct Distances
    {
        private int _first;
    }
}
