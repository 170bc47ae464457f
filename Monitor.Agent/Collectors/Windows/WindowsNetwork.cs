using System.Net.NetworkInformation;
using System.Runtime.Versioning;

namespace Monitor.Agent.Collectors.Windows;

[SupportedOSPlatform("windows")]
internal sealed class WindowsNetwork : ICollector
{
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    public string Name => "network";

    public void Collect(SampleVector vector, TimeSpan uptime)
    {
        foreach (var network in NetworkInterface.GetAllNetworkInterfaces())
        {
            if (network.OperationalStatus != OperationalStatus.Up || network.NetworkInterfaceType == NetworkInterfaceType.Loopback)
            {
                continue;
            }

            if (!_entries.TryGetValue(network.Name, out var entry))
            {
                _entries.Add(network.Name, entry = new Entry());
            }

            var counts = network.GetIPStatistics();
            vector.Set(
                ref entry.ReceivedOrdinal, "network.received_bytes_per_second", entry.Received.Next((ulong)counts.BytesReceived, uptime), "interface", network.Name);
            vector.Set(ref entry.SentOrdinal, "network.sent_bytes_per_second", entry.Sent.Next((ulong)counts.BytesSent, uptime), "interface", network.Name);
            var errors = (ulong)(counts.IncomingPacketsWithErrors + counts.OutgoingPacketsWithErrors);
            var drops = (ulong)(counts.IncomingPacketsDiscarded + counts.OutgoingPacketsDiscarded);
            vector.Set(ref entry.ErrorsOrdinal, "network.errors_per_second", entry.Errors.Next(errors, uptime, 2), "interface", network.Name);
            vector.Set(ref entry.DropsOrdinal, "network.drops_per_second", entry.Drops.Next(drops, uptime, 2), "interface", network.Name);
        }
    }

    private sealed class Entry
    {
        public CounterRate Received;
        public CounterRate Sent;
        public CounterRate Errors;
        public CounterRate Drops;
        public int ReceivedOrdinal = -1;
        public int SentOrdinal = -1;
        public int ErrorsOrdinal = -1;
        public int DropsOrdinal = -1;
    }
}
