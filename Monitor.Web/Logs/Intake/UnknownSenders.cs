using System.Collections.Concurrent;
using System.Net;

namespace Monitor.Web.Logs.Intake;

/// <summary>An address that sends syslog and is no host here, since this server's start.</summary>
/// <param name="Claimed">The name by which its last message called the machine, cleaned; empty where it said none.</param>
public sealed record UnknownSender(IPAddress Address, long Lines, DateTimeOffset FirstSeenAt, DateTimeOffset LastSeenAt, string Claimed);

/// <summary>Who sends syslog without being known. Nothing of them is kept but this: a host is made by people alone.</summary>
public sealed class UnknownSenders
{
    /// <summary>A forged address costs nothing: beyond so many only the lines are counted.</summary>
    public const int Most = 500;

    private readonly ConcurrentDictionary<IPAddress, UnknownSender> _senders = new();
    private long _lines;

    /// <summary>Lines of all of them, also of those beyond <see cref="Most"/>.</summary>
    public long Lines => Interlocked.Read(ref _lines);

    /// <summary>Those with the most lines first.</summary>
    public IReadOnlyList<UnknownSender> List() => [.. _senders.Values.OrderByDescending(s => s.Lines).ThenBy(s => s.FirstSeenAt)];

    internal void Count(IPAddress address, int lines, string claimed, DateTimeOffset at)
    {
        if (_senders.Count < Most || _senders.ContainsKey(address))
        {
            _senders.AddOrUpdate(
                address, _ => new UnknownSender(address, lines, at, at, claimed), (_, known) => known with { Lines = known.Lines + lines, LastSeenAt = at, Claimed = claimed });
        }

        // Last: who sees them counted finds their sender.
        Interlocked.Add(ref _lines, lines);
    }

    /// <summary>It became a host.</summary>
    internal void Forget(IPAddress address) => _senders.TryRemove(address, out _);
}
