namespace Monitor.Domain.Forecasting.Classical;

/// <summary>The order (p,d,q)(P,D,Q) of a SARIMA model with its season in steps.</summary>
internal readonly record struct SarimaOrder(int P, int D, int Q, int SeasonalP, int SeasonalD, int SeasonalQ, int Season)
{
    private const int MostP = 2;
    private const int MostQ = 2;

    /// <summary>Coefficients beside the constant.</summary>
    public int Coefficients => P + Q + SeasonalP + SeasonalQ;

    /// <summary>What AIC chooses from once the series is differenced.</summary>
    public static IEnumerable<SarimaOrder> Candidates(int d, int seasonalD, int season) =>
        from p in Enumerable.Range(0, MostP + 1)
        from q in Enumerable.Range(0, MostQ + 1)
        from seasonalP in Enumerable.Range(0, 2)
        from seasonalQ in Enumerable.Range(0, 2)
        select new SarimaOrder(p, d, q, seasonalP, seasonalD, seasonalQ, season);
}
