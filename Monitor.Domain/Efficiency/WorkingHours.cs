namespace Monitor.Domain.Efficiency;

/// <summary>When a host is there to be used: hours outside do not count. Days are bits, Monday is 1; hours are those of the zone, the end left out.</summary>
public sealed record WorkingHours(int Days, int From, int To, string Zone)
{
    public const int EveryDay = 127;

    private static readonly TimeSpan NightEnds = TimeSpan.FromHours(6);

    private TimeZoneInfo? _zone;

    public static WorkingHours Always { get; } = new(EveryDay, 0, 24, "UTC");

    public bool IsValid => Days is > 0 and <= EveryDay && From >= 0 && To <= 24 && From < To && Zone is { Length: > 0 } && TimeZoneInfo.TryFindSystemTimeZoneById(Zone, out _);

    public bool IsAlways => Days == EveryDay && From == 0 && To == 24;

    /// <summary>Whether the hour that begins then counts.</summary>
    public bool Contains(DateTimeOffset hour)
    {
        if (IsAlways)
        {
            return true;
        }

        var local = Local(hour);
        return (Days >> (((int)local.DayOfWeek + 6) % 7) & 1) == 1 && local.Hour >= From && local.Hour < To;
    }

    /// <summary>From 22 to 6 o'clock.</summary>
    public bool IsNight(DateTimeOffset hour) => Local(hour).TimeOfDay is var time && (time < NightEnds || time.Hours >= 22);

    private DateTimeOffset Local(DateTimeOffset hour)
    {
        _zone ??= TimeZoneInfo.TryFindSystemTimeZoneById(Zone, out var zone) ? zone : TimeZoneInfo.Utc;
        return TimeZoneInfo.ConvertTime(hour, _zone);
    }

    public bool Equals(WorkingHours? other) => other is not null && (Days, From, To, Zone) == (other.Days, other.From, other.To, other.Zone);

    public override int GetHashCode() => HashCode.Combine(Days, From, To, Zone);
}
