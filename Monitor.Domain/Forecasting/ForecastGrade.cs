namespace Monitor.Domain.Forecasting;

/// <summary>How a forecast did, once its time had come: sums over the steps that have an actual value, so that grades can be added up.</summary>
/// <param name="Count">The steps that were compared.</param>
/// <param name="AbsoluteError">The sum of the absolute errors of the point forecast.</param>
/// <param name="Pinball">The sum of twice the pinball loss, averaged over the levels .1 to .9 (a proxy of CRPS).</param>
/// <param name="In80">How many actual values lay in the 80 % band.</param>
/// <param name="In95">How many lay in the 95 % band.</param>
/// <param name="NaiveError">The sum of absolute errors of "it stays as it is".</param>
/// <param name="SeasonalError">The sum of absolute errors of "as a day before", over the steps that have one.</param>
/// <param name="SeasonalCount">How many steps have one.</param>
/// <param name="ErrorBesideSeasonal">The sum of absolute errors of the point forecast over the same steps.</param>
public sealed record ForecastGrade(
    int Count, double AbsoluteError, double Pinball, int In80, int In95, double NaiveError, double SeasonalError, int SeasonalCount, double ErrorBesideSeasonal)
{
    public static ForecastGrade None { get; } = new(0, 0, 0, 0, 0, 0, 0, 0, 0);

    public double? MeanAbsoluteError => Count > 0 ? AbsoluteError / Count : null;

    public double? MeanPinball => Count > 0 ? Pinball / Count : null;

    public double? Coverage80 => Count > 0 ? (double)In80 / Count : null;

    public double? Coverage95 => Count > 0 ? (double)In95 / Count : null;

    /// <summary>1 is perfect, 0 is no better than "it stays as it is", below 0 is worse; null where both are without error.</summary>
    public double? SkillAgainstNaive => NaiveError > 0 ? 1 - (AbsoluteError / NaiveError) : null;

    /// <summary>The same against "as a day before".</summary>
    public double? SkillAgainstSeasonal => SeasonalError > 0 ? 1 - (ErrorBesideSeasonal / SeasonalError) : null;

    public static ForecastGrade operator +(ForecastGrade a, ForecastGrade b) => new(
        a.Count + b.Count, a.AbsoluteError + b.AbsoluteError, a.Pinball + b.Pinball, a.In80 + b.In80, a.In95 + b.In95, a.NaiveError + b.NaiveError,
        a.SeasonalError + b.SeasonalError, a.SeasonalCount + b.SeasonalCount, a.ErrorBesideSeasonal + b.ErrorBesideSeasonal);
}
