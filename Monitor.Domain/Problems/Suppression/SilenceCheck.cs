using Monitor.Domain.Metrics.Matching;

namespace Monitor.Domain.Problems.Suppression;

/// <summary>What makes a silence or a maintenance window invalid, as sentences that say what to do next; empty: nothing.</summary>
public static class SilenceCheck
{
    public static IReadOnlyList<string> Errors(string? matchers, string? reason, DateTimeOffset startsAt, DateTimeOffset endsAt, DateTimeOffset now)
    {
        var errors = new List<string>();
        if (MatcherList.TryParse(matchers, out var error) is null)
        {
            errors.Add(error);
        }

        var why = (reason ?? "").Trim();
        if (why.Length is 0 or > Silence.ReasonLength)
        {
            errors.Add($"A silence needs a reason of 1 to {Silence.ReasonLength} characters: whoever wonders later why nobody was told reads it.");
        }

        if (endsAt <= startsAt || endsAt <= now)
        {
            errors.Add("The end is not after the start and after now. Choose a later end.");
        }
        else if (endsAt - startsAt > Silence.Longest || endsAt - now > Silence.Longest * 2)
        {
            errors.Add($"A silence lasts at most {Silence.Longest.TotalDays:0} days and ends within two years. Choose an earlier end, or switch the rule off.");
        }

        return errors;
    }

    public static IReadOnlyList<string> Errors(MaintenanceWindow window, DateTimeOffset now)
    {
        var errors = new List<string>();
        if (window.Name.Trim().Length is 0 or > MaintenanceWindow.NameLength)
        {
            errors.Add($"A maintenance window has a name of 1 to {MaintenanceWindow.NameLength} characters, such as Patch night.");
        }

        if (window.Reason.Length > Silence.ReasonLength)
        {
            errors.Add($"The reason is longer than {Silence.ReasonLength} characters. Shorten it.");
        }

        var matchers = MatcherList.TryParse(window.Matchers, out var error);
        if (matchers is null)
        {
            errors.Add(error);
        }
        else if (matchers.FirstOrDefault(m => !m.IsOfHosts) is { } other)
        {
            errors.Add($"Maintenance is of whole hosts: {other.Name} does not go here. Use host, group and tag.KEY, or make a silence.");
        }

        if (window.Duration < MaintenanceWindow.Shortest || window.Duration > MaintenanceWindow.Longest)
        {
            errors.Add($"The duration is {MaintenanceWindow.Shortest.TotalMinutes:0} min to {MaintenanceWindow.Longest.TotalDays:0} d, such as 2 h.");
        }

        AddTimeErrors(errors, window, now);
        return errors;
    }

    private static void AddTimeErrors(List<string> errors, MaintenanceWindow window, DateTimeOffset now)
    {
        if (ZonedTime.TryZone(window.Zone) is null)
        {
            errors.Add("There is no such time zone. Use an IANA name such as Europe/Berlin or UTC.");
        }

        if (window.StartsLocal.Year < now.Year - 5 || window.StartsLocal.Year > now.Year + 5)
        {
            errors.Add("The first start is more than five years away. Choose a nearer one.");
        }

        if (window.Recurrence is { } text && RecurrenceText.TryParse(text, out var error) is null)
        {
            errors.Add(error);
        }

        if (errors.Count == 0 && !new MaintenanceTimes(window).After(now).Any())
        {
            errors.Add(window.Recurrence is null
                ? "This time is over already. Choose a later start."
                : "This recurrence has no day any more, or never. Look at the start, UNTIL, COUNT and the days.");
        }
    }
}
