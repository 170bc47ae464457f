namespace Monitor.Domain.Detection.Classical;

/// <summary>The rule of three standard deviations around the mean of all that came before (running sums after Welford 1962).</summary>
internal sealed class ThreeSigmaDetector(DetectionPreset preset) : ZDetector("three_sigma", preset, 3)
{
    private static readonly TimeSpan Learning = TimeSpan.FromHours(12);
    private const int Fewest = 20;

    private DateTimeOffset _first;
    private long _count;
    private double _mean;
    private double _squares;

    protected override Expectation? Expect(DateTimeOffset time) =>
        _count >= Fewest && time - _first >= Learning ? new Expectation(_mean, Math.Sqrt(_squares / (_count - 1))) : null;

    protected override void Learn(DateTimeOffset time, double value)
    {
        _first = _count == 0 ? time : _first;
        _count++;
        var off = value - _mean;
        _mean += off / _count;
        _squares += off * (value - _mean);
    }

    protected override void Write(BinaryWriter writer)
    {
        writer.Write(_first.UtcTicks);
        writer.Write(_count);
        writer.Write(_mean);
        writer.Write(_squares);
    }

    protected override void Take(BinaryReader reader) => (_first, _count, _mean, _squares) = (Moment(reader), reader.ReadInt64(), reader.ReadDouble(), reader.ReadDouble());

    protected override void Forget() => (_first, _count, _mean, _squares) = (default, 0, 0, 0);
}
