namespace Monitor.Domain.Efficiency;

/// <summary>The index of a host over a window, out of its days of use.</summary>
public static class ReiOfDays
{
    /// <param name="dayOf">The day of a date (UTC), null where nothing is known of it.</param>
    /// <param name="end">The end of the window, a whole hour.</param>
    /// <returns>Null where nothing is known in the window.</returns>
    public static ReiReading? Read(EfficiencySettings settings, Func<DateOnly, DayUse?> dayOf, DateTimeOffset end, ReiWindow window)
    {
        var meter = new ReiMeter(settings);
        Each(dayOf, end.AddHours(-window.Hours()), end, (hour, uses) => meter.Add(hour, uses));
        return meter.Read();
    }

    /// <summary>What CPU and memory had to bear, hour by hour, in percent; not a number where not known.</summary>
    public static (List<double> Cpu, List<double> Memory) Pressures(Func<DateOnly, DayUse?> dayOf, DateTimeOffset from, DateTimeOffset to)
    {
        var (cpu, memory) = (new List<double>(), new List<double>());
        Each(dayOf, from, to, (_, uses) =>
        {
            cpu.Add(uses[(int)ResourceKind.Cpu].Pressure);
            memory.Add(uses[(int)ResourceKind.Memory].Pressure);
        });
        return (cpu, memory);
    }

    /// <summary>Every hour from one moment to another, known or not.</summary>
    public static void Each(Func<DateOnly, DayUse?> dayOf, DateTimeOffset from, DateTimeOffset to, HourOfUse take)
    {
        Span<HourUse> uses = stackalloc HourUse[Resources.Count];
        var (date, day) = (DateOnly.MinValue, (DayUse?)null);
        for (var hour = from; hour < to; hour = hour.AddHours(1))
        {
            if (DateOnly.FromDateTime(hour.UtcDateTime) is var its && its != date)
            {
                (date, day) = (its, dayOf(its));
            }

            for (var r = 0; r < uses.Length; r++)
            {
                uses[r] = day?[hour.UtcDateTime.Hour, (ResourceKind)r] ?? HourUse.Unknown;
            }

            take(hour, uses);
        }
    }
}

/// <summary>One hour, and by resource what was used in it.</summary>
public delegate void HourOfUse(DateTimeOffset hour, ReadOnlySpan<HourUse> uses);
