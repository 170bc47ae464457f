namespace Monitor.Domain.Detection.Series;

/// <summary>
/// The median of positive values, followed by steps of a fixed ratio (frugal streaming, Ma, Muthukrishnan and Sandler 2013): one number of state. The first ten
/// values are averaged.
/// </summary>
internal struct RunningMedian
{
    private const int Averaged = 10;
    private const int Quick = 100;
    private const float QuickStep = .15f;
    private const float Step = .03f;
    private float _value;
    private byte _count;

    public readonly float Value => _value;

    public void Add(float value)
    {
        if (_count < Averaged)
        {
            _count++;
            _value += (value - _value) / _count;
            return;
        }

        var step = _count < Quick ? QuickStep : Step;
        _count = (byte)Math.Min(Quick, _count + 1);
        _value = _value <= 1e-12f ? value * .1f : _value * (value > _value ? 1 + step : 1 / (1 + step));
    }

    public readonly void Save(BinaryWriter writer)
    {
        writer.Write(_value);
        writer.Write(_count);
    }

    public void Load(BinaryReader reader) => (_value, _count) = (reader.ReadSingle(), reader.ReadByte());
}
