using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Domain.Metrics;
using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Ledger;
using Monitor.Domain.Problems.Rules;
using Monitor.Tests.Support;
using Monitor.Web.Access;
using Monitor.Web.Detection;
using Monitor.Web.Hosting;
using Monitor.Web.Live;
using Monitor.Web.Problems;
using Monitor.Web.Problems.Ledger;
using Monitor.Web.Problems.Rules;
using Monitor.Web.Store;
using Monitor.Web.Tickets;

namespace Monitor.Tests.Problems;

/// <summary>TickJudge, ledger and desk on a real database with a clock that a test moves, without the web around them.</summary>
public sealed class ActingFloor : IAsyncLifetime
{
    private readonly TestDatabase _database = new();

    public ManualTimeProvider Clock { get; } = new();

    public LiveFeed Live { get; } = new();

    public IDbContextFactory<MonitorDb> Contexts => _database.Factory;

    public SeriesCatalog Catalog { get; private set; } = null!;

    public TestDatabase Database => _database;

    public Databases Databases => _database.Databases;

    public ProblemLedger Ledger => NewLedger();

    public TicketDesk Desk => new(Contexts, Journal, Work, Consequences, Live);

    public TicketReports Reports => new(Journal, Consequences);

    public StillFiring StillFiring => new(Contexts, Reports, Live, Clock);

    public TicketWork Work => new(Contexts, Journal, Consequences, Live);

    public TicketConsequences Consequences => new(Journal);

    public TicketJournal Journal => new(new AuditLog(Clock), new Outbox(Clock), Clock);

    public async Task InitializeAsync()
    {
        await _database.InitializeAsync();
        Catalog = new SeriesCatalog(Databases, Options.Create(new IngestOptions()), Clock);
        await new ShippedRules(Contexts, Live, Clock).StartAsync(CancellationToken.None);
    }

    public Task DisposeAsync() => _database.DisposeAsync();

    public MonitorDb Db() => _database.CreateDb();

    /// <summary>A second one is what a second node has.</summary>
    public ProblemLedger NewLedger()
    {
        var (options, offers) = (Options.Create(Policy), new JoinOffers(Options.Create(Policy)));
        var book = new LedgerBook(new ProblemTickets(Reports, offers), offers, new Outbox(Clock), options, Clock);
        return new(Contexts, book, new DecisionDays(Contexts, Clock), Live, Clock);
    }

    public ProblemsOptions Policy { get; } = new();

    public RuleBook Book => new(Contexts, NewLedger(), new AuditLog(Clock), Live, Clock);

    public SeriesReader Reader => new(Databases, new RecentTicks(Clock), Options.Create(new RetentionOptions()), Clock);

    internal TickJudge NewJudge() => new(
        new StreamIndex(Contexts, Catalog, new PendingReplay(Catalog, Reader), new LastWeekLoader(Catalog, Reader)), NewLedger(), Clock, NullLogger<TickJudge>.Instance);

    /// <summary>A host that is past its first day.</summary>
    public async Task<Host> HostAsync(string name, TimeSpan? age = null)
    {
        await using var db = Db();
        var host = new Host { Key = Guid.NewGuid(), Name = name, GroupId = HostGroup.FleetId, CreatedAt = Clock.GetUtcNow() - (age ?? TimeSpan.FromDays(30)) };
        db.Hosts.Add(host);
        await db.SaveChangesAsync();
        return host;
    }

    public async Task<int> StreamAsync(Host host, params (string Metric, string Labels)[] series)
    {
        await using var db = Db();
        var stream = new MetricStream { HostId = host.Id, Kind = "agent", CreatedAt = Clock.GetUtcNow() };
        db.Streams.Add(stream);
        await db.SaveChangesAsync();
        db.Series.AddRange(series.Select((s, i) => new Series
        {
            StreamId = stream.Id, Ordinal = i, Metric = s.Metric, Labels = s.Labels, CreatedAt = Clock.GetUtcNow(),
        }));
        await db.SaveChangesAsync();
        await Catalog.LoadAsync(CancellationToken.None);
        return stream.Id;
    }

    public async Task OverrideAsync(string ruleKey, RuleOverride one)
    {
        await using var db = Db();
        one.RuleId = (await db.Rules.SingleAsync(r => r.Key == ruleKey)).Id;
        db.RuleOverrides.Add(one);
        await db.SaveChangesAsync();
    }

    public async Task<Actor> PersonAsync(string role)
    {
        await using var db = Db();
        var name = $"{role}-{Guid.NewGuid():N}";
        var user = new MonitorUser { UserName = name, NormalizedUserName = name.ToUpperInvariant(), DisplayName = role, Role = role, CreatedAt = Clock.GetUtcNow() };
        db.Users.Add(user);
        await db.SaveChangesAsync();
        return new Actor(user.Id, name, role, "127.0.0.1");
    }

    public async Task<Verdict> BreachAsync(Host host, string ruleKey = "disk-full", string labels = "mount=\"/\"", double value = 91.2)
    {
        await using var db = Db();
        var rule = await db.Rules.AsNoTracking().SingleAsync(r => r.Key == ruleKey);
        return new Verdict
        {
            Kind = VerdictKind.Fired, HostId = host.Id, RuleId = rule.Id, RuleKey = rule.Key, RuleVersion = rule.Version, Metric = rule.Definition.First.Metric,
            Labels = labels, Severity = rule.Definition.Mildest.Severity, Value = value, Limit = rule.Definition.Mildest.Limit, BeganAt = Clock.GetUtcNow(),
            At = Clock.GetUtcNow(), Summary = ProblemSentence.Opened(rule.Definition.First.Kind, rule.Definition.First.Metric, labels, value, rule.Definition.Mildest.Limit),
        };
    }
}
