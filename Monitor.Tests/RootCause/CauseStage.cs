using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Monitor.Data;
using Monitor.Domain.Metrics;
using Monitor.Domain.Problems;
using Monitor.Domain.RootCause;
using Monitor.Domain.Tickets;
using Monitor.Domain.Wire;
using Monitor.Tests.Problems;
using Monitor.Tests.Store.Sealing;
using Monitor.Web.RootCause;
using Monitor.Web.Store;
using Monitor.Web.Tickets.Causes;

namespace Monitor.Tests.RootCause;

/// <summary>Problems with their tickets, and the analysis of a server, on a floor.</summary>
internal sealed class CauseStage(ActingFloor floor)
{
    private static int _count;

    public CauseQueries Queries => new(floor.Contexts, floor.Clock);

    public CauseCurves Curves => new(floor.Contexts, floor.Catalog, floor.Reader, floor.Clock);

    public CauseVerdictDesk Desk => new(floor.Journal, floor.Work);

    /// <summary>When the server started.</summary>
    public DateTimeOffset StartedAt { get; set; }

    public CauseAnalysis NewAnalysis(CauseProcesses? processes = null) => new(
        floor.Contexts, new CauseGatherer(floor.Catalog, floor.Reader, processes ?? new CauseProcesses(floor.Databases), StartedAt), new CauseRules(Options.Create(new RootCauseOptions())), floor.Reports, floor.Live, floor.Clock,
        NullLogger<CauseAnalysis>.Instance);

    public CauseQueue Queue(int most = 500) => new(floor.Contexts, Options.Create(new RootCauseOptions { MostWaiting = most }), floor.Clock);

    /// <summary>Gives every problem its turn and looks at all that are due.</summary>
    public async Task LookAsync()
    {
        await Queue().FillAsync(CancellationToken.None);
        var analysis = NewAnalysis();
        while (await analysis.NextAsync(CancellationToken.None))
        {
            // Until none is due.
        }
    }

    public async Task<(Problem Problem, Ticket Ticket)> ProblemAsync(Host host, string metric = "cpu.used_percent", string labels = "")
    {
        await using var db = floor.Db();
        var now = floor.Clock.GetUtcNow();
        var ticket = new Ticket { Title = $"cpu of {host.Name}", HostId = host.Id, CreatedAt = now, UpdatedAt = now };
        db.Tickets.Add(ticket);
        await db.SaveChangesAsync();
        var problem = await NewAsync(db, host.Id, Severity.Warning, now);
        (problem.TicketId, problem.Metric, problem.Labels) = (ticket.Id, metric, labels);
        db.Problems.Add(problem);
        await db.SaveChangesAsync();
        return (problem, ticket);
    }

    public static async Task<Problem> NewAsync(MonitorDb db, int hostId, Severity severity, DateTimeOffset now) => new()
    {
        Fingerprint = $"{hostId}/test/{Interlocked.Increment(ref _count)}", HostId = hostId, RuleId = await db.Rules.OrderBy(r => r.Id).Select(r => r.Id).FirstAsync(), Metric = "cpu.used_percent",
        Phase = ProblemPhase.Firing, Severity = severity, Value = 97, Limit = 90, Summary = "CPU usage 97 % exceeded the limit of 90 %", BeganAt = now.AddMinutes(-2), FiringAt = now, OpenedAt = now,
    };

    /// <summary>A deploy, and CPU that is high from the beginning of the problem on: it opens now, and lasts for more than an hour.</summary>
    public async Task DeployAsync(Host host, string text)
    {
        await WriteAsync(host, "agent", new SeriesName("cpu.used_percent", ""), -480, i => i < -4 ? 20.0 + (Math.Abs(i) % 3) : 96);
        await using var db = floor.Db();
        db.Events.Add(new HostEvent { HostId = host.Id, At = floor.Clock.GetUtcNow().AddMinutes(-5), Kind = "deploy", Text = text });
        await db.SaveChangesAsync();
    }

    /// <summary>A value every 30 s, by its place from now on, until 80 minutes later.</summary>
    public async Task WriteAsync(Host host, string streamName, SeriesName series, int first, Func<int, double> value)
    {
        var now = floor.Clock.GetUtcNow();
        var stream = (await floor.Catalog.RegisterAsync(host.Id, streamName, [series], CancellationToken.None)).Stream;
        await new SealedStore(floor.Databases, floor.Clock).WriteHotAsync(stream.Id, Enumerable.Range(first, 160 - first).Select(i => (now + (i * TimeSpan.FromSeconds(30)), new[] { value(i) })));
    }

    /// <summary>A mount that fills up from four minutes ago on, and what the host's agent tells of it.</summary>
    public async Task FillAsync(Host host, string mount, WireEvent told)
    {
        await WriteAsync(host, "agent", new SeriesName("disk.used_bytes", $"mount=\"{mount}\""), -480, i => i < -8 ? 5e10 : 5e10 + ((i + 8) * 1e9));
        await using var db = floor.Db();
        db.Events.Add(new HostEvent { HostId = host.Id, At = floor.Clock.GetUtcNow().AddMinutes(-1), Kind = told.Kind, Text = told.Text });
        await db.SaveChangesAsync();
    }

    public async Task<IReadOnlyList<Finding>> FindingsAsync(int problemId)
    {
        await using var db = floor.Db();
        return await db.Findings.AsNoTracking().Where(f => f.ProblemId == problemId).OrderBy(f => f.Run).ThenBy(f => f.Rank).ToListAsync();
    }
}
