using Monitor.Domain.Efficiency;
using Monitor.Web.Store;

namespace Monitor.Web.Efficiency.Refreshing;

/// <summary>Where in a host's row of numbers a series goes. What is received and what is sent are held apart until both are whole.</summary>
internal enum UseSlot
{
    Cpu,
    Memory,
    DiskSpace,
    DiskIo,
    Received,
    Sent,
}

/// <summary>The series that a host's use is made of. Of many disks the fullest and the busiest count, of networks the sum.</summary>
internal static class UseSeries
{
    public const int Slots = 6;

    /// <summary>Of one metric of one host.</summary>
    private const int Most = 8;

    private static readonly (string Metric, UseSlot Slot)[] Metrics =
    [
        ("cpu.used_percent", UseSlot.Cpu), ("memory.used_percent", UseSlot.Memory), ("disk.used_percent", UseSlot.DiskSpace), ("disk.utilisation_percent", UseSlot.DiskIo),
        ("network.received_bytes_per_second", UseSlot.Received), ("network.sent_bytes_per_second", UseSlot.Sent),
    ];

    public static IEnumerable<(SeriesEntry Series, UseSlot Slot)> Of(SeriesCatalog catalog, int hostId)
    {
        var all = catalog.SeriesOf(hostId);
        return Metrics.SelectMany(m => all.Where(s => s.Metric == m.Metric).Take(Most).Select(s => (s, m.Slot)));
    }

    public static bool IsSum(UseSlot slot) => slot >= UseSlot.Received;

    public static ResourceKind ResourceOf(UseSlot slot) => slot switch
    {
        UseSlot.Cpu => ResourceKind.Cpu,
        UseSlot.Memory => ResourceKind.Memory,
        UseSlot.DiskSpace => ResourceKind.DiskSpace,
        UseSlot.DiskIo => ResourceKind.DiskIo,
        _ => ResourceKind.Network,
    };
}
