namespace Monitor.Domain.Forecasting;

/// <summary>The quantile levels of every forecast, ascending: the 80 % band lies between <see cref="Lo80"/> and <see cref="Hi80"/>, the 95 % band between <see cref="Lo95"/> and <see cref="Hi95"/>.</summary>
public static class ForecastLevels
{
    public const int Lo95 = 0;
    public const int Lo80 = 1;
    public const int Median = 5;
    public const int Hi80 = 9;
    public const int Hi95 = 10;
    public const int Count = 11;

    private static readonly double[] Values = [.025, .1, .2, .3, .4, .5, .6, .7, .8, .9, .975];

    public static IReadOnlyList<double> All => Values;

    internal static ReadOnlySpan<double> Span => Values;
}
