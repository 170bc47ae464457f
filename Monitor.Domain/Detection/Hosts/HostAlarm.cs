namespace Monitor.Domain.Detection.Hosts;

/// <summary>
/// When evidence becomes an alarm: at a row that is unusual enough after one that was on its way there. It goes on until three rows lie clearly below. What begins within an hour of the last
/// onset is told when that hour is over, should it go on.
/// </summary>
internal readonly record struct HostAlarm(bool IsOn, bool IsOnset, bool IsTold, double Before, int Below, long LastOnsetTicks)
{
    private const double FirstRow = .3;
    private const double Low = .8;
    private const int RowsToEnd = 3;
    private static readonly long Apart = TimeSpan.FromHours(1).Ticks;

    /// <param name="time">Of the row.</param>
    /// <param name="evidence">As a share of what an alarm wants.</param>
    /// <param name="afterHole">Whether rows are missing before this one: none stands before it then.</param>
    public HostAlarm Next(DateTimeOffset time, double evidence, bool afterHole)
    {
        var (before, lowBefore) = afterHole ? (0, 0) : (Before, Below);
        var below = IsOn && evidence < Low ? lowBefore + 1 : 0;
        var isOn = IsOn ? below < RowsToEnd : evidence >= 1 && before >= FirstRow;
        var isOnset = isOn && !(IsOn && IsTold) && evidence >= 1 && (LastOnsetTicks == 0 || time.UtcTicks - LastOnsetTicks > Apart);
        return new HostAlarm(isOn, isOnset, isOn && (IsTold || isOnset), evidence, isOn ? below : 0, isOnset ? time.UtcTicks : LastOnsetTicks);
    }

    public void Write(BinaryWriter writer)
    {
        writer.Write(IsOn);
        writer.Write(IsTold);
        writer.Write(Before);
        writer.Write(Below);
        writer.Write(LastOnsetTicks);
    }

    public static HostAlarm Read(BinaryReader reader) => new(reader.ReadBoolean(), false, reader.ReadBoolean(), reader.ReadDouble(), reader.ReadInt32(), reader.ReadInt64());
}
