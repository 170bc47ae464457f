using System.Net;
using System.Net.Sockets;

namespace Monitor.Web.Access.Account;

/// <summary>
/// Counts failed sign-ins per address, and per name and address together. Not per name alone: whoever knows a name could then lock its owner
/// out from anywhere. Names that do not exist count like those that do. In memory and bounded: a restart forgets, which costs a guesser more than it gives.
/// </summary>
internal sealed class SignInThrottle(TimeProvider time)
{
    public const int FailuresPerName = 5;
    public const int FailuresPerAddress = 20;
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(15);

    private const int Capacity = 20_000;

    private readonly record struct ThrottleKey(string Address, string? Name);

    private sealed record FailureCount(int Failures, DateTimeOffset Since);

    private readonly Dictionary<ThrottleKey, FailureCount> _counts = [];
    private readonly Lock _lock = new();

    /// <summary>How long this name is refused from this address; zero when it may try.</summary>
    public TimeSpan Wait(string name, string address)
    {
        lock (_lock)
        {
            var network = Network(address);
            var byName = Left(new ThrottleKey(network, name.ToUpperInvariant()), FailuresPerName);
            var byAddress = Left(new ThrottleKey(network, null), FailuresPerAddress);
            return byName > byAddress ? byName : byAddress;
        }
    }

    public void Failed(string name, string address)
    {
        lock (_lock)
        {
            var network = Network(address);
            Add(new ThrottleKey(network, null));
            Add(new ThrottleKey(network, name.ToUpperInvariant()));
        }
    }

    /// <summary>The right password clears the name at this address; the address keeps its count, or one good account would pay for guessing others.</summary>
    public void Succeeded(string name, string address)
    {
        lock (_lock)
        {
            _counts.Remove(new ThrottleKey(Network(address), name.ToUpperInvariant()));
        }
    }

    /// <summary>An administrator lets a person try again, from wherever.</summary>
    public void Clear(string name)
    {
        lock (_lock)
        {
            foreach (var key in _counts.Keys.Where(k => string.Equals(k.Name, name, StringComparison.OrdinalIgnoreCase)).ToList())
            {
                _counts.Remove(key);
            }
        }
    }

    private TimeSpan Left(ThrottleKey key, int limit)
    {
        if (!_counts.TryGetValue(key, out var count) || count.Failures < limit)
        {
            return TimeSpan.Zero;
        }

        var left = count.Since + Window - time.GetUtcNow();
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    private void Add(ThrottleKey key)
    {
        var now = time.GetUtcNow();
        if (_counts.Count >= Capacity)
        {
            foreach (var old in _counts.OrderBy(c => c.Value.Since).Take(Capacity / 4).Select(c => c.Key).ToList())
            {
                _counts.Remove(old);
            }
        }

        _counts[key] = _counts.TryGetValue(key, out var count) && now - count.Since < Window
            ? count with { Failures = count.Failures + 1 }
            : new FailureCount(1, now);
    }

    /// <summary>One IPv6 customer owns a whole /64.</summary>
    private static string Network(string address)
    {
        if (!IPAddress.TryParse(address, out var ip) || ip.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return address;
        }

        var bytes = ip.GetAddressBytes();
        Array.Clear(bytes, 8, 8);
        return new IPAddress(bytes).ToString();
    }
}
