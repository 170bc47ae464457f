using Monitor.Domain.Logs;
using Monitor.Web.Hosting;

namespace Monitor.Web.Store.Logs;

/// <summary>Which sources are kept as security and audit, from <c>log_sources</c>: asked again each minute, because people and other servers change it, and for sources that are new.</summary>
public sealed class LogRetentions(Databases databases, TimeProvider time)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);
    private Dictionary<int, LogRetention> _known = [];
    private DateTimeOffset _askedAt = DateTimeOffset.MinValue;

    /// <summary>Makes sure that these are known. One call at a time.</summary>
    public async Task LearnAsync(IReadOnlyCollection<int> sourceIds, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (_askedAt < now - Fresh || _askedAt > now)
        {
            (_known, _askedAt) = ([], now);
        }

        int[] unknown = [.. sourceIds.Where(id => !_known.ContainsKey(id))];
        if (unknown.Length == 0)
        {
            return;
        }

        await using var command = databases.Ingest.CreateCommand("SELECT id FROM log_sources WHERE id = ANY($1) AND retention = 'Security'");
        command.Parameters.AddWithValue(unknown);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        foreach (var id in unknown)
        {
            _known[id] = LogRetention.Plain;
        }

        while (await reader.ReadAsync(cancellationToken))
        {
            _known[reader.GetInt32(0)] = LogRetention.Security;
        }
    }

    public LogRetention Of(int sourceId) => _known[sourceId];
}
