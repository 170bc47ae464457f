namespace Monitor.Domain.Detection.Hosts;

/// <summary>
/// What each metric is at each time of day, by slots of 5 minutes: the expectation is the middle of five neighbouring slots. A slot moves towards what came by a seventh a
/// day, and by no more than that share of one and a half spreads: an outlier hardly shifts it, and a new habit is learned within days.
/// </summary>
internal sealed class SlotProfile(int metrics, float[] levels)
{
    public const int Slots = 288;
    private const double PerDay = .15;
    private const double MostSpreads = 1.5;
    private const int Around = 2;
    private static readonly TimeSpan Slot = TimeSpan.FromMinutes(5);

    public float[] Levels => levels;

    public static SlotProfile Empty(int metrics)
    {
        var levels = new float[Slots * metrics];
        Array.Fill(levels, float.NaN);
        return new SlotProfile(metrics, levels);
    }

    public static int SlotOf(DateTimeOffset time) => (int)(time.UtcTicks % TimeSpan.TicksPerDay / Slot.Ticks);

    public SlotProfile Copy() => new(metrics, (float[])levels.Clone());

    /// <summary>In units of the metric's range from its middle; NaN where nothing is known around that time of day.</summary>
    public double Expect(int slot, int metric)
    {
        Span<float> near = stackalloc float[(2 * Around) + 1];
        var count = 0;
        for (var off = -Around; off <= Around; off++)
        {
            var level = levels[((slot + off + Slots) % Slots * metrics) + metric];
            if (!float.IsNaN(level))
            {
                near[count++] = level;
            }
        }

        if (count == 0)
        {
            return double.NaN;
        }

        near = near[..count];
        near.Sort();
        return count % 2 == 1 ? near[count / 2] : (near[(count / 2) - 1] + near[count / 2]) / 2;
    }

    /// <summary>Takes a value into its slot, in units of the range as above; the spread likewise.</summary>
    public void Learn(int slot, int metric, double value, double spread, double rowsInSlot)
    {
        ref var level = ref levels[(slot * metrics) + metric];
        level = float.IsNaN(level)
            ? (float)value
            : (float)(level + (PerDay / rowsInSlot * Math.Clamp(value - level, -MostSpreads * spread, MostSpreads * spread)));
    }

    public void Write(BinaryWriter writer) => Floats.Write(writer, levels);

    public static SlotProfile Read(BinaryReader reader, int metrics) => new(metrics, Floats.Read(reader, Slots * metrics));
}
