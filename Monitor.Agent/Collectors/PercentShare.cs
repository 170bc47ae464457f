namespace Monitor.Agent.Collectors;

/// <summary>Shares in percent with two decimals: more is noise that costs bytes on the way and on disk.</summary>
internal static class PercentShare
{
    /// <summary>Missing where the whole is nothing.</summary>
    public static double Of(double part, double whole) =>
        whole > 0 ? Math.Round(Math.Clamp(part / whole, 0, 1) * 100, 2) : double.NaN;
}
