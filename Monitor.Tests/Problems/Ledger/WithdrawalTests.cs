using Microsoft.EntityFrameworkCore;
using Monitor.Domain.Access;
using Monitor.Domain.Metrics;
using Monitor.Domain.Problems.Ledger;
using Monitor.Domain.Problems.Rules;
using Monitor.Domain.RootCause.Runbooks;
using Monitor.Domain.Tickets;
using Monitor.Tests.Tickets.Runbooks;
using Monitor.Web.Access;
using Monitor.Web.Metrics;

namespace Monitor.Tests.Problems.Ledger;

/// <summary>Whoever takes the judge of an open problem away ends it, once, with the reason.</summary>
public sealed class WithdrawalTests(ActingFloor floor) : IClassFixture<ActingFloor>
{
    private static readonly CancellationToken Never = CancellationToken.None;

    [Fact]
    public async Task The_open_problems_of_a_deleted_rule_end_once_with_the_reason()
    {
        var host = await floor.HostAsync("gone-1");
        await floor.SayAsync(host, VerdictKind.Fired, "memory-high");
        await using (var db = floor.Db())
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            await db.Rules.Where(r => r.Key == "memory-high").ExecuteUpdateAsync(set => set.SetProperty(r => r.DeletedAt, floor.Clock.GetUtcNow()));
            Assert.Equal(1, await floor.Ledger.WithdrawOrphansAsync(db, Never));
            Assert.Equal(0, await floor.Ledger.WithdrawOrphansAsync(db, Never));
            await transaction.CommitAsync();
        }

