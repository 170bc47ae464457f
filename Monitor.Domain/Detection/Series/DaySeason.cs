namespace Monitor.Domain.Detection.Series;

/// <summary>What each time of day usually shows: at most 288 slots, each a mean of about five days that one wild day pulls only so far.</summary>
internal sealed class DaySeason
{
    private readonly float[] _usual;
    private RunningMedian _residual;
    private byte _days;
    private int _lastDay = int.MinValue;

    public DaySeason(int slotSeconds)
    {
        _usual = new float[Math.Clamp(86400 / Math.Max(slotSeconds, 300), 1, 288)];
        Array.Fill(_usual, float.NaN);
    }

    /// <summary>Whether enough days were seen to hold a value against its time of day.</summary>
    public bool IsKnown => _days > SeriesTuning.SeasonFrom && _usual.Length >= 12;

    /// <summary>The usual distance from the season, as a standard deviation.</summary>
    public float Spread => _residual.Value * 1.4826f;

    /// <summary>NaN where that time of day was never seen.</summary>
    public float At(long unix) => _usual[Slot(unix)];

    /// <summary>The mean of the usual day.</summary>
    public float Middle()
    {
        var (sum, count) = (0d, 0);
        foreach (var value in _usual)
        {
            (sum, count) = float.IsNaN(value) ? (sum, count) : (sum + value, count + 1);
        }

        return (float)(sum / count);
    }

    public void Learn(long unix, float value, float floor)
    {
        var day = (int)(unix / 86400);
        if (day != _lastDay)
        {
            (_lastDay, _days) = (day, (byte)Math.Min(100, _days + 1));
        }

        ref var usual = ref _usual[Slot(unix)];
        if (float.IsNaN(usual))
        {
            usual = value;
            return;
        }

        var residual = value - usual;
        var limit = (float)SeriesTuning.SeasonClip * Math.Max(Spread, floor);
        usual += (_days > 2 ? Math.Clamp(residual, -limit, limit) : residual) / (float)Math.Min(SeriesTuning.SeasonDays, Math.Max(2, (int)_days));
        _residual.Add(Math.Abs(residual));
    }

    public void Save(BinaryWriter writer)
    {
        foreach (var value in _usual)
        {
            writer.Write(value);
        }

        _residual.Save(writer);
        writer.Write(_days);
        writer.Write(_lastDay);
    }

    public void Load(BinaryReader reader)
    {
        foreach (ref var value in _usual.AsSpan())
        {
            value = reader.ReadSingle();
        }

        _residual.Load(reader);
        (_days, _lastDay) = (reader.ReadByte(), reader.ReadInt32());
    }

    private int Slot(long unix) => (int)(((unix % 86400) + 86400) % 86400 * _usual.Length / 86400);
}
