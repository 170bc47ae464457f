namespace Monitor.Domain.Forecasting.Blend;

/// <summary>
/// Values with weights, and their quantiles. Value and weight are packed into one 64-bit word (two single-precision numbers, the value so that words sort
/// as values do), because sorting words is what most of a forecast's time goes into.
/// </summary>
internal sealed class WeightedSample
{
    private ulong[] _words = new ulong[4096];
    private int _count;

    public int Count => _count;

    public double Total { get; private set; }

    public void Clear() => (_count, Total) = (0, 0);

    public void Add(double value, double weight)
    {
        if (_count == _words.Length)
        {
            Array.Resize(ref _words, 2 * _count);
        }

        var bits = BitConverter.SingleToUInt32Bits((float)value);
        bits = (bits & 0x8000_0000) != 0 ? ~bits : bits | 0x8000_0000;
        _words[_count++] = ((ulong)bits << 32) | BitConverter.SingleToUInt32Bits((float)weight);
        Total += (float)weight;
    }

    /// <summary>Writes the quantiles of all levels and returns the mean pinball loss of the levels .1 to .9 on the sample itself.</summary>
    public double Quantiles(Span<double> quantiles)
    {
        Sort();
        var whole = 0.0;
        for (var i = 0; i < _count; i++)
        {
            whole += Weight(i) * Value(i);
        }

        var (loss, level, below, sumBelow, lastMiddle, last) = (0.0, 0, 0.0, 0.0, 0.0, Value(0));
        for (var i = 0; level < ForecastLevels.Count; i++)
        {
            // The last value stands for everything above it.
            var (value, weight) = i < _count ? (Value(i), Weight(i)) : (last, 0);
            var middle = i < _count ? below + (.5 * weight) : double.PositiveInfinity;
            for (; level < ForecastLevels.Count && ForecastLevels.Span[level] * Total <= middle; level++)
            {
                var wanted = ForecastLevels.Span[level];
                var quantile = i == 0 || value == last ? value : last + (((wanted * Total) - lastMiddle) / (middle - lastMiddle) * (value - last));
                quantiles[level] = quantile;
                if (level is > ForecastLevels.Lo95 and < ForecastLevels.Hi95)
                {
                    loss += ((1 - wanted) * ((quantile * below) - sumBelow)) + (wanted * (whole - sumBelow - (quantile * (Total - below))));
                }
            }

            (lastMiddle, last) = (middle, value);
            below += weight;
            sumBelow += weight * value;
        }

        return loss / Total / (ForecastLevels.Count - 2);
    }

    private void Sort() => _words.AsSpan(0, _count).Sort();

    private double Value(int index)
    {
        var bits = (uint)(_words[index] >> 32);
        return BitConverter.UInt32BitsToSingle((bits & 0x8000_0000) != 0 ? bits & 0x7FFF_FFFF : ~bits);
    }

    private double Weight(int index) => BitConverter.UInt32BitsToSingle((uint)_words[index]);
}
