namespace Monitor.Web.Store.Sizes;

/// <summary>A partition and what it takes on disk with its indexes and what lies aside.</summary>
/// <param name="HeapBytes">Its rows alone.</param>
/// <param name="Inserted">Rows that were ever put into it, by the database's statistics: a new row may find room without another page.</param>
/// <param name="RowsPerPage">As the database's statistics have it; null before they know.</param>
internal sealed record PartitionSize(string Table, string Name, DateTimeOffset Start, long Bytes, long HeapBytes, long Inserted, double? RowsPerPage);

/// <summary>What is in a partition, read from the small columns of its rows.</summary>
/// <param name="Values">Samples of chunks, columns of roll-ups.</param>
/// <param name="Ticks">0 for roll-ups.</param>
internal sealed record PartitionFacts(long Rows, long Values, long Ticks, DateTimeOffset? First, DateTimeOffset? Last);
