using Npgsql;

namespace Monitor.Web.Store;

/// <summary>
/// The ticks of a group whose hour is closed. They go to a table of their own, where they wait until sealing merges them into what their hour has already.
/// </summary>
internal sealed class LateTicks
{
    private static readonly TickInsert Insert = new("late_ticks");
    private readonly List<(StoredTicks Batch, TickRow Tick)> _ticks = [];

    private LateTicks()
    {
    }

    /// <summary>Takes them out of the group; <see cref="StoreAsync"/> puts those back that were new.</summary>
    public static LateTicks TakeFrom(IReadOnlyList<StoredTicks> stored, DateTimeOffset closedBefore)
    {
        var late = new LateTicks();
        foreach (var batch in stored)
        {
            var before = late._ticks.Count;
            foreach (var tick in batch.New)
            {
                if (tick.Time < closedBefore)
                {
                    late._ticks.Add((batch, tick));
                }
            }

            if (late._ticks.Count > before)
            {
                batch.KeepOnly(t => t.Time >= closedBefore);
            }
        }

        return late;
    }

    public async Task StoreAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var isNew = await Insert.AddAsync(connection, _ticks.ConvertAll(t => t.Tick), cancellationToken);
        foreach (var batch in _ticks.Where(t => isNew(t.Tick)).GroupBy(t => t.Batch))
        {
            batch.Key.Add(batch.Select(t => t.Tick));
        }
    }
}
