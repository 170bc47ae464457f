namespace Monitor.Domain.Detection.Hosts;

/// <summary>What a <see cref="HostModel"/> is made of.</summary>
/// <param name="MetricTails">Per metric one table for each window of <see cref="RowSignals"/>.</param>
/// <param name="Tails">Of the host's opinions, in the order of <see cref="HostOpinions"/>.</param>
/// <param name="Recent">As it stands at the end of the history.</param>
internal sealed record HostParts(
    TimeSpan Step, MetricScale[] Scales, SlotProfile Profile, TailTable[] MetricTails, Subspace Subspace, NormalRows Rows, TailTable[] Tails, OutsideRise Recent)
{
    private const byte Version = 3;

    /// <summary>The same without what has risen in the last hours: until it is trained anew, only what is unusual for longer is told.</summary>
    private const byte BeforeRise = 2;

    /// <summary>The same without trends, too.</summary>
    private const byte First = 1;

    public int Metrics => Scales.Length;

    public void Write(BinaryWriter writer)
    {
        writer.Write(Version);
        writer.Write(Step.Ticks);
        writer.Write(Metrics);
        Array.ForEach(Scales, scale => scale.Write(writer));
        Profile.Write(writer);
        Array.ForEach(MetricTails, table => table.Write(writer));
        Subspace.Write(writer);
        Rows.Write(writer);
        Array.ForEach(Tails, table => table.Write(writer));
        Recent.Write(writer);
    }

    public static HostParts Read(BinaryReader reader)
    {
        var version = reader.ReadByte();
        if (version is not (First or BeforeRise or Version))
        {
            throw new InvalidDataException("The host model is of another version: train it anew.");
        }

        var (step, metrics) = (reader.ReadInt64(), reader.ReadInt32());
        if (step is <= 0 or > TimeSpan.TicksPerDay || metrics is < 1 or > HostModel.MostMetrics)
        {
            throw new InvalidDataException("The host model says that it has no such step or so many metrics: train it anew.");
        }

        var hasRise = version == Version;
        return new HostParts(
            new TimeSpan(step),
            Many(metrics, () => MetricScale.Read(reader, hasTrend: version != First)),
            SlotProfile.Read(reader, metrics),
            Many(metrics * RowSignals.Windows.Length, () => TailTable.Read(reader)),
            Subspace.Read(reader, metrics),
            NormalRows.Read(reader, NormalRows.WidthOf(2 * metrics)),
            hasRise ? Many(HostOpinions.Count, () => TailTable.Read(reader)) : [.. Many(HostOpinions.Count - 1, () => TailTable.Read(reader)), TailTable.Of([])],
            hasRise ? OutsideRise.Read(reader, new TimeSpan(step)) : new OutsideRise(new TimeSpan(step)));
    }

    private static T[] Many<T>(int count, Func<T> read)
    {
        var many = new T[count];
        for (var i = 0; i < count; i++)
        {
            many[i] = read();
        }

        return many;
    }
}
