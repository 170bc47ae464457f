using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Monitor.Domain.Access;
using Monitor.Domain.Metrics;
using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Ledger;
using Monitor.Domain.Problems.Why;
using Monitor.Web.Access;
using Monitor.Web.Problems.Suppression;
using Monitor.Web.Problems.Why;
using Monitor.Web.Store;
using Monitor.Web.Tickets;

namespace Monitor.Tests.Problems.Why;

/// <summary>The causes of silence, each made to happen on the real ledger; WhyBelowLimitTests has the one that needs stored values.</summary>
public sealed class WhyTests(ActingFloor floor) : IClassFixture<ActingFloor>
{
    private static readonly CancellationToken Never = CancellationToken.None;

    private WhyQueries Queries => new(
        floor.Contexts, floor.Catalog, new SeriesReader(floor.Databases, new RecentTicks(floor.Clock), Options.Create(new RetentionOptions()), floor.Clock), floor.Clock);

    private DateTimeOffset Now => floor.Clock.GetUtcNow();

    [Fact]
    public async Task Somebody_was_told_and_the_answer_has_the_notice_and_its_time()
    {
        var host = await floor.HostAsync("told-1");
        await FireAsync(host);
        var answer = await AskAsync(host, Now);
        Assert.Equal(WhyCause.Told, answer.Cause);
        Assert.StartsWith($"Somebody was told at {Now:HH:mm}: told-1: Disk usage of / 91.2 %", answer.Sentence, StringComparison.Ordinal);
        floor.Clock.Advance(TimeSpan.FromMinutes(20));
        var later = await AskAsync(host, Now);
        Assert.StartsWith($"People had been told at {Now.AddMinutes(-20):HH:mm}, and at {Now:HH:mm} there was nothing new", later.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_silence_is_the_cause_with_its_author_its_end_and_its_reason()
    {
        var host = await floor.HostAsync("silenced-1");
        var technician = await floor.PersonAsync(Roles.Technician);
        await new SilenceDesk(floor.Contexts, new AuditLog(floor.Clock), floor.Live, floor.Clock).CreateAsync(
            technician, new SilenceWish("host=silenced-1", "disk exchange", null, Now.AddHours(1), Guid.NewGuid()), Never);
        await FireAsync(host);
        var answer = await AskAsync(host, Now);
        Assert.Equal(WhyCause.Silence, answer.Cause);
        Assert.Matches(@"^Nobody was told about silenced-1 at \d\d:\d\d: silenced by Technician until .* UTC: disk exchange\. Disk usage of / 91\.2 % exceeded the limit of 80 %\.$", answer.Sentence);
        Assert.Contains(answer.Stories[0].Steps, s => s.Facts.Any(f => f.StartsWith("held by silence", StringComparison.Ordinal)));
        Assert.Contains(answer.Reasons, r => r.Text.Contains("disk exchange", StringComparison.Ordinal));

        // After its end the problem that lasts is told, and the answer for then is another one.
        floor.Clock.Advance(TimeSpan.FromMinutes(61));
        await floor.Ledger.SweepAsync(Never);
        Assert.Equal(WhyCause.Told, (await AskAsync(host, Now)).Cause);
        Assert.Equal(WhyCause.Silence, (await AskAsync(host, Now.AddMinutes(-30))).Cause);
    }

    [Fact]
    public async Task Maintenance_is_the_cause_with_its_name_and_its_end()
    {
        var host = await floor.HostAsync("maintained-1");
        var start = DateTime.SpecifyKind(Now.UtcDateTime, DateTimeKind.Unspecified);
        var made = await new MaintenanceDesk(floor.Contexts, new AuditLog(floor.Clock), floor.Live, floor.Clock).CreateAsync(
            await floor.PersonAsync(Roles.Lead), new MaintenanceWish("New disk", "", "host=maintained-1", start, TimeSpan.FromHours(1), "UTC", null, Guid.NewGuid()), Never);
        Assert.True(made.IsDone, string.Join(' ', made.Messages));
        await FireAsync(host);
        var answer = await AskAsync(host, Now);
        Assert.Equal(WhyCause.Maintenance, answer.Cause);
        Assert.Matches(@"^Nobody was told about maintained-1 at .*: in maintenance until .* UTC: New disk\.", answer.Sentence);
    }

    [Fact]
    public async Task The_host_in_front_is_the_cause_for_the_one_behind_it()
    {
        var (child, parent) = (await floor.HostAsync("behind-1"), await floor.HostAsync("front-1"));
        await using (var db = floor.Db())
        {
            db.HostLinks.Add(new HostLink { ChildId = child.Id, ParentId = parent.Id });
            await db.SaveChangesAsync();
        }

        await FireAsync(parent, "host-silent", "", 300);
        floor.Clock.Advance(TimeSpan.FromSeconds(10));
        await FireAsync(child, "host-silent", "", 300);
        var answer = await AskAsync(child, Now);
        Assert.Equal(WhyCause.Dependency, answer.Cause);
        Assert.Contains("front-1, through which it is reached, is down since", answer.Sentence, StringComparison.Ordinal);
        Assert.Equal(WhyCause.Told, (await AskAsync(parent, Now)).Cause);
    }

    [Fact]
    public async Task The_acknowledgement_is_the_cause_and_the_answer_says_when_people_had_been_told()
    {
        var host = await floor.HostAsync("acknowledged-1");
        await FireAsync(host, "host-silent", "", 300);
        var told = Now;
        await using var db = floor.Db();
        var number = await db.Tickets.Where(t => t.HostId == host.Id).Select(t => t.Number).SingleAsync();
        floor.Clock.Advance(TimeSpan.FromMinutes(5));
        var technician = await floor.PersonAsync(Roles.Technician);
        Assert.True((await floor.Desk.AcknowledgeAsync(technician, new TicketCommand(number, Guid.NewGuid()), "on it", null, Never)).IsDone);
        await floor.Ledger.SweepAsync(Never);
        floor.Clock.Advance(TimeSpan.FromHours(5));
        await floor.Ledger.SweepAsync(Never);
        var answer = await AskAsync(host, Now);
        Assert.Equal(WhyCause.Acknowledged, answer.Cause);
        Assert.Contains($"Nobody was told again about acknowledged-1", answer.Sentence, StringComparison.Ordinal);
        Assert.Contains($"acknowledged by Technician on ticket #{number}: on it.", answer.Sentence, StringComparison.Ordinal);
        Assert.EndsWith($"People had been told at {told:HH:mm}.", answer.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_breach_that_has_not_lasted_long_enough_is_told_with_its_progress_and_what_came_of_it()
    {
        var host = await floor.HostAsync("short-1");
        var pending = await VerdictAsync(host, VerdictKind.Pending) with { For = TimeSpan.FromMinutes(5) };
        await floor.Ledger.TakeAsync(pending, Never);
        var began = Now;
        floor.Clock.Advance(TimeSpan.FromMinutes(2));
        var answer = await AskAsync(host, Now);
        Assert.Equal(WhyCause.DurationNotOver, answer.Cause);
        Assert.Matches(@"^Nobody was told about short-1 at .*: Disk usage of / 91\.2 % exceeded the limit of 80 % for only \d.* of the 5 min that it must last\.$", answer.Sentence);

        floor.Clock.Advance(TimeSpan.FromMinutes(1));
        await floor.Ledger.TakeAsync(await VerdictAsync(host, VerdictKind.Abandoned) with { For = TimeSpan.FromMinutes(5), HeldFor = TimeSpan.FromMinutes(3) }, Never);
        floor.Clock.Advance(TimeSpan.FromMinutes(30));
        Assert.EndsWith($"It was good again at {began.AddMinutes(3):HH:mm}.", (await AskAsync(host, began.AddMinutes(2))).Sentence, StringComparison.Ordinal);
        Assert.NotEqual(WhyCause.DurationNotOver, (await AskAsync(host, Now)).Cause);
    }

    [Fact]
    public async Task What_came_too_late_and_what_fell_on_the_first_day_are_told_as_such()
    {
        var late = await floor.HostAsync("late-1");
        var sampleAt = Now;
        floor.Clock.Advance(TimeSpan.FromHours(3));
        await floor.Ledger.TakeAsync(await VerdictAsync(late, VerdictKind.SeenLate) with { At = sampleAt, BeganAt = sampleAt }, Never);
        Assert.Equal(WhyCause.SeenLate, (await AskAsync(late, sampleAt)).Cause);

        var fresh = await floor.HostAsync("fresh-1", age: TimeSpan.FromHours(1));
        await FireAsync(fresh, "cpu-high", "", 95);
        Assert.Equal(WhyCause.FirstDay, (await AskAsync(fresh, Now)).Cause);
    }

    [Fact]
    public async Task Where_nothing_is_stored_the_answer_says_so()
    {
        var host = await floor.HostAsync("nothing-1");
        var answer = await AskAsync(host, Now);
        Assert.Equal(WhyCause.NoData, answer.Cause);
        Assert.Contains("no value that a rule looks at is stored of that time", answer.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Attack_24_A_host_of_others_has_no_answer_and_is_not_found_by_its_name()
    {
        var host = await floor.HostAsync("secret-host-1");
        var limited = await floor.PersonAsync(Roles.Technician) with { GroupIds = [98765] };
        Assert.Null(await Queries.ExplainAsync(limited, host.Id, Now, TimeZoneInfo.Utc, Never));
        Assert.Empty(await Queries.FindHostsAsync(limited, "secret", Never));
        Assert.Equal([host.Id], (await Queries.FindHostsAsync(await floor.PersonAsync(Roles.Viewer), "SECRET-host-1", Never)).Select(h => h.Id));
        Assert.Empty(await Queries.FindHostsAsync(await floor.PersonAsync(Roles.Viewer), "secret%1", Never));
    }

    private async Task<WhyAnswer> AskAsync(Host host, DateTimeOffset at) =>
        (await Queries.ExplainAsync(await floor.PersonAsync(Roles.Viewer), host.Id, at, TimeZoneInfo.Utc, Never))!;

    private async Task FireAsync(Host host, string rule = "disk-full", string labels = "mount=\"/\"", double value = 91.2) =>
        Assert.True(await floor.Ledger.OpenAsync(await floor.BreachAsync(host, rule, labels, value), Never));

    private async Task<Verdict> VerdictAsync(Host host, VerdictKind kind)
    {
        var breach = await floor.BreachAsync(host);
        return new Verdict
        {
            Kind = kind, HostId = host.Id, RuleId = breach.RuleId, RuleKey = breach.RuleKey, Metric = breach.Metric, Labels = breach.Labels, Severity = breach.Severity,
            Value = breach.Value, Limit = breach.Limit, BeganAt = Now, At = Now, Summary = breach.Summary,
        };
    }
}
