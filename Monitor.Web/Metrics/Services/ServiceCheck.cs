using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Metrics;
using Monitor.Domain.Metrics.Matching;

namespace Monitor.Web.Metrics.Services;

/// <summary>What a service must be, in sentences that say what to do instead.</summary>
internal static class ServiceCheck
{
    /// <param name="id">The service that is changed; null for a new one.</param>
    public static async Task<string?> ErrorAsync(MonitorDb db, int? id, ServiceWish wish, CancellationToken cancellationToken)
    {
        if (NameCheck.Clean(wish.Name, Service.NameLength) is not { } name || name.Any(char.IsControl))
        {
            return $"A service's name has 1 to {Service.NameLength} characters on one line.";
        }

        if (!string.IsNullOrWhiteSpace(wish.Matchers) && MatcherList.TryParse(wish.Matchers, out var error) is null)
        {
            return error;
        }

        if (wish.HostIds.Intersect(wish.NeededIds).Any())
        {
            return "A service that runs on a host depends on it anyway. Choose each host once.";
        }

        if (wish.HostIds.Count + wish.NeededIds.Count > Service.MostLinks || wish.CalledIds.Count > Service.MostLinks)
        {
            return $"A service leans on at most {Service.MostLinks} hosts and calls at most {Service.MostLinks} services.";
        }

        if (id is { } self && wish.CalledIds.Contains(self))
        {
            return "A service cannot call itself. Leave it out.";
        }

        var (hosts, called) = (wish.HostIds.Union(wish.NeededIds).ToArray(), wish.CalledIds.Distinct().ToArray());
        return await db.Hosts.CountAsync(h => hosts.Contains(h.Id), cancellationToken) < hosts.Length
            || await db.Services.CountAsync(s => called.Contains(s.Id), cancellationToken) < called.Length
            ? "A host or a service that was chosen is not there any more. Look at the page again." : null;
    }

    public static string Canonical(string? matchers) => string.IsNullOrWhiteSpace(matchers) ? "" : MatcherList.Text(MatcherList.Stored(matchers));
}
