using Monitor.Domain.Problems.Why;

namespace Monitor.Web.Problems.Why;

/// <summary>The causes as badges.</summary>
internal static class WhyWords
{
    public static string Title(WhyCause cause) => cause switch
    {
        WhyCause.Told => "Told",
        WhyCause.FirstDay => "First day of the host",
        WhyCause.Dependency => "Behind a host that was down",
        WhyCause.Done => "Ticket was called done",
        WhyCause.Joined => "Joined a ticket",
        WhyCause.DurationNotOver => "Not for long enough",
        WhyCause.SeenLate => "Came too late",
        WhyCause.RuleOff => "Rule switched off",
        WhyCause.NoTrace => "No trace",
        WhyCause.NoData => "No data",
        WhyCause.BelowLimit => "Within the limits",
        _ => cause.ToString(),
    };

    public static string Kind(WhyCause cause) => cause switch
    {
        WhyCause.Told => "info",
        WhyCause.BelowLimit => "good",
        WhyCause.NoTrace or WhyCause.NoData or WhyCause.RuleOff => "unknown",
        _ => "maintenance",
    };
}
