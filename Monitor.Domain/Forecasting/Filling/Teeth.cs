namespace Monitor.Domain.Forecasting.Filling;

/// <summary>
/// The clear falls of a level, as a rotation or a cleaning makes them, and what they tell: the peaks before and the troughs after, how regular they come,
/// and whether the teeth as a whole climb.
/// </summary>
internal sealed class Teeth
{
    /// <summary>A fall of half a percent of the limit within an hour is no noise.</summary>
    private const double LeastFall = .005;
    private const double TimesNoise = 4;

    /// <summary>A fall of three times the usual, and a tenth of the limit, is no rotation: somebody made room.</summary>
    private const double TimesUsual = 3;
    private const double LeastClearing = .1;
    private const int Looked = 12;
    private readonly List<(int At, double Peak, double Trough)> _falls = [];
    private readonly FillLevel _level;

    private Teeth(FillLevel level) => _level = level;

    public int Count => _falls.Count;

    public double HoursSinceLast => Count == 0 ? double.PositiveInfinity : (double)(_level.Count - 1 - _falls[^1].At) / _level.PerHour;

    public double LastTrough => _falls[^1].Trough;

    public double LastPeak => _falls[^1].Peak;

    /// <summary>The hours between falls, in the middle.</summary>
    public double Period => Count < 2 ? double.NaN : Middle([.. Pairs().Select(p => (double)(p.Late.At - p.Early.At) / _level.PerHour)]);

    public double Amplitude => Middle([.. _falls.Select(f => f.Peak - f.Trough)]);

    /// <summary>The highest of the peaks.</summary>
    public double HighestPeak => _falls.Max(f => f.Peak);

    /// <summary>Where somebody made room last: what was before counts no more.</summary>
    public int? Cleared
    {
        get
        {
            var least = Math.Max(LeastClearing * Math.Abs(_level.Limit), TimesUsual * (Count < 3 ? double.PositiveInfinity : Amplitude));
            for (var i = Count - 1; i >= 0; i--)
            {
                if (_falls[i].Peak - _falls[i].Trough >= least)
                {
                    return _falls[i].At;
                }
            }

            return null;
        }
    }

    public static Teeth Of(FillLevel level)
    {
        var teeth = new Teeth(level);
        var (values, least) = (level.Values, Math.Max(LeastFall * Math.Abs(level.Limit), TimesNoise * level.Noise));
        for (var i = 1; i < values.Length; i++)
        {
            var (peak, start) = (values[i - 1], i);
            while (i < values.Length && i < start + level.PerHour && values[i] < values[i - 1])
            {
                i++;
            }

            if (peak - values[i - 1] >= least)
            {
                teeth._falls.Add((i - 1, peak, values[i - 1]));
            }
        }

        return teeth;
    }

    /// <summary>How much the teeth as a whole climb in an hour: the slower of peaks and troughs, so that one of them standing still says that nothing fills.</summary>
    public double Climb()
    {
        var last = _falls.TakeLast(Looked).ToList();
        return last.Count < 2 ? 0 : Math.Min(Slope(last, f => f.Peak), Slope(last, f => f.Trough));
    }

    private double Slope(List<(int At, double Peak, double Trough)> falls, Func<(int At, double Peak, double Trough), double> value)
    {
        var slopes = new List<double>();
        for (var i = 0; i < falls.Count; i++)
        {
            for (var j = i + 1; j < falls.Count; j++)
            {
                slopes.Add((value(falls[j]) - value(falls[i])) / (falls[j].At - falls[i].At) * _level.PerHour);
            }
        }

        return Middle([.. slopes]);
    }

    private IEnumerable<((int At, double Peak, double Trough) Early, (int At, double Peak, double Trough) Late)> Pairs() => _falls.Zip(_falls.Skip(1));

    private static double Middle(double[] values) => Blend.SmallMedian.Of(values);
}
