namespace Monitor.Domain.Forecasting.Blend;

/// <summary>The last values of a series in order of size: medians and quantiles of a moving window without sorting it anew.</summary>
internal sealed class RollingWindow(int length)
{
    private readonly double[] _sorted = new double[length + 1];

    public int Length { get; } = length;

    public int Count { get; private set; }

    public double Median => Count == 0 ? double.NaN : (_sorted[(Count - 1) / 2] + _sorted[Count / 2]) / 2;

    public void Clear() => Count = 0;

    public void Add(double value)
    {
        var at = IndexOf(value);
        Array.Copy(_sorted, at, _sorted, at + 1, Count - at);
        _sorted[at] = value;
        Count++;
    }

    public void Remove(double value)
    {
        var at = IndexOf(value);
        Array.Copy(_sorted, at + 1, _sorted, at, Count - at - 1);
        Count--;
    }

    public double Quantile(double level)
    {
        var at = level * (Count - 1);
        var below = (int)at;
        return below >= Count - 1 ? _sorted[Count - 1] : _sorted[below] + ((at - below) * (_sorted[below + 1] - _sorted[below]));
    }

    private int IndexOf(double value)
    {
        var (low, high) = (0, Count);
        while (low < high)
        {
            var middle = (low + high) >> 1;
            if (_sorted[middle] < value)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}
