using Monitor.Domain.Logs;

namespace Monitor.Web.Store;

/// <summary>Which ticks and lines of a batch were new. The first write of a stream and time wins, also between the batches of one group.</summary>
internal sealed class StoredTicks
{
    private StoredTicks(SampleBatch batch, List<TickRow> firsts) => (Batch, New) = (batch, firsts);

    public SampleBatch Batch { get; }

    /// <summary>Not to be changed: where all are new it is the batch's own list.</summary>
    public List<TickRow> New { get; private set; }

    /// <summary>Its lines that were new, with their numbers.</summary>
    public IReadOnlyList<LogLine> NewLogs { get; set; } = [];

    public BatchOutcome Outcome
    {
        get
        {
            var accepted = Samples(New);
            return BatchOutcome.Committed(accepted, ReferenceEquals(New, Batch.Ticks) ? 0 : Samples(Batch.Ticks) - accepted, NewLogs.Count);
        }
    }

    /// <param name="group">In the order in which they came.</param>
    /// <param name="seen">Kept from one group to the next for its memory; empty at first here.</param>
    public static IReadOnlyList<StoredTicks> Of(IReadOnlyList<SampleBatch> group, HashSet<(int StreamId, long Time)> seen)
    {
        seen.Clear();
        var stored = new StoredTicks[group.Count];
        for (var i = 0; i < stored.Length; i++)
        {
            var (batch, firsts) = (group[i], 0);
            foreach (var tick in batch.Ticks)
            {
                firsts += seen.Add((tick.StreamId, tick.Time.UtcTicks)) ? 1 : 0;
            }

            stored[i] = new StoredTicks(batch, firsts == batch.Ticks.Count ? batch.Ticks : Firsts(group, i));
        }

        return stored;
    }

    public void Add(IEnumerable<TickRow> ticks) => New = [.. New, .. ticks];

    public void KeepOnly(Predicate<TickRow> isNew) => New = New.FindAll(isNew);

    private static List<TickRow> Firsts(IReadOnlyList<SampleBatch> group, int place)
    {
        var before = group.Take(place).SelectMany(b => b.Ticks).Select(t => (t.StreamId, t.Time.UtcTicks)).ToHashSet();
        return group[place].Ticks.FindAll(t => before.Add((t.StreamId, t.Time.UtcTicks)));
    }

    private static int Samples(List<TickRow> ticks)
    {
        var samples = 0;
        foreach (var tick in ticks)
        {
            samples += tick.Samples;
        }

        return samples;
    }
}
