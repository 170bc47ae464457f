using MathNet.Numerics;

namespace Monitor.Domain.Detection.Classical;

/// <summary>How unlikely a distance of so many standard deviations is, if values were normally distributed.</summary>
internal static class NormalTail
{
    /// <summary>-log10 of the two-sided tail probability; 0 for the mean itself.</summary>
    public static double Evidence(double z) => z < 30
        ? -Math.Log10(Math.Max(SpecialFunctions.Erfc(z / Math.Sqrt(2)), 1e-300))
        : (z * z / 2 / Math.Log(10)) + Math.Log10(z * Math.Sqrt(Math.PI / 2));
}
