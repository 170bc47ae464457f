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

    /// <summary>Everybody of an office signs in behind one address in the morning.</summary>
    private const int AtOncePerAddress = 100;

    /// <summary>What one is told to wait while so many are being tried that no more may be.</summary>
    public static readonly TimeSpan Busy = TimeSpan.FromSeconds(1);

    private readonly record struct ThrottleKey(string Address, string? Name);

    private sealed record FailureCount(int Failures, DateTimeOffset Since);

    private readonly Dictionary<ThrottleKey, FailureCount> _counts = [];
    private readonly Dictionary<ThrottleKey, int> _trying = [];
    private readonly Lock _lock = new();

    /// <summary>
    /// How long this name is refused from this address; zero when it may try, which <see cref="End"/> must then end. What is being tried counts as failed meanwhile: many at once are
    /// no more than one after another.
    /// </summary>
    public TimeSpan Begin(string name, string address)
    {
        lock (_lock)
        {
            var (byName, byAddress) = Keys(name, address);
            var (one, other) = (Left(byName, FailuresPerName), Left(byAddress, FailuresPerAddress));
            if ((one > other ? one : other) is { Ticks: > 0 } wait)
            {
                return wait;
            }

            if (Failures(byName) + _trying.GetValueOrDefault(byName) >= FailuresPerName || _trying.GetValueOrDefault(byAddress) >= AtOncePerAddress)
            {
                return Busy;
            }

            foreach (var key in new[] { byName, byAddress })
            {
                _trying[key] = _trying.GetValueOrDefault(key) + 1;
            }

            return TimeSpan.Zero;
        }
    }

    /// <param name="isRight">Whether the password was right; null where nobody could say. A right one clears the name at this address; the address keeps its count, or one good account would pay for guessing others.</param>
    public void End(string name, string address, bool? isRight)
    {
        lock (_lock)
        {
            var (byName, byAddress) = Keys(name, address);
            foreach (var key in new[] { byName, byAddress })
            {
                if (_trying.GetValueOrDefault(key) is > 1 and var trying)
                {
                    _trying[key] = trying - 1;
                }
                else
                {
                    _trying.Remove(key);
                }
            }

            if (isRight == true)
            {
                _counts.Remove(byName);
            }
            else if (isRight == false)
            {
                Add(byAddress);
                Add(byName);
            }
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

    private static (ThrottleKey ByName, ThrottleKey ByAddress) Keys(string name, string address)
    {
        var network = Network(address);
        return (new ThrottleKey(network, name.ToUpperInvariant()), new ThrottleKey(network, null));
    }

    private int Failures(ThrottleKey key) => _counts.TryGetValue(key, out var count) && time.GetUtcNow() - count.Since < Window ? count.Failures : 0;

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
