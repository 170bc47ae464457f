using Monitor.Domain.Detection.Classical;

namespace Monitor.Web.Detection.Screens.Forest;

/// <summary>The trailing mean of a machine's points.</summary>
internal static class MovingAverage
{
    /// <summary>As many points, by the same times: each is the mean of what is known of itself and of the steps before it.</summary>
    /// <param name="uses">By rising time.</param>
    /// <param name="points">How many steps are averaged; 1 changes nothing.</param>
    public static IReadOnlyList<HostUse> Of(IReadOnlyList<HostUse> uses, int points, TimeSpan step) =>
        points <= 1 ? uses : [.. uses.Select((use, i) => Mean(use.Time, [.. uses.Take(i + 1).SkipWhile(u => u.Time <= use.Time - (step * points))]))];

    private static HostUse Mean(DateTimeOffset time, List<HostUse> some)
    {
        double Of(Func<HostUse, double> value) => some.Select(value).Where(double.IsFinite).DefaultIfEmpty(double.NaN).Average();
        return new HostUse(
            time, Of(u => u.CpuPercent), Of(u => u.MemoryPercent), Of(u => u.DiskRead), Of(u => u.DiskWritten), Of(u => u.NetworkSent), Of(u => u.NetworkReceived));
    }
}
