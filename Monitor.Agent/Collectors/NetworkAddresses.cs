using System.Net;
using System.Net.NetworkInformation;

namespace Monitor.Agent.Collectors;

/// <summary>The addresses under which a host can be reached: no loopback, no link-local ones.</summary>
internal static class NetworkAddresses
{
    private const int Most = 32;

    public static IReadOnlyList<string> Read()
    {
        var addresses = new List<string>();
        try
        {
            foreach (var network in NetworkInterface.GetAllNetworkInterfaces())
            {
                if (network.OperationalStatus is OperationalStatus.Down || network.NetworkInterfaceType is NetworkInterfaceType.Loopback)
                {
                    continue;
                }

                foreach (var one in network.GetIPProperties().UnicastAddresses)
                {
                    if (!IPAddress.IsLoopback(one.Address) && !one.Address.IsIPv6LinkLocal && addresses.Count < Most)
                    {
                        addresses.Add(one.Address.ToString());
                    }
                }
            }
        }
        catch (NetworkInformationException)
        {
            // A host without readable addresses still has the rest of its inventory.
        }

        addresses.Sort(StringComparer.Ordinal);
        return addresses;
    }
}
