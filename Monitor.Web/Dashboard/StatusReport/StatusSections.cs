using Monitor.Domain.Access;

namespace Monitor.Web.Dashboard.StatusReport;

/// <summary>Which sections a reader may read.</summary>
internal sealed record StatusSections(bool Forecasts, bool Predicted, bool Tickets, bool Causes, bool Efficiency)
{
    /// <summary>In words, those that are left out.</summary>
    public IReadOnlyList<string> LeftOut
    {
        get
        {
            (bool May, string Words)[] all = [(Forecasts, "forecasts"), (Predicted, "predicted problems"), (Tickets, "tickets"), (Causes, "root causes"), (Efficiency, "efficiency")];
            return [.. all.Where(s => !s.May).Select(s => s.Words)];
        }
    }

    public static StatusSections Of(Func<string, bool> may) => new(
        may(Permissions.ForecastsRead), may(Permissions.ForecastsRead) && may(Permissions.ProblemsRead), may(Permissions.TicketsRead), may(Permissions.TicketsRead) && may(Permissions.ProblemsRead),
        may(Permissions.EfficiencyRead));
}
