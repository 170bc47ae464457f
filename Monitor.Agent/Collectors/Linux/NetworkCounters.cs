namespace Monitor.Agent.Collectors.Linux;

/// <summary>One line of /proc/net/dev.</summary>
internal struct NetworkLine
{
    public ulong Received, ReceiveErrors, ReceiveDrops, Sent, SendErrors, SendDrops;

    /// <summary>Name, colon (with or without a space after it); bytes, packets, errors, drops, four more; the same for what was sent.</summary>
    public static bool TryParse(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> name, out NetworkLine network)
    {
        name = default;
        network = default;
        var colon = line.LastIndexOf((byte)':');
        if (colon < 0)
        {
            return false;
        }

        name = line[..colon].Trim((byte)' ');
        var words = new Scanner(line[(colon + 1)..]);
        var complete = words.NextNumber(out network.Received);
        words.Skip(1);
        complete &= words.NextNumber(out network.ReceiveErrors) & words.NextNumber(out network.ReceiveDrops);
        words.Skip(4);
        complete &= words.NextNumber(out network.Sent);
        words.Skip(1);
        return complete && words.NextNumber(out network.SendErrors) && words.NextNumber(out network.SendDrops) && !name.IsEmpty;
    }
}

/// <summary>What one interface carried, and failed to carry, since the tick before.</summary>
internal sealed class NetworkCounters(string name) : INamedCounters
{
    private CounterRate _received, _sent, _errors, _drops;
    private int _receivedOrdinal = -1, _sentOrdinal = -1, _errorsOrdinal = -1, _dropsOrdinal = -1;

    public void Put(SampleVector vector, TimeSpan uptime, in NetworkLine network)
    {
        vector.Set(ref _receivedOrdinal, "network.received_bytes_per_second", _received.Next(network.Received, uptime), "interface", name);
        vector.Set(ref _sentOrdinal, "network.sent_bytes_per_second", _sent.Next(network.Sent, uptime), "interface", name);
        vector.Set(
            ref _errorsOrdinal, "network.errors_per_second", _errors.Next(network.ReceiveErrors + network.SendErrors, uptime, 2), "interface", name);
        vector.Set(ref _dropsOrdinal, "network.drops_per_second", _drops.Next(network.ReceiveDrops + network.SendDrops, uptime, 2), "interface", name);
    }

    public void Forget()
    {
        _received.Forget();
        _sent.Forget();
        _errors.Forget();
        _drops.Forget();
    }
}
