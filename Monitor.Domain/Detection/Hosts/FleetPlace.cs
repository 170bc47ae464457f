namespace Monitor.Domain.Detection.Hosts;

/// <summary>
/// How far a host lies from its peers' median in one metric: usually, and how much that wavers, in the metric's unit; and by how much it is beyond that now, in units of <see cref="Unit"/>.
/// </summary>
internal readonly record struct FleetPlace(double Usual, float Wavers, float Distance, int RowsApart, long FirstTicks, long LastTicks)
{
    private const double QuietDistance = 6;
    private const double SensitiveDistance = 4;
    private const int QuietRows = 3;
    private const int SensitiveRows = 2;
    private const int MostRows = 1000;
    private const double Most = 1e30;

    /// <summary>So many rows without a difference end one, and so many missing rows as well.</summary>
    public const int RowsToEnd = 3;

    /// <summary>The standard deviation of a normal distribution beside its mean deviation.</summary>
    private const double Deviations = 1.2533;
    private static readonly TimeSpan Learning = TimeSpan.FromDays(1);
    private static readonly TimeSpan Memory = TimeSpan.FromDays(1);

    public DateTimeOffset LastSeen => new(LastTicks, TimeSpan.Zero);

    public bool IsApart(DetectionPreset preset) => RowsApart >= RowsNeeded(preset);

    public static int RowsNeeded(DetectionPreset preset) => preset == DetectionPreset.Quiet ? QuietRows : SensitiveRows;

    public static double Limit(DetectionPreset preset) => preset == DetectionPreset.Quiet ? QuietDistance : SensitiveDistance;

    /// <summary>What a distance is measured in: the peers' spread, or how much this host wavers beside them where that is more.</summary>
    /// <param name="scale">One robust standard deviation of the peers, above 0.</param>
    public double Unit(double scale) => Math.Max(scale, Deviations * Wavers);

    /// <summary>
    /// What is usual moves slowly, and by no more than what is not apart: a host that parts is not taken for usual before days have gone. Rows on the way there are in a row: a missing one begins
    /// them anew. Who is apart already stays it over a hole that is shorter than what ends it.
    /// </summary>
    /// <param name="off">Of the value from the peers' median, in the metric's unit.</param>
    /// <param name="scale">One robust standard deviation of the peers, above 0.</param>
    /// <param name="step">From row to row.</param>
    public FleetPlace Next(DateTimeOffset time, double off, double scale, TimeSpan step, DetectionPreset preset)
    {
        if (FirstTicks == 0)
        {
            return new FleetPlace(off, 0, 0, 0, time.UtcTicks, time.UtcTicks);
        }

        var (limit, unit) = (Limit(preset), Unit(scale));
        var isLearning = time.UtcTicks - FirstTicks < Learning.Ticks;
        var beyond = off - Usual;
        var distance = Math.Min(Math.Abs(beyond) / unit, Most);
        var weight = 1 - Math.Exp(-(double)Math.Min(time.UtcTicks - LastTicks, Memory.Ticks) / (isLearning ? Memory.Ticks / 8 : Memory.Ticks));
        var move = isLearning ? beyond : Math.Clamp(beyond, -limit / 4 * unit, limit / 4 * unit);
        var wavers = Wavers + (weight * (Math.Min(Math.Abs(move), float.MaxValue) - Wavers));
        var apart = !isLearning && distance >= limit ? Math.Min(RowsBefore(time, step, preset) + 1, MostRows) : 0;
        return new FleetPlace(Usual + (weight * move), (float)wavers, (float)distance, apart, FirstTicks, time.UtcTicks);
    }

    private int RowsBefore(DateTimeOffset time, TimeSpan step, DetectionPreset preset)
    {
        var since = time.UtcTicks - LastTicks;
        return since <= step.Ticks || (IsApart(preset) && since < RowsToEnd * step.Ticks) ? RowsApart : 0;
    }

    public void Write(BinaryWriter writer)
    {
        writer.Write(Usual);
        writer.Write(Wavers);
        writer.Write(Distance);
        writer.Write(RowsApart);
        writer.Write(FirstTicks);
        writer.Write(LastTicks);
    }

    public static FleetPlace Read(BinaryReader reader) => new(reader.ReadDouble(), reader.ReadSingle(), reader.ReadSingle(), reader.ReadInt32(), Moment(reader.ReadInt64()).UtcTicks, Moment(reader.ReadInt64()).UtcTicks);

    public static DateTimeOffset Moment(long ticks) => ticks >= 0 && ticks <= DateTimeOffset.MaxValue.UtcTicks
        ? new DateTimeOffset(ticks, TimeSpan.Zero)
        : throw new InvalidDataException("A time of the fleet's state is out of range.");
}
