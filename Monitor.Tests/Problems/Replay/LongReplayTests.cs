using Microsoft.Extensions.Options;
using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Rules;
using Monitor.Domain.Tickets;
using Monitor.Tests.Support;
using Monitor.Web.Access;
using Monitor.Web.Problems.Replay;
using Monitor.Web.Store;

namespace Monitor.Tests.Problems.Replay;

/// <summary>Rules on days that are stored by the minute, beside the tickets that there really were.</summary>
public sealed class LongReplayTests(ActingFloor floor) : IClassFixture<ActingFloor>, IDisposable
{
    private static readonly CancellationToken Never = CancellationToken.None;
    private readonly string _folder = TestFolders.Create("replay");
    private readonly ReplaySlots _slots = new();

    private DateTimeOffset To => new(floor.Clock.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero);

    private RuleRehearsal Rehearsal =>
        new(floor.Contexts, new RehearsalSamples(floor.Catalog, floor.Reader, Options.Create(new RetentionOptions()), floor.Clock), _slots, Options.Create(floor.Policy));

    public void Dispose()
    {
        _slots.Dispose();
        TestFolders.Delete(_folder);
    }

    [Fact]
    public async Task Days_are_replayed_by_the_minute_marked_approximate_and_say_which_real_tickets_they_match_and_miss()
    {
        var (matched, missed) = await DaysAsync("days.used_percent");
        var rule = RuleDefinition.Of("days.used_percent", ConditionKind.Above, TimeSpan.FromMinutes(5), new SeverityStep(Severity.Warning, 90, 85));
        var outcome = await Rehearsal.RunAsync(new RehearsalRequest(rule, To.AddDays(-2), To, Actor.System), Never);
        var done = outcome.Rehearsal!;
        Assert.True(done.IsApproximate);
        Assert.Empty(done.Verdicts);
        Assert.Equal((2, 2, 1, 1, 2), (done.Hosts, done.Series, done.ProblemCount, done.Tickets, done.NoticesSent));
        Assert.InRange(done.Problems[0].FiringAt, To.AddDays(-2).AddMinutes(605), To.AddDays(-2).AddMinutes(606));
        Assert.InRange(done.Firing, TimeSpan.FromMinutes(54), TimeSpan.FromMinutes(62));
        Assert.Equal(matched, Assert.Single(done.Matched).Number);
        Assert.Equal(missed, Assert.Single(done.Missed).Number);
    }

    [Fact]
    public async Task The_command_tells_the_same_of_a_file_of_rules_and_of_a_definition_and_what_is_wrong_with_others()
    {
        var (_, missed) = await DaysAsync("told.used_percent");
        var backtest = new RulesBacktest(floor.Contexts, floor.Catalog, Rehearsal);
        var yaml = await backtest.RunAsync(Written("rules.yaml", """
            monitor-rules: 1
            rules:
              - {key: told, for: 5 min, conditions: [{metric: told.used_percent, steps: [{limit: 90, clear: 85}]}]}
              - {key: silent, for: 5 min, conditions: [{metric: '', compare: no-data, steps: [{severity: critical}]}]}
            """), To.AddDays(-2), To, Never);
        Assert.Contains("2 series on 2 hosts, approximate: from the values of minutes", yaml, StringComparison.Ordinal);
        Assert.Contains("1 problems, 1 tickets, 2 notices, firing for", yaml, StringComparison.Ordinal);
        Assert.Contains($"1 real tickets matched, 1 missed: #{missed}", yaml, StringComparison.Ordinal);
        Assert.Contains("not replayed: Silence, missing data and text states", yaml, StringComparison.Ordinal);

        var json = await backtest.RunAsync(
            Written("rule.json", """{"conditions":[{"metric":"told.used_percent","steps":[{"severity":"Warning","limit":90,"clearLevel":85}]}],"for":300}"""), To.AddDays(-2), To, Never);
        Assert.Contains("1 problems, 1 tickets, 2 notices", json, StringComparison.Ordinal);
        foreach (var (file, said) in new[] { ("none.yaml", "There is no file"), (Written("bad.yaml", "rules: &a [*a]"), "anchors"), (Written("bad.json", "{"), "no rule") })
        {
            Assert.Contains(said, (await Assert.ThrowsAsync<ArgumentException>(() => backtest.RunAsync(file, To.AddDays(-2), To, Never))).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Attack_45_What_looks_at_too_much_or_while_others_are_replayed_is_refused_at_once()
    {
        for (var i = 0; i < 2; i++)
        {
            var host = await floor.HostAsync($"wide-{i}");
            await floor.Catalog.RegisterAsync(host.Id, "agent", [.. Enumerable.Range(0, 1001).Select(n => new SeriesName("wide.x", $"n=\"{n}\""))], Never);
        }

        var rule = RuleDefinition.Of("wide.x", ConditionKind.Above, TimeSpan.Zero, new SeverityStep(Severity.Warning, 90));
        var request = new RehearsalRequest(rule, To.AddDays(-2), To, Actor.System);
        Assert.Contains("2002 series; at most 2000", (await Rehearsal.RunAsync(request, Never)).Errors[0], StringComparison.Ordinal);
        Assert.Contains("Nothing is kept by the minute", (await Rehearsal.RunAsync(request with { From = To.AddYears(-10) }, Never)).Errors[0], StringComparison.Ordinal);
        using (_slots.Take())
        {
            using var second = _slots.Take();
            Assert.Contains("Try again when they are done", (await Rehearsal.RunAsync(request, Never)).Errors[0], StringComparison.Ordinal);
        }

        Assert.DoesNotContain("Try again", (await Rehearsal.RunAsync(request, Never)).Errors[0], StringComparison.Ordinal);
    }

    /// <summary>Two hosts over two days, one of them over 90 for an hour from minute 600 on; a ticket at that time, and one that no problem explains.</summary>
    private async Task<(int Matched, int Missed)> DaysAsync(string metric)
    {
        var (busy, calm) = (await floor.HostAsync($"{metric} busy"), await floor.HostAsync($"{metric} calm"));
        await StoredDays.WriteAsync(floor, busy, metric, To, 2, minute => minute is >= 600 and < 660 ? 92 : 50);
        await StoredDays.WriteAsync(floor, calm, metric, To, 2, _ => 50);
        var at = To.AddDays(-2).AddMinutes(607);
        var (matched, missed, other) = (Of(busy, metric), Of(calm, metric), Of(busy, "other.metric"));
        await using var db = floor.Db();
        db.Tickets.AddRange(matched, missed, other);
        await db.SaveChangesAsync();
        return (matched.Number, missed.Number);

        Ticket Of(Host host, string about) => new() { Title = about, HostId = host.Id, Metric = about, CreatedAt = at, UpdatedAt = at };
    }

    private string Written(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}
