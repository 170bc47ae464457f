using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Tickets.Automation;

namespace Monitor.Web.Tickets.Automation.Admin;

/// <summary>What triggers and macros name must be there when they are saved; what is deleted later, they leave out and say so.</summary>
internal static class AutomationReferences
{
    public static async Task<string?> ErrorAsync(MonitorDb db, AutomationWish wish, CancellationToken cancellationToken)
    {
        var teams = Ids(wish, AutomationField.Team).Concat(Ids(wish, AutomationField.RequesterTeam)).Concat(Ids(wish, AutomationDeed.SetTeam)).Distinct().ToArray();
        var categories = Ids(wish, AutomationField.Category).Concat(Ids(wish, AutomationDeed.SetCategory)).Distinct().ToArray();
        var groups = Ids(wish, AutomationField.HostGroup).Distinct().ToArray();
        var people = Ids(wish, AutomationDeed.AssignTo).Concat(Ids(wish, AutomationDeed.Watch)).Distinct().ToArray();
        var anybody = Ids(wish, AutomationField.Assignee).Distinct().ToArray();
        return teams.Length > 0 && await db.Teams.CountAsync(t => teams.Contains(t.Id), cancellationToken) < teams.Length ? "A team that it names is gone. Choose another."
            : categories.Length > 0 && await db.TicketCategories.CountAsync(c => categories.Contains(c.Id), cancellationToken) < categories.Length ? "A category that it names is gone. Choose another."
            : groups.Length > 0 && await db.HostGroups.CountAsync(g => groups.Contains(g.Id), cancellationToken) < groups.Length ? "A host group that it names is gone. Choose another."
            : people.Length > 0 && await Assignees.Among(db, db.Users.Where(u => people.Contains(u.Id)).Select(u => u.Id)).CountAsync(cancellationToken) < people.Length
                ? "A person that it names does not work on tickets (any more). Choose another."
            : anybody.Length > 0 && await db.Users.CountAsync(u => anybody.Contains(u.Id), cancellationToken) < anybody.Length ? "A person that it asks for is gone. Choose another."
            : null;
    }

    private static IEnumerable<int> Ids(AutomationWish wish, AutomationField field) => Ids(wish.Conditions.Where(c => c.Field == field).Select(c => c.Value));

    private static IEnumerable<int> Ids(AutomationWish wish, AutomationDeed deed) => Ids(wish.Actions.Where(a => a.Deed == deed).Select(a => a.Value));

    private static IEnumerable<int> Ids(IEnumerable<string> values) =>
        values.Where(v => v != AutomationCondition.None).Select(v => int.Parse(v, NumberStyles.None, CultureInfo.InvariantCulture));
}
