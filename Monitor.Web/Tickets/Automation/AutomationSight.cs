using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Problems.Rules;
using Monitor.Domain.Tickets;
using Monitor.Domain.Tickets.Automation;
using Monitor.Domain.Tickets.Catalog;
using Monitor.Web.Tickets.Catalog;

namespace Monitor.Web.Tickets.Automation;

/// <summary>
/// Tickets as conditions see them, with what of them is not saved yet. What stands in other tables is read when a condition asks for it, once for all of the
/// tickets.
/// </summary>
internal sealed class AutomationSight(MonitorDb db, IReadOnlyList<Ticket> tickets)
{
    private CategoryTree? _tree;
    private ILookup<int, int>? _requesterTeams;
    private Dictionary<int, int[]>? _hostGroups;
    private bool _hasTags;

    private int[] Ids => [.. tickets.Select(t => t.Id)];

    /// <summary>Reads what these conditions ask for.</summary>
    public async Task LookAsync(IReadOnlyList<AutomationCondition> conditions, CancellationToken cancellationToken)
    {
        bool Asks(AutomationField field) => conditions.Any(c => c.Field == field);
        if (_tree is null && Asks(AutomationField.Category))
        {
            _tree = await CatalogReader.StandingTreeAsync(db, cancellationToken);
        }

        if (_requesterTeams is null && Asks(AutomationField.RequesterTeam))
        {
            var requesters = tickets.Select(t => t.RequesterUserId).OfType<int>().Distinct().ToArray();
            _requesterTeams = (await db.TeamMembers.AsNoTracking().Where(m => requesters.Contains(m.UserId)).ToListAsync(cancellationToken)).ToLookup(m => m.UserId, m => m.TeamId);
        }

        if (!_hasTags && Asks(AutomationField.Tag))
        {
            var ids = Ids;
            await db.TicketTags.Where(t => ids.Contains(t.TicketId)).LoadAsync(cancellationToken);
            _hasTags = true;
        }

        if (_hostGroups is null && Asks(AutomationField.HostGroup))
        {
            _hostGroups = await HostGroupsAsync(cancellationToken);
        }
    }

    /// <summary>The ticket as it lies there; with a change, the change too.</summary>
    public AutomationFacts Of(Ticket ticket, TicketChange? change = null, IReadOnlyCollection<AutomationPart>? changed = null) => new()
    {
        State = ticket.State,
        Priority = ticket.Priority,
        Kind = ticket.Kind,
        Source = ticket.Source,
        CategoryIds = _tree is null ? [] : [.. _tree.Chain(ticket.CategoryId).Select(c => c.Id)],
        TeamId = ticket.TeamId,
        AssigneeUserId = ticket.AssigneeUserId,
        RequesterTeamIds = _requesterTeams is not null && ticket.RequesterUserId is { } requester ? [.. _requesterTeams[requester]] : [],
        Tags = _hasTags ? [.. db.TicketTags.Local.Where(t => t.TicketId == ticket.Id).Select(t => t.Tag)] : [],
        HostGroupIds = _hostGroups is null ? [] : [.. HostsOf(ticket).SelectMany(h => _hostGroups.GetValueOrDefault(h, [])).Distinct()],
        Text = change?.Entry.Kind == TicketEntryKind.Comment ? $"{ticket.Title}\n{ticket.Description}\n{change.Entry.Text}" : $"{ticket.Title}\n{ticket.Description}",
        Changed = changed,
        By = change is null ? null
            : change.Actor.UserId is not { } by ? AutomationAuthor.Monitor
            : by == ticket.RequesterUserId ? AutomationAuthor.Requester
            : AutomationAuthor.Desk,
    };

    /// <summary>Each host of the tickets with its group and all groups above it.</summary>
    private async Task<Dictionary<int, int[]>> HostGroupsAsync(CancellationToken cancellationToken)
    {
        var ids = Ids;
        await db.TicketHosts.Where(h => ids.Contains(h.TicketId)).LoadAsync(cancellationToken);
        var hostIds = tickets.SelectMany(HostsOf).Distinct().ToArray();
        if (hostIds.Length == 0)
        {
            return [];
        }

        var tree = new GroupTree(await db.HostGroups.AsNoTracking().ToListAsync(cancellationToken));
        var hosts = await db.Hosts.AsNoTracking().Where(h => hostIds.Contains(h.Id)).Select(h => new { h.Id, h.GroupId }).ToListAsync(cancellationToken);
        return hosts.ToDictionary(h => h.Id, h => tree.PathUp(h.GroupId).Select(g => g.Id).ToArray());
    }

    private IEnumerable<int> HostsOf(Ticket ticket) =>
        db.TicketHosts.Local.Where(h => h.TicketId == ticket.Id).Select(h => h.HostId).Concat(ticket.HostId is { } first ? [first] : Array.Empty<int>());
}
