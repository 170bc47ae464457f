using Monitor.Domain.Metrics;
using Monitor.Domain.StatusReports;
using Monitor.Tests.RootCause.Packs;

namespace Monitor.Tests.Dashboard.StatusReport;

/// <summary>A status as a report tells it.</summary>
internal static class StatusOf
{
    private static readonly DateTimeOffset Now = PackFactsOf.Onset;

    /// <summary>Everywhere the same text, also where only the program writes.</summary>
    public static StatusFacts Text(string text, int? hostId) => new()
    {
        Subject = text, HostId = hostId, MadeAt = Now, From = Now - StatusFacts.Window, LeftOut = [text],
        Resources = new StatusResources(2, 1, StatusUse.None, [new StatusCount(text, 2)], [new StatusHost(7, text, text, text, text, Now, StatusUse.None)]),
        Forecasts = new StatusForecasts(
            [new StatusSeries(1, text, MetricUnit.Percent, [new StatusHorizon("60m", text, false, TimeSpan.FromMinutes(5), text)])], 1,
            new StatusList<StatusFull>([new StatusFull(text, text, Now, Now, null, text, text)], 1), new StatusList<StatusCrossing>([new StatusCrossing(7, text, text, "rule", false, .5, Now, Now, Now)], 3)),
        Predicted = new StatusList<StatusPrediction>([new StatusPrediction(7, text, text, text, .7, Now, Now, null, Now, 3)], 2),
        Tickets = new StatusTickets(2, [new StatusCount(text, 2)], new StatusList<StatusTicket>([new StatusTicket(3, text, text, text, text, text, Now)], 1)),
        Causes = new StatusCauses(new StatusList<StatusCause>([new StatusCause(Now, 3, 7, text, text, text, .8, false, text)], 1), 1),
        Efficiency = new StatusEfficiency(
            Now, 62, 58, text, text, [new StatusPart(text, 1, 2, .3, .4, text)], [new StatusIndex(7, text, 30, text)], new StatusList<StatusSize>([new StatusSize(7, text, text, 20, "EUR")], 1), [new StatusMoney(20, "EUR")]),
        Grades = new StatusGrades(1200, .81, .34, 12, 9, 1, 5, 4),
    };

    public static StatusFacts Host { get; } = new()
    {
        Subject = "host web-3", HostId = 7, MadeAt = Now, From = Now - StatusFacts.Window,
        Resources = new StatusResources(1, 0, new StatusUse(40, 50.5, 60, 1000, 2000, 3000, 4000), [], [new StatusHost(7, "web-3", "Web", "Warning", "CPU is high", Now, StatusUse.None)]),
        Forecasts = new StatusForecasts(
            [
                Series(1, "CPU usage", new StatusHorizon("60m", "60 min", false, TimeSpan.FromMinutes(5), "") { At = Now.AddHours(1), Value = 41, Low80 = 35, High80 = 47, Low95 = 30, High95 = 52, Sureness = "fairly sure" }),
                Series(2, "Memory usage", new StatusHorizon("60m", "60 min", false, TimeSpan.FromMinutes(5), "learning")),
            ], 0, new StatusList<StatusFull>([new StatusFull("Disk usage of /", "100 %", Now.AddDays(2), Now.AddDays(3), Now.AddDays(5), "5 %", "grows day by day")], 0), new StatusList<StatusCrossing>([], 0)),
        Predicted = new StatusList<StatusPrediction>([new StatusPrediction(7, "web-3", "CPU usage is expected to exceed 90 %", "Warning", .85, Now.AddHours(1), Now.AddHours(2), null, Now, null)], 0),
        Tickets = new StatusTickets(32, [new StatusCount("Urgent", 2), new StatusCount("Low", 30)], new StatusList<StatusTicket>([new StatusTicket(3, "It is slow", "Urgent", "New", "web-3", "", Now)], 31)),
        Causes = new StatusCauses(new StatusList<StatusCause>([new StatusCause(Now.AddDays(-1), 3, 7, "web-3", "CPU usage 97 %", "process ffmpeg", .82, true, "right")], 0), 2),
        Efficiency = new StatusEfficiency(
            Now, 62.4, 58.1, "high", "62: CPU is idle at night", [new StatusPart("CPU", 50, 12, .4, 0, "idle"), new StatusPart("Network", null, null, null, null, "not known")], [],
            new StatusList<StatusSize>([new StatusSize(7, "web-3", "2 instead of 4 vCPUs are safe", 30, "EUR")], 0), [new StatusMoney(30, "EUR")]),
        Grades = new StatusGrades(1200, .81, .34, 12, 9, 1, 5, 4),
    };

    private static StatusSeries Series(int id, string title, StatusHorizon horizon) => new(id, title, MetricUnit.Percent, [horizon]) { Now = 40 };
}
