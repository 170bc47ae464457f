using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Logs;

namespace Monitor.Web.Logs.Desk;

/// <summary>What a source is called, and how its lines come in.</summary>
public sealed record NamedLogSource(int Id, LogSourceKind Kind, string Name);

/// <summary>The names of sources by their numbers, which never change: read once.</summary>
public sealed class LogSourceNames(IDbContextFactory<MonitorDb> contexts)
{
    private const int Most = 50_000;

    private readonly ConcurrentDictionary<int, NamedLogSource> _names = new();

    public async Task<IReadOnlyDictionary<int, NamedLogSource>> ReadAsync(IEnumerable<int> ids, CancellationToken cancellationToken)
    {
        int[] wanted = [.. ids.Distinct()];
        int[] unknown = [.. wanted.Where(id => !_names.ContainsKey(id))];
        var found = wanted.Except(unknown).Select(id => _names.GetValueOrDefault(id)).OfType<NamedLogSource>().ToDictionary(n => n.Id);
        if (unknown.Length > 0)
        {
            await using var db = await contexts.CreateDbContextAsync(cancellationToken);
            if (_names.Count > Most)
            {
                _names.Clear();
            }

            foreach (var name in await db.LogSources.AsNoTracking().Where(s => unknown.Contains(s.Id)).Select(s => new NamedLogSource(s.Id, s.Kind, s.Name)).ToListAsync(cancellationToken))
            {
                found[name.Id] = _names[name.Id] = name;
            }
        }

        foreach (var id in wanted.Where(id => !found.ContainsKey(id)))
        {
            // Its host was deleted meanwhile.
            found[id] = new NamedLogSource(id, LogSourceKind.Api, "–");
        }

        return found;
    }
}
