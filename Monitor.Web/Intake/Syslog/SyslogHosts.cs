using System.Collections.Frozen;
using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Monitor.Data;

namespace Monitor.Web.Intake.Syslog;

/// <summary>Whose lines come from an address: the host that a setting names, else the one host that has this address or is called by it.</summary>
internal sealed class SyslogHosts(IDbContextFactory<MonitorDb> contexts, IOptions<SyslogOptions> options, TimeProvider time)
{
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(30);
    private readonly HashSet<IPAddress> _relays = [.. options.Value.Relays.Select(IPAddress.Parse).Select(Plain)];
    private readonly Dictionary<IPAddress, string> _named = Pairs(options.Value.Hosts);
    private Known? _known;

    private sealed record Known(FrozenDictionary<IPAddress, int> ByAddress, FrozenDictionary<string, int> ByName, long ReadAt);

    /// <summary>IPv4 in its own form, however the socket shows it.</summary>
    public static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    /// <summary>Reads the hosts again where that is due; throws what the database throws.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        if (_known is { } known && time.GetElapsedTime(known.ReadAt) < Freshness)
        {
            return;
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var hosts = await db.Hosts.AsNoTracking().Where(h => h.RetiredAt == null)
            .Select(h => new { h.Id, h.Name, Addresses = db.HostInventories.Where(i => i.HostId == h.Id).Select(i => i.Addresses).FirstOrDefault() })
            .ToListAsync(cancellationToken);

        // What two hosts have, such as the address of a bridge of containers, names neither.
        var byAddress = hosts.SelectMany(h => (h.Addresses ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Append(h.Name).Distinct(), (h, text) => (h.Id, Text: text))
            .Select(h => (h.Id, Address: IPAddress.TryParse(h.Text, out var address) ? Plain(address) : null)).Where(h => h.Address is not null && !IPAddress.IsLoopback(h.Address))
            .GroupBy(h => h.Address!).Where(g => g.Select(h => h.Id).Distinct().Count() == 1).ToFrozenDictionary(g => g.Key, g => g.First().Id);
        var byName = hosts.GroupBy(h => h.Name, StringComparer.OrdinalIgnoreCase).Where(g => g.Count() == 1)
            .ToFrozenDictionary(g => g.Key, g => g.First().Id, StringComparer.OrdinalIgnoreCase);
        _known = new Known(byAddress, byName, time.GetTimestamp());
    }

    /// <param name="sender">The address that the message came from.</param>
    /// <param name="claimed">The host in the message; null where it has none.</param>
    /// <returns>The host, or null; and whether the message names another known host than the one that sent it.</returns>
    public (int? HostId, bool IsForged) Find(IPAddress sender, string? claimed)
    {
        var said = Named(claimed);
        if (_relays.Contains(sender) && said is not null)
        {
            return (said, false);
        }

        var host = _named.TryGetValue(sender, out var name) ? Named(name) : _known!.ByAddress.TryGetValue(sender, out var id) ? (int?)id : null;
        return (host, host is not null && said is not null && said != host);
    }

    private static Dictionary<IPAddress, string> Pairs(IEnumerable<string> hosts)
    {
        var pairs = new Dictionary<IPAddress, string>();
        foreach (var pair in hosts.Select(h => h.Split('=', 2, StringSplitOptions.TrimEntries)))
        {
            pairs[Plain(IPAddress.Parse(pair[0]))] = pair[1];
        }

        return pairs;
    }

    /// <summary>By its name, or by the first label of it.</summary>
    private int? Named(string? name)
    {
        if (name is null)
        {
            return null;
        }

        var dot = name.IndexOf('.', StringComparison.Ordinal);
        return _known!.ByName.TryGetValue(name, out var id) || (dot > 0 && _known.ByName.TryGetValue(name[..dot], out id)) ? id : null;
    }
}
