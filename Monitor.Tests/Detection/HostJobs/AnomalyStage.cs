using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Monitor.Domain.Detection;
using Monitor.Domain.Metrics;
using Monitor.Tests.Problems;
using Monitor.Web.Detection;
using Monitor.Web.Detection.Hosts;

namespace Monitor.Tests.Detection.HostJobs;

/// <summary>What is found of hosts on its way to the ledger, on a real database with a clock that a test moves. Each test has hosts in a group of its own.</summary>
internal sealed class AnomalyStage(ActingFloor floor)
{
    private static readonly CancellationToken Never = CancellationToken.None;

    public DetectionOptions Options { get; } = new();

    public async Task<DetectionFacts> FactsAsync()
    {
        using var settings = new DetectionFactsReader(floor.Contexts, floor.Live, Microsoft.Extensions.Options.Options.Create(Options), floor.Clock);
        return await settings.FreshAsync(Never);
    }

    /// <summary>A second one is what a second server has.</summary>
    public AnomalyTeller NewTeller() => new(floor.Contexts, floor.NewLedger(), new AnomalyHolds(Microsoft.Extensions.Options.Options.Create(Options)), floor.Live, floor.Clock);

    public async Task TellAsync() => await NewTeller().RunAsync(await FactsAsync(), Never);

    public async Task<IReadOnlyList<Host>> HostsAsync(int count, string? name = null)
    {
        await using var db = floor.Db();
        var group = new HostGroup { Name = $"{name ?? "group"} {Guid.NewGuid():N}", ParentId = HostGroup.FleetId };
        db.HostGroups.Add(group);
        await db.SaveChangesAsync();
        var hosts = Enumerable.Range(1, count).Select(i => new Host
        {
            Key = Guid.NewGuid(), Name = $"{name ?? "host"}-{i}", GroupId = group.Id, CreatedAt = floor.Clock.GetUtcNow() - TimeSpan.FromDays(30),
        }).ToList();
        db.Hosts.AddRange(hosts);
        await db.SaveChangesAsync();
        return hosts;
    }

    public async Task<Host> HostAsync(string? name = null) => (await HostsAsync(1, name))[0];

    /// <summary>One that began a quarter of an hour ago.</summary>
    public async Task<Anomaly> BeginAsync(Host host, AnomalySubject subject = AnomalySubject.Host, string metric = "cpu.used_percent", TimeSpan? ago = null, double score = 0.6)
    {
        await using var db = floor.Db();
        var anomaly = new Anomaly
        {
            Subject = subject, HostId = host.Id, Detector = "host", Kind = AnomalyKind.Spike, Metric = metric, BeganAt = floor.Clock.GetUtcNow() - (ago ?? TimeSpan.FromMinutes(15)),
            FoundAt = floor.Clock.GetUtcNow(), Evidence = 6, Score = score, Severity = Monitor.Domain.Problems.Severity.Warning, Value = 97, Expected = 20, Low = 10, High = 30,
            Sentence = "Unusual behaviour: CPU usage 97 % (usually 10 % to 30 %)", Parts = [new AnomalyPart(null, metric, "", 0.8, 97, 20, 10, 30)],
        };
        db.Anomalies.Add(anomaly);
        await db.SaveChangesAsync();
        return anomaly;
    }

    public async Task EndAsync(params IEnumerable<Anomaly> anomalies)
    {
        long[] ids = [.. anomalies.Select(a => a.Id)];
        await using var db = floor.Db();
        await db.Anomalies.Where(a => ids.Contains(a.Id)).ExecuteUpdateAsync(set => set.SetProperty(a => a.EndedAt, floor.Clock.GetUtcNow()));
    }

    public async Task<Anomaly> ReadAsync(Anomaly anomaly)
    {
        await using var db = floor.Db();
        return await db.Anomalies.AsNoTracking().SingleAsync(a => a.Id == anomaly.Id);
    }
}
