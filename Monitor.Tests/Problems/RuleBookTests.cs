using Microsoft.EntityFrameworkCore;
using Monitor.Domain.Access;
using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Rules;
using Monitor.Web.Access;
using Monitor.Web.Problems;

namespace Monitor.Tests.Problems;

public sealed class RuleBookTests(ActingFloor floor) : IClassFixture<ActingFloor>
{
    private static readonly CancellationToken Never = CancellationToken.None;

    [Fact]
    public async Task The_shipped_rules_are_there_once_however_often_the_product_starts()
    {
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => new ShippedRules(floor.Contexts, floor.Live, floor.Clock).StartAsync(Never)));
        await using var db = floor.Db();
        Assert.Equal(["cpu-high", "disk-full", "host-silent", "memory-high"], await db.Rules.OrderBy(r => r.Key).Select(r => r.Key).ToListAsync());
    }

    [Fact]
    public async Task A_change_is_written_with_its_audit_and_a_second_editor_sees_the_conflict()
    {
        var lead = await floor.PersonAsync(Roles.Lead);
        var rule = await RuleAsync("memory-high");
        var edit = new RuleEdit(rule.Id, rule.Version, 76, 71, TimeSpan.FromMinutes(2), true);
        Assert.Equal(RuleResult.Done, (await floor.Book.SetFleetAsync(lead, edit, Never)).Result);
        Assert.Equal(RuleResult.Conflict, (await floor.Book.SetFleetAsync(lead, edit with { Limit = 99 }, Never)).Result);
        var now = await RuleAsync("memory-high");
        Assert.Equal((76, 71, rule.Version + 1), (now.Definition.Mildest.Limit, now.Definition.Mildest.ClearLevel, now.Version));
        await using var db = floor.Db();
        var entry = await db.Audit.SingleAsync(a => a.UserId == lead.UserId && a.Act == "rule.changed");
        Assert.Contains("75", entry.Before, StringComparison.Ordinal);
        Assert.Contains("76", entry.After, StringComparison.Ordinal);
        Assert.Equal("127.0.0.1", entry.Address);
    }

    [Fact]
    public async Task Two_editors_at_the_same_moment_have_one_winner()
    {
        var lead = await floor.PersonAsync(Roles.Lead);
        var host = await floor.HostAsync("rule-0");
        var rule = await RuleAsync("disk-full");
        var outcomes = await Task.WhenAll(Enumerable.Range(1, 6).Select(i => Task.Run(() =>
            floor.Book.SetOverrideAsync(lead, new OverrideEdit(rule.Id, rule.Version, OverrideTarget.OfHost(host.Id), 50 + i, null, null, null), Never))));
        Assert.Single(outcomes, o => o.IsDone);
        Assert.Equal(5, outcomes.Count(o => o.Result == RuleResult.Conflict));
    }

    [Fact]
    public async Task Nonsense_is_refused_with_a_sentence_and_changes_nothing()
    {
        var lead = await floor.PersonAsync(Roles.Lead);
        var rule = await RuleAsync("cpu-high");
        var host = await floor.HostAsync("rule-1");
        var target = OverrideTarget.OfHost(host.Id);
        Assert.Contains("between 0 and 100", (await floor.Book.SetFleetAsync(lead, new(rule.Id, rule.Version, 101, 85, TimeSpan.Zero, true), Never)).Messages[0]);
        Assert.Contains("above the limit", (await floor.Book.SetOverrideAsync(lead, new(rule.Id, rule.Version, target, null, 95, null, null), Never)).Messages[0]);
        Assert.Contains("Nothing is set", (await floor.Book.SetOverrideAsync(lead, new(rule.Id, rule.Version, target, null, null, null, null), Never)).Messages[0]);
        Assert.Equal(RuleResult.NotFound, (await floor.Book.SetOverrideAsync(lead, new(rule.Id, rule.Version, OverrideTarget.OfHost(999_999), 5, null, null, null), Never)).Result);
        Assert.Equal(rule.Version, (await RuleAsync("cpu-high")).Version);
    }

    [Theory]
    [InlineData(Roles.EndUser)]
    [InlineData(Roles.Viewer)]
    [InlineData(Roles.Technician)]
    public async Task Attack_27_Who_may_not_edit_rules_is_refused_by_the_book_itself(string role)
    {
        var person = await floor.PersonAsync(role);
        var rule = await RuleAsync("cpu-high");
        Assert.Equal(RuleResult.Refused, (await floor.Book.SetFleetAsync(person, new(rule.Id, rule.Version, 1, 1, TimeSpan.Zero, true), Never)).Result);
    }

    [Fact]
    public async Task Attack_24_A_lead_of_one_group_changes_no_rule_of_another_group_or_of_the_fleet()
    {
        await using var db = floor.Db();
        var (mine, other) = (new Domain.Metrics.HostGroup { Name = "mine", ParentId = 1 }, new Domain.Metrics.HostGroup { Name = "other", ParentId = 1 });
        db.HostGroups.AddRange(mine, other);
        await db.SaveChangesAsync();
        var lead = await floor.PersonAsync(Roles.Lead) with { GroupIds = [mine.Id] };
        Assert.Equal(RuleResult.Refused, (await FleetAsync(lead)).Result);
        Assert.Equal(RuleResult.NotFound, (await GroupAsync(lead, other.Id)).Result);
        Assert.Equal(RuleResult.Done, (await GroupAsync(lead, mine.Id)).Result);

        async Task<RuleOutcome> FleetAsync(Actor actor) =>
            await floor.Book.SetFleetAsync(actor, new((await RuleAsync("cpu-high")).Id, (await RuleAsync("cpu-high")).Version, 1, 1, TimeSpan.Zero, true), Never);

        async Task<RuleOutcome> GroupAsync(Actor actor, int group)
        {
            var rule = await RuleAsync("cpu-high");
            return await floor.Book.SetOverrideAsync(actor, new(rule.Id, rule.Version, OverrideTarget.OfGroup(group), 50, null, null, null), Never);
        }
    }

    [Fact]
    public async Task Switching_a_rule_off_for_a_host_ends_its_problem_with_that_reason()
    {
        var (lead, host) = (await floor.PersonAsync(Roles.Lead), await floor.HostAsync("rule-2"));
        await floor.Ledger.OpenAsync(await floor.BreachAsync(host), Never);
        var rule = await RuleAsync("disk-full");
        Assert.True((await floor.Book.SetOverrideAsync(lead, new(rule.Id, rule.Version, OverrideTarget.OfHost(host.Id), null, null, null, false), Never)).IsDone);
        await using var db = floor.Db();
        var problem = await db.Problems.SingleAsync(p => p.HostId == host.Id);
        Assert.NotNull(problem.EndedAt);
        Assert.Equal("The rule Disk was switched off (host).", problem.EndText);
        Assert.True(await db.TicketEntries.AnyAsync(e => e.TicketId == problem.TicketId && e.Text.StartsWith(problem.EndText)));
    }

    [Fact]
    public async Task Removing_an_override_ends_the_problem_that_it_made()
    {
        var (lead, host, bystander) = (await floor.PersonAsync(Roles.Lead), await floor.HostAsync("rule-3"), await floor.HostAsync("rule-4"));
        await floor.OverrideAsync("cpu-high", new RuleOverride { HostId = host.Id, Limit = 1 });
        await floor.Ledger.OpenAsync(await floor.BreachAsync(host, "cpu-high", "", 13.8), Never);
        await floor.Ledger.OpenAsync(await floor.BreachAsync(bystander, "cpu-high", "", 95), Never);
        var rule = await RuleAsync("cpu-high");
        Assert.True((await floor.Book.RemoveOverrideAsync(lead, rule.Id, rule.Version, OverrideTarget.OfHost(host.Id), Never)).IsDone);
        await using var db = floor.Db();
        Assert.StartsWith("The limit that it broke was removed", (await db.Problems.SingleAsync(p => p.HostId == host.Id)).EndText);
        Assert.Null((await db.Problems.SingleAsync(p => p.HostId == bystander.Id)).EndedAt);
    }

    private async Task<Rule> RuleAsync(string key)
    {
        await using var db = floor.Db();
        return await db.Rules.AsNoTracking().SingleAsync(r => r.Key == key);
    }
}
