using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Problems;
using Monitor.Web.Access;

namespace Monitor.Web.Problems;

/// <summary>Which problems are asked for.</summary>
public sealed record ProblemFilter
{
    public bool IsOpenOnly { get; init; }

    public ProblemPhase? Phase { get; init; }

    public Severity? Severity { get; init; }

    public int? HostId { get; init; }
}

/// <summary>A problem in a list.</summary>
public sealed record ProblemLine(
    int Id, string Summary, string EndText, Severity Severity, ProblemPhase Phase, int HostId, string HostName, string Metric, string Labels, double Value,
    double Limit, DateTimeOffset BeganAt, DateTimeOffset? EndedAt, int? TicketNumber, bool IsHeldBack)
{
    public bool IsFlapping { get; init; }

    /// <summary>How often it came back within the reopen window.</summary>
    public int Reopenings { get; init; }
}

/// <summary>Reads problems for screens and the API, always within what the person may see.</summary>
public sealed class ProblemQueries(IDbContextFactory<MonitorDb> contexts)
{
    public async Task<(IReadOnlyList<ProblemLine> Lines, int Total)> PageAsync(
        Actor actor, ProblemFilter filter, int page, int size, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var problems = Filter(db, actor, filter);
        var total = await problems.CountAsync(cancellationToken);
        return (await Lines(db, problems.OrderByDescending(p => p.Id).Skip((page - 1) * size).Take(size)).ToListAsync(cancellationToken), total);
    }

    /// <summary>The next ones below an id, for the API.</summary>
    public async Task<IReadOnlyList<ProblemLine>> AfterAsync(Actor actor, ProblemFilter filter, int? after, int limit, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var problems = Filter(db, actor, filter).Where(p => after == null || p.Id < after);
        return await Lines(db, problems.OrderByDescending(p => p.Id).Take(limit)).ToListAsync(cancellationToken);
    }

    /// <summary>The hosts that have or had a problem, by name.</summary>
    public async Task<IReadOnlyList<(int Id, string Name)>> HostsAsync(Actor actor, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var hosts = await db.Hosts.AsNoTracking().VisibleHosts(actor, db).Where(h => db.Problems.Any(p => p.HostId == h.Id)).OrderBy(h => h.Name)
            .Select(h => new { h.Id, h.Name }).Take(500).ToListAsync(cancellationToken);
        return [.. hosts.Select(h => (h.Id, h.Name))];
    }

    private static IQueryable<Problem> Filter(MonitorDb db, Actor actor, ProblemFilter filter)
    {
        var problems = db.Problems.AsNoTracking().VisibleProblems(actor, db);
        problems = filter.IsOpenOnly ? problems.Where(p => p.EndedAt == null) : problems;
        problems = filter.Phase is { } phase ? problems.Where(p => p.Phase == phase) : problems;
        problems = filter.Severity is { } severity ? problems.Where(p => p.Severity == severity) : problems;
        return filter.HostId is { } hostId ? problems.Where(p => p.HostId == hostId) : problems;
    }

    private static IQueryable<ProblemLine> Lines(MonitorDb db, IQueryable<Problem> problems) =>
        from p in problems
        join h in db.Hosts on p.HostId equals h.Id
        join t in db.Tickets on p.TicketId equals t.Id into tickets
        from t in tickets.DefaultIfEmpty()
        orderby p.Id descending
        select new ProblemLine(
            p.Id, p.Summary, p.EndText, p.Severity, p.Phase, p.HostId, h.Name, p.Metric, p.Labels, p.Value, p.Limit, p.BeganAt, p.EndedAt,
            t == null ? null : t.Number, p.IsHeldBack)
        {
            IsFlapping = p.IsFlapping, Reopenings = p.Reopenings,
        };
}
