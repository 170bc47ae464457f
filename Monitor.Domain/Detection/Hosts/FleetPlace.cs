namespace Monitor.Domain.Detection.Hosts;

/// <summary>How far a host lies from its peers' median in one metric: usually, in the metric's unit, and by how much it is beyond that now, in robust standard deviations of the peers.</summary>
internal readonly record struct FleetPlace(double Usual, float Distance, int RowsApart, long FirstTicks, long LastTicks)
{
    private const double QuietDistance = 6;
    private const double SensitiveDistance = 4;
    private const int QuietRows = 3;
    private const int SensitiveRows = 2;
    private const double Most = 1e30;
    private static readonly TimeSpan Learning = TimeSpan.FromDays(1);
    private static readonly TimeSpan Memory = TimeSpan.FromDays(1);

    public DateTimeOffset LastSeen => new(LastTicks, TimeSpan.Zero);

    public bool IsApart(DetectionPreset preset) => RowsApart >= (preset == DetectionPreset.Quiet ? QuietRows : SensitiveRows);

    /// <summary>What is usual moves slowly, and by no more than what is not apart: a host that parts is not taken for usual before days have gone.</summary>
    /// <param name="off">Of the value from the peers' median, in the metric's unit.</param>
    /// <param name="scale">One robust standard deviation of the peers, above 0.</param>
    public FleetPlace Next(DateTimeOffset time, double off, double scale, DetectionPreset preset)
    {
        if (FirstTicks == 0)
        {
            return new FleetPlace(off, 0, 0, time.UtcTicks, time.UtcTicks);
        }

        var limit = preset == DetectionPreset.Quiet ? QuietDistance : SensitiveDistance;
        var isLearning = time.UtcTicks - FirstTicks < Learning.Ticks;
        var beyond = off - Usual;
        var distance = Math.Min(Math.Abs(beyond) / scale, Most);
        var weight = 1 - Math.Exp(-(double)Math.Min(time.UtcTicks - LastTicks, Memory.Ticks) / (isLearning ? Memory.Ticks / 8 : Memory.Ticks));
        var step = isLearning ? beyond : Math.Clamp(beyond, -limit / 4 * scale, limit / 4 * scale);
        return new FleetPlace(Usual + (weight * step), (float)distance, !isLearning && distance >= limit ? Math.Min(RowsApart + 1, 1000) : 0, FirstTicks, time.UtcTicks);
    }

    public void Write(BinaryWriter writer)
    {
        writer.Write(Usual);
        writer.Write(Distance);
        writer.Write(RowsApart);
        writer.Write(FirstTicks);
        writer.Write(LastTicks);
    }

    public static FleetPlace Read(BinaryReader reader) => new(reader.ReadDouble(), reader.ReadSingle(), reader.ReadInt32(), Moment(reader.ReadInt64()).UtcTicks, Moment(reader.ReadInt64()).UtcTicks);

    public static DateTimeOffset Moment(long ticks) => ticks >= 0 && ticks <= DateTimeOffset.MaxValue.UtcTicks
        ? new DateTimeOffset(ticks, TimeSpan.Zero)
        : throw new InvalidDataException("A time of the fleet's state is out of range.");
}
