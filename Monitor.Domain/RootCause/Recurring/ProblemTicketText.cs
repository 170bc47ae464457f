using System.Globalization;
using System.Text;
using Monitor.Domain.Metrics;

namespace Monitor.Domain.RootCause.Recurring;

/// <summary>What the ticket about a group of recurring problems says.</summary>
public static class ProblemTicketText
{
    private const int MostHosts = 20;

    public static string Title(RecurringProblem group, int most)
    {
        var where = group.Hosts.Count == 1 ? group.Hosts[0].Name : $"{group.Hosts.Count} hosts";
        var what = group.By == RecurringBy.Cause ? $"Recurring on {where}: {CauseNames.Of(group.Key, id => group.Hosts.FirstOrDefault(h => h.Id == id)?.Name)}" : $"Recurring on {where}: {group.Summary}";
        return what.Length <= most ? what : what[..(most - 1)] + "…";
    }

    public static string Description(RecurringProblem group)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"This came {group.Count} times in {RecurringProblems.Looked.TotalDays:0} days and lasted {ValueText.Duration(group.Lost)} in all: ");
        text.Append(CultureInfo.InvariantCulture, $"{group.Recent} times in the last {RecurringProblems.Period.TotalDays:0} days, {group.Earlier} times in the {RecurringProblems.Period.TotalDays:0} before. ");
        text.Append(CultureInfo.InvariantCulture, $"The last one: {group.Summary}.\n\n");
        text.Append(CultureInfo.InvariantCulture, $"Hosts: {string.Join(", ", group.Hosts.Take(MostHosts).Select(h => h.Name))}");
        text.Append(group.Hosts.Count > MostHosts ? string.Create(CultureInfo.InvariantCulture, $" and {group.Hosts.Count - MostHosts} more.") : ".");
        text.Append("\n\nFind what causes it once, instead of ending it each time. The single tickets are linked.");
        return text.ToString();
    }

    /// <summary>The trend in words: "3 more than in the 30 days before".</summary>
    public static string Trend(RecurringProblem group) => (group.Recent - group.Earlier) switch
    {
        0 => "as often as in the 30 days before",
        > 0 and var more => $"{more} more than in the 30 days before",
        var less => $"{-less} fewer than in the 30 days before",
    };
}
