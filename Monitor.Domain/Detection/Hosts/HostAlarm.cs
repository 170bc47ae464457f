namespace Monitor.Domain.Detection.Hosts;

/// <summary>
/// When evidence becomes an alarm: at a row that is unusual enough after one that was on its way there. It goes on until three rows lie clearly below, and another onset is told only when an hour
/// was without any.
/// </summary>
internal readonly record struct HostAlarm(bool IsOn, bool IsOnset, double Before, int Below, long LastOnTicks)
{
    private const double FirstRow = .3;
    private const double Low = .8;
    private const int RowsToEnd = 3;
    private static readonly long Apart = TimeSpan.FromHours(1).Ticks;

    /// <param name="time">Of the row.</param>
    /// <param name="evidence">As a share of what an alarm wants.</param>
    public HostAlarm Next(DateTimeOffset time, double evidence)
    {
        var below = IsOn && evidence < Low ? Below + 1 : 0;
        var isOn = IsOn ? below < RowsToEnd : evidence >= 1 && Before >= FirstRow;
        var isOnset = isOn && !IsOn && (LastOnTicks == 0 || time.UtcTicks - LastOnTicks > Apart);
        return new HostAlarm(isOn, isOnset, evidence, isOn ? below : 0, isOn ? time.UtcTicks : LastOnTicks);
    }

    public void Write(BinaryWriter writer)
    {
        writer.Write(IsOn);
        writer.Write(Before);
        writer.Write(Below);
        writer.Write(LastOnTicks);
    }

    public static HostAlarm Read(BinaryReader reader) => new(reader.ReadBoolean(), false, reader.ReadDouble(), reader.ReadInt32(), reader.ReadInt64());
}
