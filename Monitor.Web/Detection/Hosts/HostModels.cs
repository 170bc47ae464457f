using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Detection.Hosts;

namespace Monitor.Web.Detection.Hosts;

/// <summary>The models of hosts, in memory up to a bound: what does not fit is read for each row. A model that was trained anew takes the place of the old one.</summary>
public sealed class HostModels
{
    private const long MostBytes = 64L << 20;

    private readonly ConcurrentDictionary<int, CachedModel> _kept = new();
    private long _bytes;

    private sealed record CachedModel(DateTimeOffset TrainedAt, int Bytes, HostModel Model);

    /// <summary>The model of a host as it was trained at that time. Throws <see cref="InvalidDataException"/> for one that cannot be read.</summary>
    internal async Task<HostModel> OfAsync(MonitorDb db, int hostId, DateTimeOffset trainedAt, CancellationToken cancellationToken)
    {
        if (_kept.TryGetValue(hostId, out var kept) && kept.TrainedAt == trainedAt)
        {
            return kept.Model;
        }

        var bytes = await db.DetectorHosts.AsNoTracking().Where(h => h.HostId == hostId).Select(h => h.Model).SingleAsync(cancellationToken);
        var model = HostModel.FromBytes(bytes);
        if (_kept.TryRemove(hostId, out var old))
        {
            Interlocked.Add(ref _bytes, -old.Bytes);
        }

        if (Interlocked.Add(ref _bytes, bytes.Length) > MostBytes || !_kept.TryAdd(hostId, new CachedModel(trainedAt, bytes.Length, model)))
        {
            Interlocked.Add(ref _bytes, -bytes.Length);
        }

        return model;
    }
}
