using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;

namespace Monitor.Web.Access.Audit;

/// <summary>Names of what rows of the audit tell by id, as they are now. What is gone has none.</summary>
internal sealed class AuditNames(IDbContextFactory<MonitorDb> contexts)
{
    public async Task<IReadOnlyDictionary<AuditThing, string>> ReadAsync(Actor actor, IReadOnlyList<AuditEntry> rows, CancellationToken cancellationToken)
    {
        actor.Demand(Permissions.AuditRead);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var names = new Dictionary<AuditThing, string>();
        foreach (var kind in rows.SelectMany(Things).Distinct().GroupBy(t => t.Kind, t => t.Id))
        {
            var ids = kind.ToList();
            foreach (var named in Named(db, kind.Key) is { } all ? await all.Where(n => ids.Contains(n.Id)).ToListAsync(cancellationToken) : [])
            {
                names[new AuditThing(kind.Key, named.Id)] = named.Text;
            }
        }

        return names;
    }

    /// <summary>The subject of a row, where it is one that has a name.</summary>
    public static AuditThing? Subject(AuditEntry row) => int.TryParse(row.SubjectId, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? new AuditThing(row.Subject, id) : null;

    private static IEnumerable<AuditThing> Things(AuditEntry row) =>
        [.. AuditWords.Things(row.Before, row.Subject), .. AuditWords.Things(row.After, row.Subject), .. Subject(row) is { } subject ? [subject] : Array.Empty<AuditThing>()];

    private static IQueryable<NamedThing>? Named(MonitorDb db, string kind) => kind switch
    {
        "host" => db.Hosts.AsNoTracking().Select(h => new NamedThing { Id = h.Id, Text = h.Name }),
        "user" => db.Users.AsNoTracking().Select(u => new NamedThing { Id = u.Id, Text = u.UserName! }),
        "team" => db.Teams.AsNoTracking().Select(t => new NamedThing { Id = t.Id, Text = t.Name }),
        "host_group" => db.HostGroups.AsNoTracking().Select(g => new NamedThing { Id = g.Id, Text = g.Name }),
        "service" => db.Services.AsNoTracking().Select(s => new NamedThing { Id = s.Id, Text = s.Name }),
        "ticket_category" => db.TicketCategories.AsNoTracking().Select(c => new NamedThing { Id = c.Id, Text = c.Name }),
        "calendar" => db.ServiceCalendars.AsNoTracking().Select(c => new NamedThing { Id = c.Id, Text = c.Name }),
        "runbook" => db.Runbooks.AsNoTracking().Select(r => new NamedThing { Id = r.Id, Text = r.Name }),
        _ => null,
    };

    private sealed class NamedThing
    {
        public required int Id { get; init; }

        public required string Text { get; init; }
    }
}
