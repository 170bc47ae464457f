namespace Monitor.Domain.Detection.Hygiene;

/// <summary>
/// So many alarms a host may raise on a day (UTC); those beyond are held back, and counted so that they can be shown. A critical alarm is never held back, and uses up the budget
/// as the others do. A value: <see cref="Ask"/> gives the answer and the budget as it is then.
/// </summary>
/// <param name="PerDay">How many alarms a day are told.</param>
/// <param name="Day">The day that is counted.</param>
/// <param name="Told">Of that day.</param>
/// <param name="HeldBack">Of that day.</param>
public readonly record struct AlarmBudget(int PerDay, DateOnly Day = default, int Told = 0, int HeldBack = 0)
{
    /// <summary>Whether an alarm of this time may be told. An alarm of an earlier day counts towards the day that is being counted.</summary>
    public (bool MayTell, AlarmBudget After) Ask(DateTimeOffset time, bool isCritical = false)
    {
        var day = DateOnly.FromDateTime(time.UtcDateTime);
        var now = day > Day ? this with { Day = day, Told = 0, HeldBack = 0 } : this;
        return isCritical || now.Told < PerDay ? (true, now with { Told = now.Told + 1 }) : (false, now with { HeldBack = now.HeldBack + 1 });
    }
}
