using System.Diagnostics;
using System.Globalization;
using System.Runtime;
using Microsoft.Extensions.Options;
using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Rules;
using Monitor.Tests.Problems;
using Monitor.Tests.Problems.Replay;
using Monitor.Tests.Support;
using Monitor.Web.Access;
using Monitor.Web.Detection;
using Monitor.Web.Problems.Replay;
using Monitor.Web.Store;

namespace Monitor.Tests.Bench;

/// <summary>
/// What judging costs: `./monitor bench rules`. 1,000 hosts x 40 series x 20 rules through the judge itself, with the rules read again every 30 rounds as a
/// live server does; then breaches through the ledger into PostgreSQL; then a month of 50 hosts replayed.
/// </summary>
internal static class RulesBench
{
    private const int Hosts = 1000;
    private const int GroupSize = 50;
    private static readonly CancellationToken Never = CancellationToken.None;

    public static async Task RunAsync(string[] arguments, CancellationToken cancellationToken)
    {
        Console.WriteLine($"# {Hosts} hosts; {HostValues.Description}");
        var floor = new ActingFloor();
        await floor.InitializeAsync();
        try
        {
            await RulesAsync(floor);
            var streams = await HostsAsync(floor);
            var judge = floor.NewJudge();
            await judge.RefreshAsync(Never);
            await JudgeAsync(floor, judge, streams);
            await BreachAsync(floor, judge, streams);
            await ReplayAsync(floor);
        }
        finally
        {
            await floor.DisposeAsync();
            await TestServer.StopSharedAsync();
        }
    }

    /// <summary>The shipped rules, and as many more as make twenty that look at the bench's series.</summary>
    private static async Task RulesAsync(ActingFloor floor)
    {
        var names = HostValues.Names.Select(n => n.Metric).ToHashSet();
        await using var db = floor.Db();
        var judged = ShippedDefinitions.All.Count(d => d.Definition.Conditions.All(c => names.Contains(c.Metric)));
        var more = names.Order(StringComparer.Ordinal).Take(20 - judged).Select((metric, i) => new Rule
        {
            Key = $"bench-{i}", Name = metric, UpdatedAt = floor.Clock.GetUtcNow(),
            Definition = i % 4 == 0
                ? new RuleDefinition { Conditions = [new Condition { Metric = metric, Measure = Measure.Mean, Window = TimeSpan.FromMinutes(5), Steps = [new(Severity.Warning, 1e15)] }] }
                : RuleDefinition.Of(metric, ConditionKind.Above, TimeSpan.Zero, new(Severity.Warning, 1e15), new(Severity.Critical, 2e15)),
        });
        db.Rules.AddRange(more);
        await db.SaveChangesAsync();
    }

    private static async Task<List<(int HostId, int StreamId, double[] Values)>> HostsAsync(ActingFloor floor)
    {
        var streams = new List<(int, int, double[])>();
        for (var i = 0; i < Hosts; i++)
        {
            var host = await floor.HostAsync($"bench-{i}");
            var stream = await floor.Catalog.RegisterAsync(host.Id, "agent", [.. BenchStore.AllNames], Never);
            var values = new double[HostValues.Names.Count];
            new HostValues(i).Next(values);
            streams.Add((host.Id, stream.Stream.Id, values));
        }

        return streams;
    }

    private static async Task JudgeAsync(ActingFloor floor, TickJudge judge, List<(int HostId, int StreamId, double[] Values)> streams)
    {
        var cpu = new List<double>();
        for (var round = 0; round < 4; round++)
        {
            var (samples, spent) = (0L, TimeSpan.Zero);
            for (var i = 0; i < 60; i++)
            {
                floor.Clock.Advance(TimeSpan.FromSeconds(2));
                var groups = Groups(floor, streams, _ => null);
                var before = Process.GetCurrentProcess().TotalProcessorTime;
                if (i % 30 == 0)
                {
                    await judge.RefreshAsync(Never);
                }

                foreach (var group in groups)
                {
                    await judge.JudgeAsync(group, Never);
                    samples += group.Sum(t => t.Values.Length);
                }

                spent += Process.GetCurrentProcess().TotalProcessorTime - before;
            }

            cpu.Add(spent.TotalMicroseconds / samples);
            if (round == 0)
            {
                await CompiledAsync();
            }
        }

        // The first round compiles the code and the plans.
        Benches.Print("rules.us_per_sample", cpu.Skip(1).Order().ElementAt(1), "us of CPU for a sample, with the rules read again every minute");
    }

    /// <summary>A server runs for weeks: what was called often is compiled for good before anything counts. For a minute at most.</summary>
    private static async Task CompiledAsync()
    {
        for (var (second, before) = (0, 0L); second < 60 && JitInfo.GetCompiledMethodCount() is var now && now - before > 20; second++)
        {
            before = now;
            await Task.Delay(TimeSpan.FromSeconds(1));
        }
    }

