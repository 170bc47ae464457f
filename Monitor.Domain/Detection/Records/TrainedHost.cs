namespace Monitor.Domain.Detection;

/// <summary>The model of a host's metrics together and where its detector stands.</summary>
public sealed class TrainedHost
{
    public int HostId { get; set; }

    public DateTimeOffset TrainedAt { get; set; }

    public DateTimeOffset HistoryFrom { get; set; }

    public DateTimeOffset HistoryTo { get; set; }

    /// <summary>The series that are the model's columns, in their order.</summary>
    public required int[] SeriesIds { get; set; }

    public required byte[] Model { get; set; }

    /// <summary>Of the streaming part; null before its first row.</summary>
    public byte[]? State { get; set; }

    /// <summary>The end of the last row that is in the state.</summary>
    public DateTimeOffset? Through { get; set; }
}
