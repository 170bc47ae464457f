using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Metrics;
using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Rules;
using Monitor.Domain.RootCause;
using Monitor.Domain.RootCause.Packs;
using Monitor.Domain.Tickets;

namespace Monitor.Web.RootCause.Packs;

/// <summary>Reads from the database everything that may belong into the evidence of a ticket. All of it is bounded; what of it is kept, <see cref="PackBuilder"/> decides.</summary>
internal sealed class PackGathering(IDbContextFactory<MonitorDb> contexts, PackMeasurements measurements, TimeProvider time)
{
    private const int MostEvents = 200;
    private const int MostOthers = 50;
    private const int MostStates = 12;

    /// <summary>What was changed some hours before may be what broke it.</summary>
    private static readonly TimeSpan EventsBefore = TimeSpan.FromDays(1);

    /// <summary>Null where the ticket or its problem is gone.</summary>
    public async Task<PackFacts?> OfAsync(int ticketId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var found = await (
            from k in db.EvidencePacks.AsNoTracking()
            where k.TicketId == ticketId
            join t in db.Tickets on k.TicketId equals t.Id
            join p in db.Problems on k.ProblemId equals p.Id
            join h in db.Hosts on p.HostId equals h.Id
            select new { Ticket = t, Problem = p, Host = h, k.FrozenAt }).SingleOrDefaultAsync(cancellationToken);
        if (found is null)
        {
            return null;
        }

        var (problem, ticket, now) = (found.Problem, found.Ticket, time.GetUtcNow());
        var window = PackWindow.Of(problem.BeganAt, ticket.CreatedAt);
        var facts = new PackFacts
        {
            Ticket = new PackTicket(ticket.Number, ticket.Title, ticket.Priority.ToString(), ticket.CreatedAt),
            Problem = new PackProblem(
                problem.Id, problem.Summary, problem.Severity.ToString(), problem.Phase.ToString(), problem.Metric, problem.Labels, problem.Value, problem.Limit, problem.BeganAt,
                problem.Fingerprint),
            Rule = await RuleAsync(db, problem, cancellationToken),
            Host = await HostAsync(db, found.Host, cancellationToken),
            Window = window,
            Now = now,
            FrozenAt = found.FrozenAt,
            IsWhole = now >= window.To,
            Findings = await FindingsAsync(db, problem.Id, cancellationToken),
            Events = await EventsAsync(db, found.Host.Id, window, cancellationToken),
            Others = await OthersAsync(db, ticket, problem, cancellationToken),
        };
        return await measurements.AddAsync(db, facts, found.Host.Id, cancellationToken);
    }

    private static async Task<PackRule?> RuleAsync(MonitorDb db, Problem problem, CancellationToken cancellationToken)
    {
        var rule = await db.Rules.AsNoTracking().SingleOrDefaultAsync(r => r.Id == problem.RuleId, cancellationToken);
        var judged = await db.RuleVersions.AsNoTracking().SingleOrDefaultAsync(v => v.RuleId == problem.RuleId && v.Version == problem.RuleVersion, cancellationToken);
        return judged is not null ? new PackRule(rule?.Key ?? "", judged.Name, judged.Version, RuleSentence.Of(judged.Definition), judged.Description)
            : rule is not null ? new PackRule(rule.Key, rule.Name, rule.Version, RuleSentence.Of(rule.Definition), rule.Description)
            : null;
    }

    private static async Task<PackHost> HostAsync(MonitorDb db, Host host, CancellationToken cancellationToken)
    {
        var group = await db.HostGroups.Where(g => g.Id == host.GroupId).Select(g => g.Name).SingleOrDefaultAsync(cancellationToken) ?? "";
        var tags = await db.HostTags.AsNoTracking().Where(t => t.HostId == host.Id).OrderBy(t => t.Key).Take(30).ToListAsync(cancellationToken);
        var states = await db.HostStates.AsNoTracking().Where(s => s.HostId == host.Id).OrderByDescending(s => s.Since).Take(MostStates).ToListAsync(cancellationToken);
        var inventory = await db.HostInventories.AsNoTracking().SingleOrDefaultAsync(i => i.HostId == host.Id, cancellationToken);
        List<PackFact> facts = inventory is null ? [] :
        [
            new("System", inventory.OperatingSystem), new("Kernel", inventory.Kernel), new("CPU", $"{inventory.CpuCount} × {inventory.CpuModel}"),
            new("Memory", ValueText.Of(inventory.MemoryBytes, MetricUnit.Bytes)), new("Addresses", inventory.Addresses), new("Agent", inventory.AgentVersion),
        ];
        return new PackHost(host.Id, host.Name, group,
            [.. facts.Where(f => f.Value.Length > 0), .. tags.Select(t => new PackFact(t.Key, t.Value)), .. states.Select(s => new PackFact(s.Name, s.Text))]);
    }

    private static async Task<IReadOnlyList<Finding>> FindingsAsync(MonitorDb db, int problemId, CancellationToken cancellationToken) =>
        await db.Findings.AsNoTracking().Where(f => f.ProblemId == problemId && f.Run == db.Findings.Where(o => o.ProblemId == problemId).Max(o => o.Run))
            .OrderBy(f => f.Rank).Take(10).ToListAsync(cancellationToken);

    private static async Task<IReadOnlyList<PackEvent>> EventsAsync(MonitorDb db, int hostId, PackWindow window, CancellationToken cancellationToken)
    {
        var (from, to) = (window.Onset - EventsBefore, window.To);
        return await db.Events.AsNoTracking().Where(e => e.HostId == hostId && e.At >= from && e.At < to).OrderByDescending(e => e.At).Take(MostEvents)
            .Select(e => new PackEvent(e.At, e.Kind, e.Text)).ToListAsync(cancellationToken);
    }

    private static async Task<IReadOnlyList<PackOther>> OthersAsync(MonitorDb db, Ticket ticket, Problem problem, CancellationToken cancellationToken) =>
        await db.Problems.AsNoTracking().Where(p => p.TicketId == ticket.Id && p.Id != problem.Id).OrderBy(p => p.Id).Take(MostOthers)
            .Join(db.Hosts, p => p.HostId, h => h.Id, (p, h) => new PackOther(h.Id, h.Name, p.Summary, p.Severity.ToString(), p.BeganAt)).ToListAsync(cancellationToken);
}
