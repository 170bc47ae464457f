namespace Monitor.Domain.Detection;

/// <summary>How the hosts of a group usually lie beside each other, as of one of their rows.</summary>
public sealed class PeerGroup
{
    public int GroupId { get; set; }

    /// <summary>The detector's own form, with its version; null before the first row, and where it begins anew.</summary>
    public byte[]? State { get; set; }

    /// <summary>The end of the last row that is in the state.</summary>
    public DateTimeOffset? Through { get; set; }
}
