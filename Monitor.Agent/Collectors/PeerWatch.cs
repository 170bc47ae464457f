using Monitor.Domain.Metrics.Topology;
using Monitor.Domain.Wire;

namespace Monitor.Agent.Collectors;

/// <summary>
/// Looks once a minute, since a connection that was closed is to be seen for one, and tells every five minutes of what was seen meanwhile: when there is
/// another end that was not told last time or one that is gone, and once an hour anyway.
/// </summary>
internal sealed class PeerWatch(Func<IReadOnlyList<WirePeer>> read)
{
    public const int Most = TcpPeer.MostInReport;
    private static readonly TimeSpan LookEvery = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan TellEvery = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan TellAnyway = TimeSpan.FromHours(1);

    private readonly Dictionary<PeerName, WirePeer> _seen = [];
    private HashSet<(PeerName, string)> _told = [];
    private TimeSpan? _lookedAt;
    private TimeSpan? _toldAt;
    private TimeSpan? _considered;

    /// <summary>What there is to tell now; null for nothing. Where there is more than <see cref="Most"/>, those with most connections.</summary>
    public IReadOnlyList<WirePeer>? Look(TimeSpan uptime)
    {
        if (_lookedAt is { } at && uptime - at < LookEvery)
        {
            return null;
        }

        _lookedAt = uptime;
        foreach (var peer in read())
        {
            var name = new PeerName(peer.Direction, peer.Address, peer.Port);
            var before = _seen.GetValueOrDefault(name);
            if (before is not null || _seen.Count < 10 * Most)
            {
                _seen[name] = before is null ? peer : peer with { Count = Math.Max(peer.Count, before.Count), Process = peer.Process.Length > 0 ? peer.Process : before.Process };
            }
        }

        return _considered is { } last && uptime - last < TellEvery ? null : Tell(uptime);
    }

    private WirePeer[]? Tell(TimeSpan uptime)
    {
        _considered = uptime;
        WirePeer[] peers =
        [
            .. _seen.Values.OrderByDescending(p => p.Count).ThenBy(p => p.Address, StringComparer.Ordinal).ThenBy(p => p.Port)
                .ThenBy(p => p.Direction, StringComparer.Ordinal).Take(Most),
        ];
        _seen.Clear();
        var names = peers.Select(p => (new PeerName(p.Direction, p.Address, p.Port), p.Process)).ToHashSet();
        if (_toldAt is { } told && uptime - told < TellAnyway && names.SetEquals(_told))
        {
            return null;
        }

        (_told, _toldAt) = (names, uptime);
        return peers.Length > 0 ? peers : null;
    }

    private readonly record struct PeerName(string Direction, string Address, int Port);
}
