namespace Monitor.Web.Store;

/// <summary>Which ticks of a batch were new. The first write of a stream and time wins, also between the batches of one group.</summary>
internal sealed class StoredTicks
{
    private StoredTicks(SampleBatch batch, List<TickRow> firsts) => (Batch, New) = (batch, firsts);

    public SampleBatch Batch { get; }

    public List<TickRow> New { get; }

    public BatchOutcome Outcome
    {
        get
        {
            var accepted = New.Sum(t => t.Samples);
            return new BatchOutcome(BatchStatus.Committed, accepted, Batch.Ticks.Sum(t => t.Samples) - accepted);
        }
    }

    public static IReadOnlyList<StoredTicks> Of(IReadOnlyList<SampleBatch> group)
    {
        var seen = new HashSet<(int, DateTimeOffset)>();
        return [.. group.Select(b => new StoredTicks(b, [.. b.Ticks.Where(t => seen.Add((t.StreamId, t.Time)))]))];
    }

    public void KeepOnly(Predicate<TickRow> isNew) => New.RemoveAll(t => !isNew(t));
}
