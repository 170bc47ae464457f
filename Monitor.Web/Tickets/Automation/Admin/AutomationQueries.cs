using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Domain.Problems.Rules;
using Monitor.Domain.Tickets;
using Monitor.Domain.Tickets.Automation;
using Monitor.Web.Access;
using Monitor.Web.Components;
using Monitor.Web.Tickets.Catalog;

namespace Monitor.Web.Tickets.Automation.Admin;

/// <summary>A trigger or macro in a list. One that cannot be read (any more) shows neither conditions nor actions.</summary>
public sealed record AutomationLine(int Id, uint Version, AutomationWish Wish, bool IsReadable);

/// <summary>What conditions and actions can name.</summary>
public sealed record AutomationOptions(IReadOnlyList<NamedId> Teams, IReadOnlyList<NamedId> Categories, IReadOnlyList<NamedId> People, IReadOnlyList<NamedId> Groups)
{
    public IReadOnlyList<NamedId> Of(AutomationField field) => field switch
    {
        AutomationField.Category => Categories,
        AutomationField.Assignee => People,
        AutomationField.HostGroup => Groups,
        _ => Teams,
    };

    public IReadOnlyList<NamedId> Of(AutomationDeed deed) => deed switch
    {
        AutomationDeed.SetCategory => Categories,
        AutomationDeed.SetTeam => Teams,
        _ => People,
    };

    public string Sentence(AutomationCondition condition) => AutomationWords.Sentence(
        condition,
        condition.Value == AutomationCondition.None && AutomationCondition.IsById(condition.Field) ? AutomationWords.NoneOf(condition.Field)
            : AutomationCondition.IsById(condition.Field) ? NameIn(Of(condition.Field), condition.Value) : condition.Value);

    public string Sentence(AutomationAction action) => AutomationWords.Sentence(
        action, AutomationAction.IsById(action.Deed) && action.Value != AutomationCondition.None ? NameIn(Of(action.Deed), action.Value) : action.Value);

    private static string NameIn(IReadOnlyList<NamedId> options, string id) => options.FirstOrDefault(o => IdText.Of(o.Id) == id)?.Name ?? "(gone)";
}

/// <summary>A ticket for which conditions hold.</summary>
public sealed record AutomationHit(int Number, string Title, TicketState State);

/// <summary>What conditions would have found.</summary>
/// <param name="Looked">How many tickets there were to look at.</param>
public sealed record AutomationTrial(int Looked, IReadOnlyList<AutomationHit> Hits);

/// <summary>Reads triggers and macros for administrators, and tries conditions without doing anything.</summary>
public sealed class AutomationQueries(IDbContextFactory<MonitorDb> contexts)
{
    /// <summary>How many of the newest tickets a trial looks at.</summary>
    public const int Tried = 100;

    private const int MostChoices = 1000;

    /// <summary>Triggers and macros, each in their order.</summary>
    public async Task<IReadOnlyList<AutomationLine>> ListAsync(Actor actor, CancellationToken cancellationToken)
    {
        actor.Demand(Permissions.TicketsConfigure);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await db.TicketAutomations.AsNoTracking().OrderBy(a => a.Kind).ThenBy(a => a.Position).ThenBy(a => a.Id).Take(2 * AutomationDesk.Most).ToListAsync(cancellationToken);
        return rows.ConvertAll(row =>
        {
            var parts = AutomationShelf.PartsOf(row);
            var wish = new AutomationWish(row.Name, row.Kind)
            {
                Event = row.Event, IsEnabled = row.IsEnabled, Conditions = parts?.Conditions ?? [], Actions = parts?.Actions ?? [],
            };
            return new AutomationLine(row.Id, row.RowVersion, wish, parts is not null);
        });
    }

    public async Task<AutomationOptions> OptionsAsync(Actor actor, CancellationToken cancellationToken)
    {
        actor.Demand(Permissions.TicketsConfigure);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var tree = await CatalogReader.TreeAsync(db, cancellationToken);
        var groups = new GroupTree(await db.HostGroups.AsNoTracking().ToListAsync(cancellationToken));
        return new AutomationOptions(
            await db.Teams.AsNoTracking().OrderBy(t => t.Name).Take(MostChoices).Select(t => new NamedId(t.Id, t.Name)).ToListAsync(cancellationToken),
            [.. tree.InOrder().Select(c => new NamedId(c.Category.Id, tree.PathOf(c.Category.Id)))],
            [.. (await Assignees.Of(db).Take(MostChoices).ToListAsync(cancellationToken)).Select(p => new NamedId(p.UserId, p.Name))],
            [.. groups.All.Select(g => new NamedId(g.Id, groups.PathOf(g.Id))).OrderBy(g => g.Name, StringComparer.OrdinalIgnoreCase)]);
    }

    /// <summary>
    /// Which of the newest tickets that the person may see the conditions hold for, as the tickets are now: what asks for a change, or who made it, is taken to
    /// hold. Nothing is changed.
    /// </summary>
    public async Task<AutomationTrial> TryAsync(Actor actor, IReadOnlyList<AutomationCondition> conditions, CancellationToken cancellationToken)
    {
        actor.Demand(Permissions.TicketsConfigure);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var tickets = await db.Tickets.AsNoTracking().VisibleTickets(actor, db).OrderByDescending(t => t.Number).Take(Tried).ToListAsync(cancellationToken);
        var sight = new AutomationSight(db, tickets);
        await sight.LookAsync(conditions, cancellationToken);
        return new AutomationTrial(
            tickets.Count, [.. tickets.Where(t => AutomationMatch.Holds(conditions, sight.Of(t))).Select(t => new AutomationHit(t.Number, t.Title, t.State))]);
    }
}
