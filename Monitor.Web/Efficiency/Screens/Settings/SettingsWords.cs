using System.Globalization;
using Monitor.Domain.Efficiency;

namespace Monitor.Web.Efficiency.Screens.Settings;

/// <summary>Settings as people read them.</summary>
public static class SettingsWords
{
    public static IReadOnlyList<string> DayNames { get; } = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

    /// <summary>"Always", "Monday to Friday, 8 to 18 o'clock, Europe/Berlin".</summary>
    public static string Of(WorkingHours hours)
    {
        if (hours.IsAlways)
        {
            return "Always";
        }

        var days = Enumerable.Range(0, 7).Where(d => (hours.Days >> d & 1) == 1).ToList();
        var isRun = days.Count > 2 && days[^1] - days[0] == days.Count - 1;
        var named = days.Count == 7 ? "Every day" : isRun ? $"{DayNames[days[0]]} to {DayNames[days[^1]]}" : string.Join(", ", days.Select(d => DayNames[d]));
        return string.Create(CultureInfo.InvariantCulture, $"{named}, {hours.From} to {hours.To} o'clock, {hours.Zone}");
    }

    public static string Of(HeadroomPolicy policy) =>
        string.Create(CultureInfo.InvariantCulture, $"At the busiest at most {policy.Cpu:0.##} % of CPU, {policy.Memory:0.##} % of memory and {policy.Disk:0.##} % of disks, {policy.Days} days ahead");

    public static string Of(PriceTable prices) => string.Create(
        CultureInfo.InvariantCulture, $"A vCPU {prices.Vcpu:#,0.####} {prices.Currency}, a GB of memory {prices.MemoryGb:#,0.####} {prices.Currency}, a GB of disk {prices.DiskGb:#,0.####} {prices.Currency} a month");

    public static string Of(TargetBand band) =>
        string.Create(CultureInfo.InvariantCulture, $"{(band.CountsWaste ? $"{band.Low:0.##} to {band.High:0.##} %" : $"up to {band.High:0.##} %, rest is no waste")}");

    public static string Number(double value) => value.ToString("#,0.##", CultureInfo.InvariantCulture);
}
