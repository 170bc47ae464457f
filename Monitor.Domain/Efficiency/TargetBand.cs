namespace Monitor.Domain.Efficiency;

/// <summary>Where use should be, in percent: below is waste, above is risk. From 0 on: being at rest wastes nothing.</summary>
public readonly record struct TargetBand(double Low, double High)
{
    /// <summary>Whether little use counts as waste at all.</summary>
    public bool CountsWaste => Low > 0;

    public bool IsValid => Low >= 0 && High > Low && High < 100;

    /// <summary>0 to 100: how far use is from being waste; rises with use.</summary>
    public double WasteScore(in HourUse use) => !CountsWaste || use.Mean >= Low ? 100 : 100 * Math.Max(0, use.Mean) / Low;

    /// <summary>0 to 100: how far use is from its limit; falls with use.</summary>
    public double RiskScore(in HourUse use) => use.Pressure <= High ? 100 : 100 * (100 - Math.Min(100, use.Pressure)) / (100 - High);

    /// <summary>0 to 100, 100 inside of the band.</summary>
    public double Score(in HourUse use) => Math.Min(WasteScore(use), RiskScore(use));
}
