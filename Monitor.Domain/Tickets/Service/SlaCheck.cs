using Monitor.Domain.Metrics;

namespace Monitor.Domain.Tickets.Service;

/// <summary>What is wrong with a policy or a calendar that somebody wants to save; nothing: it can be kept.</summary>
public static class SlaCheck
{
    public const int MostSteps = 30;

    public static readonly TimeSpan Shortest = TimeSpan.FromMinutes(1);
    public static readonly TimeSpan Longest = TimeSpan.FromDays(365);

    public static IReadOnlyList<string> Errors(ServiceCalendar calendar, DateTimeOffset now)
    {
        var errors = new List<string>();
        if (Name(calendar.Name, ServiceCalendar.NameLength) is { } name)
        {
            errors.Add(name);
        }

        if (calendar.Hours.Length > ServiceCalendar.TextLength || calendar.Holidays.Length > ServiceCalendar.TextLength)
        {
            errors.Add($"Hours and holidays have at most {ServiceCalendar.TextLength} characters each.");
            return errors;
        }

        var (hours, wrong) = ServiceHoursText.Read(calendar.Zone, calendar.Hours, calendar.Holidays);
        errors.AddRange(wrong);
        if (hours is not null && hours.Add(now, Shortest) is null)
        {
            errors.Add("With these holidays there is never any service. Leave some days open.");
        }

        return errors;
    }

    public static IReadOnlyList<string> Errors(SlaPolicy policy, IReadOnlyList<EscalationStep> steps, ServiceHours hours, DateTimeOffset now)
    {
        var errors = new List<string>();
        if (Name(policy.Name, SlaPolicy.NameLength) is { } name)
        {
            errors.Add(name);
        }

        var terms = SlaTerms.Of(policy, hours, steps);
        var promised = Enum.GetValues<SlaClock>().Where(c => terms.Target(c) is not null).ToList();
        if (promised.Count == 0)
        {
            errors.Add("Promise at least one of first response, next update and resolution.");
        }

        foreach (var (clock, target) in promised.Select(c => (c, terms.Target(c)!.Value)))
        {
            if (target < Shortest || target > Longest)
            {
                errors.Add($"{SlaWords.Of(clock)} is promised within {ValueText.Duration(Shortest)} to {ValueText.Duration(Longest)} of service time.");
            }
            else if (hours.Add(now, target) is null)
            {
                errors.Add($"{SlaWords.Of(clock)}: the calendar has less than {ValueText.Duration(target)} of service in ten years. Promise less, or open more hours.");
            }
        }

        if (steps.Count > MostSteps)
        {
            errors.Add($"A ladder has at most {MostSteps} steps.");
        }

        errors.AddRange(steps.Select(s => StepError(s, terms)).OfType<string>().Distinct().Take(10));
        if (steps.DistinctBy(s => (s.Clock, s.After, s.Action, s.TeamId)).Count() < steps.Count)
        {
            errors.Add("Two steps say the same. Take one out.");
        }

        return errors;
    }

    private static string? StepError(EscalationStep step, SlaTerms terms) =>
        !Enum.IsDefined(step.Action) || !Enum.IsDefined(step.Clock) ? "There is no such step."
        : terms.Target(step.Clock) is not { } target ? $"A step is about {SlaWords.Of(step.Clock).ToLowerInvariant()}, which is not promised. Promise it, or take the step out."
        : -step.After >= target ? $"A step comes {ValueText.Duration(step.After)} before {SlaWords.Of(step.Clock).ToLowerInvariant()} is due, but only {ValueText.Duration(target)} are promised. Bring it closer."
        : step.After > Longest ? $"A step comes at most {ValueText.Duration(Longest)} after something was due."
        : step is { Action: EscalationAction.ToTeam, TeamId: null } ? "A step gives the ticket to a team. Say to which."
        : null;

    private static string? Name(string name, int length) =>
        name.Trim().Length is 0 || name.Length > length || name.Any(char.IsControl) ? $"Give it a name of at most {length} characters." : null;
}
