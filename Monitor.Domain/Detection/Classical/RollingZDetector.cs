namespace Monitor.Domain.Detection.Classical;

/// <summary>
/// Three standard deviations around the mean of the last day, which moves on in steps of half an hour: per step a count, a mean and a sum of squares, put
/// together after Chan, Golub and LeVeque 1983. 49 steps are kept.
/// </summary>
internal sealed class RollingZDetector(DetectionPreset preset) : ZDetector("rolling_z", preset, 3)
{
    private const int Steps = 49;
    private const int Fewest = 20;
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan Learning = TimeSpan.FromHours(6);

    private readonly long[] _of = new long[Steps];
    private readonly long[] _count = new long[Steps];
    private readonly double[] _mean = new double[Steps];
    private readonly double[] _squares = new double[Steps];
    private DateTimeOffset _first = DateTimeOffset.MaxValue;

    protected override Expectation? Expect(DateTimeOffset time)
    {
        if (_first == DateTimeOffset.MaxValue || time - _first < Learning)
        {
            return null;
        }

        var oldest = Number(time) - Steps + 1;
        var (count, mean, squares) = (0L, 0.0, 0.0);
        for (var i = 0; i < Steps; i++)
        {
            if (_count[i] == 0 || _of[i] < oldest)
            {
                continue;
            }

            var (off, all) = (_mean[i] - mean, count + _count[i]);
            squares += _squares[i] + (off * off * count / all * _count[i]);
            mean += off * _count[i] / all;
            count = all;
        }

        return count >= Fewest ? new Expectation(mean, Math.Sqrt(squares / (count - 1))) : null;
    }

    protected override void Learn(DateTimeOffset time, double value)
    {
        _first = _first == DateTimeOffset.MaxValue ? time : _first;
        var number = Number(time);
        var at = (int)(number % Steps);
        if (_of[at] != number)
        {
            (_of[at], _count[at], _mean[at], _squares[at]) = (number, 0, 0, 0);
        }

        _count[at]++;
        var off = value - _mean[at];
        _mean[at] += off / _count[at];
        _squares[at] += off * (value - _mean[at]);
    }

    protected override void Write(BinaryWriter writer)
    {
        writer.Write(_first.UtcTicks);
        for (var i = 0; i < Steps; i++)
        {
            writer.Write(_of[i]);
            writer.Write(_count[i]);
            writer.Write(_mean[i]);
            writer.Write(_squares[i]);
        }
    }

    protected override void Take(BinaryReader reader)
    {
        _first = Moment(reader);
        for (var i = 0; i < Steps; i++)
        {
            (_of[i], _count[i], _mean[i], _squares[i]) = (reader.ReadInt64(), reader.ReadInt64(), reader.ReadDouble(), reader.ReadDouble());
        }
    }

    protected override void Forget()
    {
        _first = DateTimeOffset.MaxValue;
        Array.Clear(_of);
        Array.Clear(_count);
        Array.Clear(_mean);
        Array.Clear(_squares);
    }

    private static long Number(DateTimeOffset time) => time.UtcTicks / Step.Ticks;
}
