using System.Globalization;

namespace Monitor.Domain.Tickets.Automation;

/// <summary>Decides whether conditions hold for a ticket. All of them must; without any, every ticket fits.</summary>
public static class AutomationMatch
{
    public static bool Holds(IEnumerable<AutomationCondition> conditions, AutomationFacts facts) => conditions.All(c => Holds(c, facts));

    private static bool Holds(AutomationCondition condition, AutomationFacts facts) =>
        (condition.Field == AutomationField.Changed && facts.Changed is null) || (condition.Field == AutomationField.By && facts.By is null) || condition.Test switch
        {
            AutomationTest.Is => Has(condition, facts),
            AutomationTest.IsNot => !Has(condition, facts),
            _ => Enum.TryParse<TicketPriority>(condition.Value, out var least) && facts.Priority >= least,
        };

    private static bool Has(AutomationCondition condition, AutomationFacts facts) => condition.Field switch
    {
        AutomationField.State => condition.Value == facts.State.ToString(),
        AutomationField.Priority => condition.Value == facts.Priority.ToString(),
        AutomationField.Kind => condition.Value == facts.Kind.ToString(),
        AutomationField.Source => condition.Value == facts.Source.ToString(),
        AutomationField.Category => HasId(facts.CategoryIds, condition.Value),
        AutomationField.Team => HasId(facts.TeamId is { } team ? [team] : [], condition.Value),
        AutomationField.Assignee => HasId(facts.AssigneeUserId is { } assignee ? [assignee] : [], condition.Value),
        AutomationField.RequesterTeam => HasId(facts.RequesterTeamIds, condition.Value),
        AutomationField.HostGroup => HasId(facts.HostGroupIds, condition.Value),
        AutomationField.Tag => facts.Tags.Contains(condition.Value),
        AutomationField.Words => condition.Value.Split(' ', StringSplitOptions.RemoveEmptyEntries).All(w => BeginsAWord(facts.Text, w)),
        AutomationField.Changed => facts.Changed!.Any(p => condition.Value == p.ToString()),
        AutomationField.By => condition.Value == facts.By.ToString(),
        _ => false,
    };

    private static bool HasId(IReadOnlyCollection<int> ids, string value) => value == AutomationCondition.None ? ids.Count == 0
        : int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && ids.Contains(id);

    /// <summary>True where a word of the text begins with these letters, whatever their case: print is in "Printer", not in "blueprint".</summary>
    private static bool BeginsAWord(string text, string letters)
    {
        for (var at = text.IndexOf(letters, StringComparison.OrdinalIgnoreCase); at >= 0; at = text.IndexOf(letters, at + 1, StringComparison.OrdinalIgnoreCase))
        {
            if (at == 0 || !char.IsLetterOrDigit(text[at - 1]) || !char.IsLetterOrDigit(letters[0]))
            {
                return true;
            }
        }

        return false;
    }
}
