namespace Monitor.Domain.Efficiency;

/// <summary>
/// The hours of one day (UTC) of one host: mean and peak of each resource in half percents, a byte each, at a fixed place; 255 is not known. 240 bytes, so that a
/// month of a fleet is read at once, and what efficient means can be changed for the past too.
/// </summary>
public sealed class DayUse
{
    public const int Length = 24 * 5 * 2;

    private const byte None = 255;
    private const double PerPercent = 2;

    private readonly byte[] _bytes;

    public DayUse()
    {
        _bytes = new byte[Length];
        Array.Fill(_bytes, None);
    }

    /// <summary>Throws <see cref="FormatException"/> for what is no such day.</summary>
    public DayUse(byte[] bytes) => _bytes = bytes.Length == Length ? bytes : throw new FormatException($"A day of use has {Length} bytes, not {bytes.Length}.");

    public byte[] Bytes => _bytes;

    /// <param name="hour">0 to 23, UTC.</param>
    public HourUse this[int hour, ResourceKind resource]
    {
        get
        {
            var at = Place(hour, resource);
            return _bytes[at] == None ? HourUse.Unknown : new HourUse(_bytes[at] / PerPercent, _bytes[at + 1] / PerPercent);
        }

        set
        {
            var at = Place(hour, resource);
            (_bytes[at], _bytes[at + 1]) = (Pack(value.Mean), Pack(double.IsNaN(value.Peak) ? value.Mean : value.Peak));
        }
    }

    private static int Place(int hour, ResourceKind resource) => ((hour * Resources.Count) + (int)resource) * 2;

    /// <summary>More than there is counts as all of it.</summary>
    private static byte Pack(double percent) => double.IsNaN(percent) ? None : (byte)Math.Round(Math.Clamp(percent, 0, 100) * PerPercent);
}
