namespace Monitor.Domain.Efficiency;

/// <summary>Takes the hours of one host and makes its index over them. Hours outside of the working hours do not count.</summary>
public sealed class ReiMeter(EfficiencySettings settings)
{
    private readonly Sums[] _sums = new Sums[Resources.Count];
    private readonly double[] _scores = new double[Resources.Count];
    private double _total;
    private double _knownWeight;
    private int _hours;
    private int _wanted;

    /// <summary>One hour of the window, known or not. Returns its total; not a number where it does not count or nothing is known.</summary>
    public double Add(DateTimeOffset hour, ReadOnlySpan<HourUse> uses)
    {
        if (!settings.Hours.Contains(hour))
        {
            return double.NaN;
        }

        _wanted++;
        var total = Rei.OfHour(settings, uses, _scores);
        if (double.IsNaN(total))
        {
            return total;
        }

        var isNight = settings.Hours.IsNight(hour);
        _hours++;
        _total += total;
        for (var r = 0; r < uses.Length; r++)
        {
            if (uses[r].IsKnown)
            {
                _knownWeight += settings.Weights[r];
                _sums[r].Add(uses[r], _scores[r], settings.Bands[r], isNight);
            }
        }

        return total;
    }

    /// <summary>Null while nothing is known.</summary>
    public ReiReading? Read()
    {
        if (_hours == 0)
        {
            return null;
        }

        var parts = Resources.All.Select(r => _sums[(int)r].Read(r)).ToList();
        var (total, confidence) = (_total / _hours, _knownWeight / (settings.Weights.Sum() * _wanted));
        return new ReiReading(total, parts, confidence, ReiSentence.Of(total, parts, settings));
    }

    private struct Sums
    {
        private double _score;
        private double _mean;
        private double _pressure;
        private int _hours;
        private int _nights;
        private int _below;
        private int _above;
        private int _belowAtNight;

        public void Add(in HourUse use, double score, TargetBand band, bool isNight)
        {
            (_score, _mean, _pressure, _hours) = (_score + score, _mean + use.Mean, _pressure + use.Pressure, _hours + 1);
            _nights += isNight ? 1 : 0;
            _above += use.Pressure > band.High ? 1 : 0;
            if (use.Mean < band.Low)
            {
                _below++;
                _belowAtNight += isNight ? 1 : 0;
            }
        }

        public readonly ResourceReading Read(ResourceKind resource) => new(
            resource, Share(_score, _hours), Share(_mean, _hours), Share(_pressure, _hours), Share(_below, _hours), Share(_above, _hours), Share(_belowAtNight, _nights),
            Share(_below - _belowAtNight, _hours - _nights));

        private static double Share(double sum, int count) => count > 0 ? sum / count : double.NaN;
    }
}
