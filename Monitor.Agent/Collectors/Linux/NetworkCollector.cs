namespace Monitor.Agent.Collectors.Linux;

/// <summary>Bytes received and sent by each interface but the loopback, from /proc/net/dev.</summary>
internal sealed class NetworkCollector : ICollector
{
    // Of this process's own network namespace, which is the host's or the container's.
    private readonly ProcFile _file = new("/proc/net/dev");
    private readonly NamedCounters _interfaces = new("interface", "network.received_bytes_per_second", "network.sent_bytes_per_second");

    public string Name => "network";

    public void Collect(SampleVector vector, TimeSpan uptime) => Put(vector, uptime, _file.Read(), IsInUse);

    internal void Put(SampleVector vector, TimeSpan uptime, ReadOnlySpan<byte> dev, Func<string, bool, bool> isInUse)
    {
        var lines = new Scanner(dev);
        while (lines.NextLine(out var line))
        {
            if (TryParse(line, out var name, out var received, out var sent) && !name.SequenceEqual("lo"u8))
            {
                _interfaces.Put(vector, uptime, name, received, sent, isInUse);
            }
        }

        _interfaces.ForgetAbsent(uptime);
    }

    /// <summary>Name, colon (with or without a space after it), received bytes, seven more, sent bytes, …</summary>
    internal static bool TryParse(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> name, out ulong received, out ulong sent)
    {
        name = default;
        received = sent = 0;
        var colon = line.LastIndexOf((byte)':');
        if (colon < 0)
        {
            return false;
        }

        name = line[..colon].Trim((byte)' ');
        var words = new Scanner(line[(colon + 1)..]);
        var complete = words.NextNumber(out received);
        words.Skip(7);
        return complete && words.NextNumber(out sent) && !name.IsEmpty;
    }

    /// <summary>An interface that carried nothing counts when somebody switched it on (IFF_UP): the kernel's spare tunnel ends are off.</summary>
    private static bool IsInUse(string name, bool busy) => busy || (SysFile.ReadNumber($"/sys/class/net/{name}/flags") & 1) == 1;
}
