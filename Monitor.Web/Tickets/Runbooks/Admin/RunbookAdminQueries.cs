using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Domain.Problems.Rules;
using Monitor.Domain.RootCause.Runbooks;
using Monitor.Web.Access;
using Monitor.Web.Components;

namespace Monitor.Web.Tickets.Runbooks.Admin;

/// <summary>A runbook in the list; one that cannot be read (any more) has no definition.</summary>
public sealed record RunbookLine(int Id, uint RowVersion, int Version, bool IsEnabled, string Name, RunbookDefinition? Definition, int Runs, int Helped, DateTimeOffset? LastStartedAt);

/// <summary>An action that agents allow: on how many hosts, with which values.</summary>
public sealed record OfferedAction(string Name, string Kind, string Text, int Hosts, IReadOnlyList<string> Parameters);

/// <summary>What the editor can choose from.</summary>
/// <param name="HostsWithout">Hosts whose agents allow nothing, or never said what.</param>
public sealed record RunbookOptions(IReadOnlyList<NamedId> Groups, IReadOnlyList<OfferedAction> Actions, int HostsWithout, IReadOnlyList<string> RuleKeys);

/// <summary>A problem of now that a runbook fits.</summary>
/// <param name="Missing">Why the host would not do it; null where it would.</param>
public sealed record RunbookHit(int HostId, string HostName, int? TicketNumber, string Summary, string Cause, string? Missing);

/// <summary>One version in the history of a runbook.</summary>
public sealed record RunbookVersionLine(int Version, DateTimeOffset At, string By, RunbookDefinition? Definition);

/// <summary>Reads runbooks for those who write them.</summary>
public sealed class RunbookAdminQueries(IDbContextFactory<MonitorDb> contexts)
{
    private const int MostHits = 20;
    private const int MostHosts = 20_000;

    public async Task<(bool IsOn, IReadOnlyList<RunbookLine> Lines)> ListAsync(Actor actor, CancellationToken cancellationToken)
    {
        actor.Demand(Permissions.RunbooksManage);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await db.Runbooks.AsNoTracking().OrderBy(r => r.Name).Take(RunbookBook.Most).Select(r => new
        {
            Runbook = r,
            Runs = db.RunbookRuns.Count(x => x.RunbookId == r.Id && !x.IsDryRun && x.StartedAt != null),
            Helped = db.RunbookRuns.Count(x => x.RunbookId == r.Id && x.State == RunState.Helped),
            Last = db.RunbookRuns.Where(x => x.RunbookId == r.Id && !x.IsDryRun).Max(x => x.StartedAt),
        }).ToListAsync(cancellationToken);
        return (await RunbookShelf.IsOnAsync(db, cancellationToken), rows.ConvertAll(r => new RunbookLine(
            r.Runbook.Id, r.Runbook.RowVersion, r.Runbook.Version, r.Runbook.IsEnabled, r.Runbook.Name, RunbookJson.TryRead(r.Runbook.Definition), r.Runs, r.Helped, r.Last)));
    }

    public async Task<RunbookOptions> OptionsAsync(Actor actor, CancellationToken cancellationToken)
    {
        actor.Demand(Permissions.RunbooksManage);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var groups = new GroupTree(await db.HostGroups.AsNoTracking().ToListAsync(cancellationToken));
        var hosts = db.Hosts.VisibleHosts(actor, db).Where(h => h.RetiredAt == null);
        var told = await db.HostActions.AsNoTracking().Where(a => hosts.Any(h => h.Id == a.HostId)).Take(MostHosts).Select(a => a.Actions).ToListAsync(cancellationToken);
        var lists = told.ConvertAll(RunbookJson.ReadActions);
        var actions = lists.SelectMany(l => l).GroupBy(a => a.Name).OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => new OfferedAction(g.Key, g.First().Kind, g.First().Text, g.Count(), [.. g.SelectMany(a => a.Parameters).Distinct().Order(StringComparer.Ordinal)]));
        return new RunbookOptions(
            [.. groups.All.Select(g => new NamedId(g.Id, groups.PathOf(g.Id))).OrderBy(g => g.Name, StringComparer.OrdinalIgnoreCase)], [.. actions],
            await hosts.CountAsync(cancellationToken) - lists.Count(l => l.Count > 0),
            await db.Rules.AsNoTracking().OrderBy(r => r.Key).Select(r => r.Key).Take(500).ToListAsync(cancellationToken));
    }

    /// <summary>Which problems of now it fits, as it is typed. Nothing is changed.</summary>
    public async Task<IReadOnlyList<RunbookHit>> PreviewAsync(Actor actor, RunbookDefinition definition, CancellationToken cancellationToken)
    {
        actor.Demand(Permissions.RunbooksManage);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var all = (await RunbookProposals.FiringAsync(db, cancellationToken))
            .SelectMany(p => RunbookMatch.Of(definition, p).Select(m => (Problem: p, m.HostId, m.Cause))).ToList();
        var ids = all.SelectMany(m => new[] { m.HostId, m.Problem.HostId }).Distinct().ToArray();
        var hosts = await db.Hosts.VisibleHosts(actor, db).Where(h => ids.Contains(h.Id)).ToDictionaryAsync(h => h.Id, h => h.Name, cancellationToken);
        var matches = all.Where(m => hosts.ContainsKey(m.HostId) && hosts.ContainsKey(m.Problem.HostId)).Take(MostHits).ToList();
        var tickets = matches.Select(m => m.Problem.TicketId).ToArray();
        var numbers = await db.Tickets.VisibleTickets(actor, db).Where(t => tickets.Contains(t.Id)).ToDictionaryAsync(t => t.Id, t => t.Number, cancellationToken);
        var actions = (await db.HostActions.AsNoTracking().Where(a => ids.Contains(a.HostId)).ToListAsync(cancellationToken)).ToDictionary(a => a.HostId, a => RunbookJson.ReadActions(a.Actions));
        return [.. matches.Select(m => new RunbookHit(
            m.HostId, hosts[m.HostId], numbers.TryGetValue(m.Problem.TicketId, out var number) ? number : null, m.Problem.Summary,
            m.Cause is null ? CausePattern.OfRule + m.Problem.RuleKey : FormattableString.Invariant($"{m.Cause.CauseKey} ({m.Cause.Confidence:P0})"),
            AutomaticRun.MissingAction(definition, actions.GetValueOrDefault(m.HostId))))];
    }

    public async Task<IReadOnlyList<RunbookVersionLine>> VersionsAsync(Actor actor, int runbookId, CancellationToken cancellationToken)
    {
        actor.Demand(Permissions.RunbooksManage);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await db.RunbookVersions.AsNoTracking().Where(v => v.RunbookId == runbookId).OrderByDescending(v => v.Version).Take(50)
            .Select(v => new { v.Version, v.At, v.Definition, By = db.Users.Where(u => u.Id == v.UserId).Select(u => u.DisplayName == "" ? u.UserName : u.DisplayName).FirstOrDefault() })
            .ToListAsync(cancellationToken);
        return rows.ConvertAll(v => new RunbookVersionLine(v.Version, v.At, v.By ?? "somebody who is gone", RunbookJson.TryRead(v.Definition)));
    }
}
