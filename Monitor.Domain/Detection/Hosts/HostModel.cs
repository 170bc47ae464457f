namespace Monitor.Domain.Detection.Hosts;

/// <summary>
/// What is normal of one host, learned from its history: the scale of each metric, what it is at each time of day, how its metrics move together, rows of the past
/// to compare with, and how unusual each of these opinions was in that past. Does not change. Packed it takes at most 192 KiB of rows, 2 KiB a metric, four bytes for each of
/// at most metrics x metrics figures of the components, and half a KiB: under 300 KB for 40 metrics.
/// </summary>
public sealed class HostModel
{
    /// <summary>A host of more metrics is given a choice of them.</summary>
    public const int MostMetrics = 128;

    /// <summary>A shorter history is learned from no further: four days, of which two give the first expectations and the others what is usual beside them.</summary>
    public static readonly TimeSpan LeastHistory = TimeSpan.FromDays(4);

    internal HostModel(HostParts parts) => Parts = parts;

    internal HostParts Parts { get; }

    public int Metrics => Parts.Metrics;

    /// <summary>
    /// Learns from a history, all of it up to now; null where it is shorter than <see cref="LeastHistory"/> or half of its rows are empty: the host is still
    /// learning. An <see cref="ArgumentException"/> for more metrics than a model takes.
    /// </summary>
    public static HostModel? Train(HostHistory history) => HostTraining.Run(history) is { } parts ? new HostModel(parts) : null;

    public byte[] ToBytes()
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        Parts.Write(writer);
        writer.Flush();
        return bytes.ToArray();
    }

    /// <summary>An <see cref="InvalidDataException"/> for bytes of another version and such as are broken.</summary>
    public static HostModel FromBytes(byte[] bytes)
    {
        using var reader = new BinaryReader(new MemoryStream(bytes));
        try
        {
            return new HostModel(HostParts.Read(reader));
        }
        catch (EndOfStreamException e)
        {
            throw new InvalidDataException("The host model ends early: train it anew.", e);
        }
    }
}