        await EndedOnceAsync(host, "The rule was deleted.");
        Assert.Equal(0, await floor.Ledger.ReviewAsync(Never));
        await EndedOnceAsync(host, "The rule was deleted.");
    }

    [Fact]
    public async Task The_open_problems_of_a_retired_host_end_once_with_the_reason_and_no_late_verdict_opens_one_again()
    {
        var host = await floor.HostAsync("gone-2");
        await floor.SayAsync(host, VerdictKind.Fired);
        await floor.SayAsync(host, VerdictKind.Fired, labels: "mount=\"/var\"");
        var registry = new HostRegistry(Changes(), new AuditLog(floor.Clock), new AgentKeyRing(floor.Contexts, floor.Clock), floor.Clock);
        Assert.True((await registry.RetireAsync(Actor.System, host.Id, Never)).IsDone);
        Assert.True((await registry.RetireAsync(Actor.System, host.Id, Never)).IsDone);
        await floor.SayAsync(host, VerdictKind.Fired);
        await using var db = floor.Db();
        var problems = await db.Problems.Where(p => p.HostId == host.Id).ToListAsync();
        Assert.Equal(["The host gone-2 was retired.", "The host gone-2 was retired."], problems.Select(p => p.EndText));
        Assert.Equal(1, (await floor.NoticesAsync(host)).Count(n => n == "Ended"));
        var ticket = await db.Tickets.SingleAsync(t => t.HostId == host.Id);
        Assert.Equal(TicketState.Resolved, ticket.State);
        Assert.Equal(DecisionKind.PassedOver, (await floor.DecisionsAsync(host))[^1].Kind);
    }

    [Fact]
    public async Task The_problems_that_a_deleted_groups_limit_made_end_once_with_the_reason_and_its_hosts_move_up()
    {
        var (inside, outside) = (await floor.HostAsync("gone-3"), await floor.HostAsync("gone-4"));
        await using var db = floor.Db();
        var group = new HostGroup { Name = "closing", ParentId = HostGroup.FleetId };
        db.HostGroups.Add(group);
        await db.SaveChangesAsync();
        await db.Hosts.Where(h => h.Id == inside.Id).ExecuteUpdateAsync(set => set.SetProperty(h => h.GroupId, group.Id));
        await floor.OverrideAsync("disk-full", new RuleOverride { GroupId = group.Id, Limit = 50 });
        await floor.SayAsync(inside, VerdictKind.Fired);
        await floor.SayAsync(inside, VerdictKind.Fired, "cpu-high");
        await floor.SayAsync(outside, VerdictKind.Fired);
        var desk = new GroupDesk(floor.Contexts, floor.Ledger, new AuditLog(floor.Clock), floor.Live);
        Assert.True((await desk.DeleteAsync(Actor.System, group.Id, Never)).IsDone);
        Assert.Equal(
            [("cpu-high", ""), ("disk-full", "The group closing was deleted, and its limits with it.")],
            (await db.Problems.Where(p => p.HostId == inside.Id).Join(db.Rules, p => p.RuleId, r => r.Id, (p, r) => new { r.Key, p.EndText }).OrderBy(p => p.Key).ToListAsync())
                .Select(p => (p.Key, p.EndText)));
        Assert.Null((await floor.ProblemAsync(outside)).EndedAt);
        Assert.Equal(HostGroup.FleetId, await db.Hosts.Where(h => h.Id == inside.Id).Select(h => h.GroupId).SingleAsync());
    }

    [Fact]
    public async Task A_group_that_limits_what_somebody_sees_is_not_deleted()
    {
        await using var db = floor.Db();
        var group = new HostGroup { Name = "scope", ParentId = HostGroup.FleetId };
        db.HostGroups.Add(group);
        await db.SaveChangesAsync();
        var person = await floor.PersonAsync(Roles.Technician);
        db.UserScopes.Add(new UserScope { UserId = person.UserId!.Value, GroupId = group.Id });
        await db.SaveChangesAsync();
        var desk = new GroupDesk(floor.Contexts, floor.Ledger, new AuditLog(floor.Clock), floor.Live);
        Assert.Equal(HostResult.Conflict, (await desk.DeleteAsync(Actor.System, group.Id, Never)).Result);
        await db.UserScopes.ExecuteDeleteAsync();
    }

    [Fact]
    public async Task A_group_that_a_rule_or_a_runbook_is_about_alone_is_not_deleted_before_they_say_where_else_they_count()
    {
        await using var db = floor.Db();
        var (group, other) = (new HostGroup { Name = "leaned-on", ParentId = HostGroup.FleetId }, new HostGroup { Name = "other", ParentId = HostGroup.FleetId });
        db.HostGroups.AddRange(group, other);
        await db.SaveChangesAsync();
        var disk = (await db.Rules.AsNoTracking().SingleAsync(r => r.Key == "disk-full")).Definition;
        var (alone, shared) = (Rule("alone", [group.Id]), Rule("shared", [group.Id, other.Id]));
        var runbook = new Runbook { Name = "Restart", Definition = RunbookJson.Write(RunbookStage.Usual with { AutomaticGroups = [group.Id] }) };
        db.AddRange(alone, shared, runbook);
        await db.SaveChangesAsync();
        var desk = new GroupDesk(floor.Contexts, floor.Ledger, new AuditLog(floor.Clock), floor.Live);
        var refused = await desk.DeleteAsync(Actor.System, group.Id, Never);
        Assert.Equal(HostResult.Conflict, refused.Result);
        Assert.Contains("the rule “alone”, the runbook “Restart”, which runs by itself.", refused.Message, StringComparison.Ordinal);
        db.Remove(runbook);
        alone.Definition = disk with { Where = new HostScope { Groups = [other.Id] } };
        await db.SaveChangesAsync();
        Assert.True((await desk.DeleteAsync(Actor.System, group.Id, Never)).IsDone);
        await db.Rules.Where(r => r.Key == "alone" || r.Key == "shared").ExecuteDeleteAsync();

        Rule Rule(string key, int[] groups) => new() { Key = key, Name = key, UpdatedAt = floor.Clock.GetUtcNow(), Definition = disk with { Where = new HostScope { Groups = groups } } };
    }

    [Fact]
    public async Task A_host_that_leaves_the_hosts_of_a_rule_ends_its_problem_of_that_rule()
    {
        var host = await floor.HostAsync("gone-5");
        await floor.TagAsync(host, "role", "web");
        await using var db = floor.Db();
        var rule = new Rule
        {
            Key = "web-disk", Name = "Web disk", UpdatedAt = floor.Clock.GetUtcNow(),
            Definition = (await db.Rules.AsNoTracking().SingleAsync(r => r.Key == "disk-full")).Definition with { Where = new HostScope { Tags = ["role=web"] } },
        };
        db.Rules.Add(rule);
        await db.SaveChangesAsync();
        await floor.SayAsync(host, VerdictKind.Fired, "web-disk", "mount=\"/\"");
        var registry = new HostRegistry(Changes(), new AuditLog(floor.Clock), new AgentKeyRing(floor.Contexts, floor.Clock), floor.Clock);
        Assert.True((await registry.UntagAsync(Actor.System, host.Id, "role", Never)).IsDone);
        await EndedOnceAsync(host, "The rule Web disk is no longer about this host.");
    }

    [Fact]
    public async Task A_problem_that_slipped_in_beside_a_change_is_found_and_ended()
    {
        var host = await floor.HostAsync("gone-6");
        await floor.SayAsync(host, VerdictKind.Fired, "cpu-high");
        await floor.OverrideAsync("cpu-high", new RuleOverride { HostId = host.Id, Enabled = false });
        Assert.Equal(1, await floor.Ledger.ReviewAsync(Never));
        await EndedOnceAsync(host, "The rule CPU was switched off (host).");
        await floor.SayAsync(host, VerdictKind.Fired, "cpu-high");
        Assert.NotNull((await floor.ProblemAsync(host)).EndedAt);
    }

    private HostChanges Changes() => new(floor.Contexts, floor.Ledger, floor.Live);

    private async Task EndedOnceAsync(Host host, string reason)
    {
        Assert.Equal(["Began", "Ended"], await floor.NoticesAsync(host));
        Assert.Equal(reason, (await floor.ProblemAsync(host)).EndText);
        Assert.Single(await floor.DecisionsAsync(host), d => d.Kind == DecisionKind.Withdrawn && d.Text == reason);
    }
}
