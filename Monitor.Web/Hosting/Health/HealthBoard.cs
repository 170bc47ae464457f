using System.Collections.Concurrent;

namespace Monitor.Web.Hosting;

/// <summary>What of the product is in trouble right now, in words. Read by /health/ready and by the admin pages.</summary>
public sealed class HealthBoard(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, Trouble> _troubles = new(StringComparer.Ordinal);

    public sealed record Trouble(string Where, string Reason, DateTimeOffset Since);

    public IReadOnlyList<Trouble> Troubles => [.. _troubles.Values.OrderBy(t => t.Where, StringComparer.Ordinal)];

    public void Degraded(string part, string reason) =>
        _troubles.AddOrUpdate(part, new Trouble(part, reason, time.GetUtcNow()), (_, old) => old with { Reason = reason });

    public void Good(string part) => _troubles.TryRemove(part, out _);
}
