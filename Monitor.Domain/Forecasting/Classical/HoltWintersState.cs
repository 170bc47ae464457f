namespace Monitor.Domain.Forecasting.Classical;

/// <param name="Error">The mean squared one-step error that they make.</param>
internal sealed record HoltWintersConstants(double Alpha, double Beta, double Gamma, double Phi, double Error);

/// <summary>Level, trend and season of a series as one pass over it leaves them.</summary>
internal sealed class HoltWintersState(double[] values, int day)
{
    private readonly double[] _season = new double[Math.Max(1, day)];

    public double Level { get; private set; }

    public double Trend { get; private set; }

    /// <summary>Of the step after the last known one, from 0 on.</summary>
    public double Season(int step) => day == 0 ? 0 : _season[(values.Length + step) % day];

    /// <summary>The mean squared error of looking one step ahead, over what follows the first day (or the first ten values).</summary>
    public double Run(HoltWintersConstants constants)
    {
        var first = Start();
        var (alpha, beta, gamma, phi, _) = constants;
        var (level, trend, squares) = (Level, 0.0, 0.0);
        var at = day == 0 ? 0 : first % day;
        for (var i = first; i < values.Length; i++)
        {
            var error = values[i] - level - (phi * trend) - _season[at];
            squares += error * error;
            var before = level;
            level += (phi * trend) + (alpha * error);
            trend = beta > 0 ? (phi * trend) + (beta * (level - before - (phi * trend))) : 0;
            _season[at] += gamma * (1 - alpha) * error;
            at = at + 1 == _season.Length ? 0 : at + 1;
        }

        (Level, Trend) = (level, trend);
        return squares / (values.Length - first);
    }

    private int Start()
    {
        var first = day > 0 ? day : 10;
        var mean = 0.0;
        for (var i = 0; i < first; i++)
        {
            mean += values[i] / first;
        }

        (Level, Trend) = (mean, 0);
        Array.Clear(_season);
        for (var i = 0; i < first && day > 0; i++)
        {
            _season[i] = values[i] - mean;
        }

        return first;
    }
}
