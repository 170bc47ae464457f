namespace Monitor.Domain.Detection.Hygiene;

/// <summary>
/// How people's labels move what an alarm wants, of a series, of a host and of a host beside its peers: each "normal here" asks for a tenth more evidence, each "real" for a twentieth less; never less than two thirds nor more than
/// twice of what the preset wants. One click cannot make anything silent, and none makes it deaf.
/// </summary>
public static class LabelThreshold
{
    public const double Least = 2.0 / 3;
    public const double Most = 2;
    private const double Normal = 1.1;
    private const double Real = .95;

    /// <summary>The factor on the evidence that an alarm wants: 1 without labels, more is quieter.</summary>
    /// <param name="real">How many anomalies people called real; less than 0 counts as none.</param>
    /// <param name="normalHere">How many they called normal.</param>
    public static double Factor(int real, int normalHere) =>
        Math.Clamp(Math.Pow(Normal, Math.Clamp(normalHere, 0, 1000)) * Math.Pow(Real, Math.Clamp(real, 0, 1000)), Least, Most);
}