    private static async Task BreachAsync(ActingFloor floor, TickJudge judge, List<(int HostId, int StreamId, double[] Values)> streams)
    {
        var cpu = HostValues.Names.ToList().FindIndex(n => n.Metric == "cpu.used_percent");
        await using (var db = floor.Db())
        {
            db.Rules.Add(new Rule
            {
                Key = "bench-breach", Name = "Breach", UpdatedAt = floor.Clock.GetUtcNow(),
                Definition = RuleDefinition.Of("cpu.used_percent", ConditionKind.Above, TimeSpan.Zero, new SeverityStep(Severity.Warning, 99)) with { ClearFor = TimeSpan.Zero },
            });
            await db.SaveChangesAsync();
        }

        await judge.RefreshAsync(Never);
        var (waits, slowest) = (new List<double>(), new List<double>());
        for (var round = 0; round < 20; round++)
        {
            // All 1,000 ticks come at once; fifty of them, in as many groups as there are, cross the limit.
            var some = await RoundAsync(floor, judge, streams, i => i % 20 == round ? 99.5 : null, cpu);
            waits.AddRange(some);
            slowest.Add(some.Max());
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"# slowest breach of each round, ms: {string.Join(' ', slowest.Select(s => s.ToString("0", CultureInfo.InvariantCulture)))}"));

        Benches.Print("rules.verdict_p99_ms", waits.Order().ElementAt((int)(waits.Count * 0.99)), $"ms from arrival to the committed problem, {waits.Count} breaches");
        await RoundAsync(floor, judge, streams, _ => null, cpu);
        var storm = await RoundAsync(floor, judge, streams, _ => 99.5, cpu);
        Benches.Print("rules.storm_s", storm.Max() / 1000, $"s until {storm.Count} hosts that cross a limit at one moment have their problems");
    }

    private static async Task<List<double>> RoundAsync(
        ActingFloor floor, TickJudge judge, List<(int HostId, int StreamId, double[] Values)> streams, Func<int, double?> cpuOf, int cpu)
    {
        floor.Clock.Advance(TimeSpan.FromSeconds(2));
        var groups = Groups(floor, streams, i => cpuOf(i) is { } value ? (cpu, value) : null);
        var feed = new CommitFeed();
        using var waiting = feed.Subscribe(groups.Count);
        var arrived = Stopwatch.GetTimestamp();
        var waits = new List<double>();
        foreach (var group in groups)
        {
            feed.Publish(group);
        }

        while (DetectionLoop.Waiting(waiting.Reader) is { Count: > 0 } group)
        {
            await judge.JudgeAsync(group, Never);
            waits.AddRange(Enumerable.Repeat(Stopwatch.GetElapsedTime(arrived).TotalMilliseconds, group.Count(t => t.Values[cpu] > 99)));
        }

        return waits;
    }

    private static List<CommittedTick[]> Groups(ActingFloor floor, List<(int HostId, int StreamId, double[] Values)> streams, Func<int, (int Place, double Value)?> other)
    {
        var now = floor.Clock.GetUtcNow();
        return [.. streams.Select((s, i) =>
        {
            var values = s.Values;
            if (other(i) is { } one)
            {
                values = [.. values];
                values[one.Place] = one.Value;
            }

            return new CommittedTick(s.HostId, s.StreamId, now, now, values);
        }).Chunk(GroupSize)];
    }

    private static async Task ReplayAsync(ActingFloor floor)
    {
        const int days = 30;
        var to = new DateTimeOffset(floor.Clock.GetUtcNow().UtcTicks / TimeSpan.TicksPerDay * TimeSpan.TicksPerDay, TimeSpan.Zero);
        var random = new Random(3);
        for (var i = 0; i < 50; i++)
        {
            var (host, shift) = (await floor.HostAsync($"month-{i}"), i * 30);
            await StoredDays.WriteAsync(
                floor, host, "month.used_percent", to, days, minute => Math.Round(50 + (45 * Math.Sin(((minute % 1440) + shift) / 200.0)) + (random.NextDouble() * 5), 1));
        }

        var samples = new RehearsalSamples(floor.Catalog, floor.Reader, Options.Create(new RetentionOptions()), floor.Clock);
        var rehearsal = new RuleRehearsal(floor.Contexts, samples, new ReplaySlots(), Options.Create(floor.Policy));
        var definition = RuleDefinition.Of("month.used_percent", ConditionKind.Above, TimeSpan.FromMinutes(5), new(Severity.Warning, 90, 85), new(Severity.Critical, 98, 94));
        var times = new List<double>();
        Rehearsal? last = null;
        for (var i = 0; i < 3; i++)
        {
            var start = Stopwatch.GetTimestamp();
            last = (await rehearsal.RunAsync(new RehearsalRequest(definition, to.AddDays(-days), to, Actor.System), Never)).Rehearsal!;
            times.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        Benches.Print("rules.replay_month_s", times.Order().ElementAt(1), $"s for {days} days x {last!.Hosts} hosts by the minute: {last.ProblemCount} problems{(last.IsApproximate ? ", approximate" : "")}");
    }
}
