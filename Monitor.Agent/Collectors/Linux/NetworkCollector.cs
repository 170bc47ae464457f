namespace Monitor.Agent.Collectors.Linux;

/// <summary>Bytes, errors and drops of each interface but the loopback and the ends of containers and virtual machines, from /proc/net/dev.</summary>
internal sealed class NetworkCollector : ICollector
{
    // Of this process's own network namespace, which is the host's or the container's.
    private readonly ProcFile _file = new("/proc/net/dev");
    private readonly NamedCounters<NetworkCounters> _interfaces = new(static name => new NetworkCounters(name));

    public string Name => "network";

    public void Collect(SampleVector vector, TimeSpan uptime) => Put(vector, uptime, _file.Read(), IsInUse);

    internal void Put(SampleVector vector, TimeSpan uptime, ReadOnlySpan<byte> dev, Func<string, bool, bool> isInUse)
    {
        var lines = new Scanner(dev);
        while (lines.NextLine(out var line))
        {
            if (NetworkLine.TryParse(line, out var name, out var network) && !name.SequenceEqual("lo"u8) && !IsGuestsEnd(name))
            {
                _interfaces.Find(name, network.Received > 0 || network.Sent > 0, uptime, isInUse)?.Put(vector, uptime, network);
            }
        }

        _interfaces.ForgetAbsent(uptime);
    }

    /// <summary>
    /// The host's end of a link to one container or machine (Docker, Podman, LXC, Calico, Cilium, libvirt): it goes with it and never comes back under its name, so that a host
    /// on which they come and go would use up its series. What it carries is also carried by a bridge or a network card.
    /// </summary>
    internal static bool IsGuestsEnd(ReadOnlySpan<byte> name) =>
        name.StartsWith("veth"u8) || name.StartsWith("cali"u8) || (name.StartsWith("lxc"u8) && !name.StartsWith("lxcbr"u8))
        || (name.StartsWith("vnet"u8) && name.Length > 4 && !name[4..].ContainsAnyExceptInRange((byte)'0', (byte)'9'));

    /// <summary>An interface that carried nothing counts when somebody switched it on (IFF_UP): the kernel's spare tunnel ends are off.</summary>
    private static bool IsInUse(string name, bool busy) => busy || (SysFile.ReadNumber($"/sys/class/net/{name}/flags") & 1) == 1;
}
