namespace Monitor.Domain.Detection.Classical;

/// <summary>
/// Exponentially weighted mean and variance that forget with a time constant of 2 hours, and an alarm at three standard deviations of the values around that mean
/// (Roberts 1959; variance as in West 1979, by times rather than rows).
/// </summary>
internal sealed class EwmaDetector(DetectionPreset preset) : ZDetector("ewma", preset, 3)
{
    private static readonly TimeSpan Memory = TimeSpan.FromHours(2);
    private static readonly TimeSpan Learning = TimeSpan.FromHours(6);
    private const int Fewest = 20;

    private DateTimeOffset _first;
    private DateTimeOffset _last;
    private int _count;
    private double _mean;
    private double _variance;

    protected override Expectation? Expect(DateTimeOffset time) =>
        _count >= Fewest && time - _first >= Learning ? new Expectation(_mean, Math.Sqrt(_variance)) : null;

    protected override void Learn(DateTimeOffset time, double value)
    {
        if (_count == 0)
        {
            (_first, _mean) = (time, value);
        }
        else
        {
            var weight = 1 - Math.Exp(-((time - _last) / Memory));
            var off = value - _mean;
            _mean += weight * off;
            _variance = (1 - weight) * (_variance + (weight * off * off));
        }

        (_last, _count) = (time, Math.Min(_count + 1, Fewest));
    }

    protected override void Write(BinaryWriter writer)
    {
        writer.Write(_first.UtcTicks);
        writer.Write(_last.UtcTicks);
        writer.Write(_count);
        writer.Write(_mean);
        writer.Write(_variance);
    }

    protected override void Take(BinaryReader reader) =>
        (_first, _last, _count, _mean, _variance) = (Moment(reader), Moment(reader), reader.ReadInt32(), reader.ReadDouble(), reader.ReadDouble());

    protected override void Forget() => (_first, _last, _count, _mean, _variance) = (default, default, 0, 0, 0);
}
