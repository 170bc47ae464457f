using Microsoft.EntityFrameworkCore;
using Monitor.Domain.Access;
using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Rules;
using Monitor.Web.Access;
using Monitor.Web.Problems;
using Monitor.Web.Problems.Rules;

namespace Monitor.Tests.Problems.Rules;

public sealed class RuleBookTests(ActingFloor floor) : IClassFixture<ActingFloor>
{
    private static readonly CancellationToken Never = CancellationToken.None;

    [Fact]
    public async Task The_shipped_rules_are_there_once_however_often_the_product_starts()
    {
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => new ShippedRules(floor.Contexts, floor.Live, floor.Clock).StartAsync(Never)));
        await using var db = floor.Db();
        var keys = await db.Rules.Select(r => r.Key).ToListAsync();
        Assert.Superset(new HashSet<string> { "cpu-high", "disk-full", "host-silent", "memory-high" }, keys.ToHashSet());
        Assert.Equal(keys.Distinct().Count(), keys.Count);
    }

    [Fact]
    public async Task A_change_is_written_with_its_audit_and_a_second_editor_sees_the_conflict()
    {
        var lead = await floor.PersonAsync(Roles.Lead);
        var rule = await RuleAsync("memory-high");
        var draft = Draft(rule, 76, 71);
        Assert.Equal(RuleResult.Done, (await floor.Book.ChangeAsync(lead, At(rule), draft, "Small hosts", Never)).Result);
        Assert.Equal(RuleResult.Conflict, (await floor.Book.ChangeAsync(lead, At(rule), Draft(rule, 99, 71), "Too slow", Never)).Result);
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
            floor.Book.SetOverrideAsync(lead, Limit(rule, OverrideTarget.OfHost(host.Id), 50 + i), Never))));
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
        Assert.Contains("between 0 and 100", (await floor.Book.ChangeAsync(lead, At(rule), Draft(rule, 101, 85), "Test", Never)).Messages[0]);
        Assert.Contains("above the limit", (await floor.Book.SetOverrideAsync(lead, Limit(rule, target, null, 95), Never)).Messages[0]);
        Assert.Contains("Nothing is set", (await floor.Book.SetOverrideAsync(lead, Limit(rule, target, null), Never)).Messages[0]);
        Assert.Equal(RuleResult.NotFound, (await floor.Book.SetOverrideAsync(lead, Limit(rule, OverrideTarget.OfHost(999_999), 5), Never)).Result);
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
        Assert.Equal(RuleResult.Refused, (await floor.Book.ChangeAsync(person, At(rule), Draft(rule, 1, 1), "Test", Never)).Result);
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
            await floor.Book.ChangeAsync(actor, At(await RuleAsync("cpu-high")), Draft(await RuleAsync("cpu-high"), 1, 1), "Test", Never);

        async Task<RuleOutcome> GroupAsync(Actor actor, int group)
        {
            var rule = await RuleAsync("cpu-high");
            return await floor.Book.SetOverrideAsync(actor, Limit(rule, OverrideTarget.OfGroup(group), 50), Never);
        }
    }

    [Fact]
    public async Task Switching_a_rule_off_for_a_host_ends_its_problem_with_that_reason()
    {
        var (lead, host) = (await floor.PersonAsync(Roles.Lead), await floor.HostAsync("rule-2"));
        await floor.Ledger.OpenAsync(await floor.BreachAsync(host), Never);
        var rule = await RuleAsync("disk-full");
        Assert.True((await floor.Book.SetOverrideAsync(lead, new OverrideEdit(At(rule), OverrideTarget.OfHost(host.Id), "It is being rebuilt") { Enabled = false }, Never)).IsDone);
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
        Assert.True((await floor.Book.RemoveOverrideAsync(lead, At(rule), OverrideTarget.OfHost(host.Id), "Was a test", Never)).IsDone);
        await using var db = floor.Db();
        Assert.StartsWith("The limit that it broke was removed", (await db.Problems.SingleAsync(p => p.HostId == host.Id)).EndText);
        Assert.Null((await db.Problems.SingleAsync(p => p.HostId == bystander.Id)).EndedAt);
    }

    [Fact]
    public async Task A_rule_is_made_changed_switched_deleted_and_brought_back_and_its_history_says_who_and_why()
    {
        var lead = await floor.PersonAsync(Roles.Lead);
        var draft = new RuleDraft { Key = "disk-lags", Name = "Disk slow", Definition = RuleDefinition.Of("disk.latency_ms", ConditionKind.Above, TimeSpan.FromMinutes(5), new SeverityStep(Severity.Warning, 50, 40)) };
        Assert.True((await floor.Book.CreateAsync(lead, draft, "New disks", Never)).IsDone);
        Assert.Contains("already", (await floor.Book.CreateAsync(lead, draft, "Once more", Never)).Messages[0]);
        Assert.True((await floor.Book.ChangeAsync(lead, At(await RuleAsync("disk-lags")), Draft(await RuleAsync("disk-lags"), 80, 60), "They are slower", Never)).IsDone);
        Assert.True((await floor.Book.SwitchAsync(lead, At(await RuleAsync("disk-lags")), false, "Moving house", Never)).IsDone);
        Assert.True((await floor.Book.DeleteAsync(lead, At(await RuleAsync("disk-lags")), "Not needed", Never)).IsDone);
        Assert.True((await floor.Book.UndoAsync(lead, At(await RuleAsync("disk-lags")), 2, "Needed after all", Never)).IsDone);

        var rule = await RuleAsync("disk-lags");
        Assert.Equal((80.0, true, 5, (DateTimeOffset?)null), (rule.Definition.Mildest.Limit, rule.Enabled, rule.Version, rule.DeletedAt));
        var history = await new RuleQueries(floor.Contexts).HistoryAsync(rule.Id, Never);
        Assert.Equal(
            ["5 back to version 2: Needed after all", "4 deleted: Not needed", "3 switched off: Moving house", "2 changed: They are slower", "1 created: New disks"],
            history.Select(h => $"{h.Version.Version} {h.Version.Act}: {h.Version.Reason}"));
        Assert.All(history, h => Assert.Equal(lead.UserId, h.Version.UserId));
        await using var db = floor.Db();
        Assert.Equal(5, await db.Audit.CountAsync(a => a.Subject == "rule" && a.SubjectId == "disk-lags"));
    }

    [Fact]
    public async Task Every_change_asks_for_its_reason_and_what_is_missing_changes_nothing()
    {
        var lead = await floor.PersonAsync(Roles.Lead);
        var rule = await RuleAsync("disk-full");
        Assert.StartsWith("Say why", (await floor.Book.ChangeAsync(lead, At(rule), Draft(rule, 81, 79), "  ", Never)).Messages[0]);
        Assert.StartsWith("Say why", (await floor.Book.DeleteAsync(lead, At(rule), new string('x', 1001), Never)).Messages[0]);
        Assert.StartsWith("The key", (await floor.Book.CreateAsync(lead, Draft(rule, 81, 79) with { Key = "Über" }, "Test", Never)).Messages[0]);
        Assert.StartsWith("The key", (await floor.Book.CreateAsync(lead, Draft(rule, 81, 79) with { Key = "import" }, "Test", Never)).Messages[0]);
        var elsewhere = RuleDraft.Of(rule) with { Definition = rule.Definition with { Where = new HostScope { Hosts = [999_999] } } };
        Assert.Contains("not there", (await floor.Book.ChangeAsync(lead, At(rule), elsewhere, "Test", Never)).Messages[0]);
        Assert.Equal(rule.Version, (await RuleAsync("disk-full")).Version);
    }

    [Fact]
    public async Task Deleting_a_rule_with_open_problems_ends_them_once_with_the_reason()
    {
        var (lead, host) = (await floor.PersonAsync(Roles.Lead), await floor.HostAsync("rule-5"));
        var draft = new RuleDraft { Key = "swap-much", Name = "Swap", Definition = RuleDefinition.Of("swap.used_percent", ConditionKind.Above, TimeSpan.Zero, new SeverityStep(Severity.Warning, 50)) };
        Assert.True((await floor.Book.CreateAsync(lead, draft, "Test", Never)).IsDone);
        await floor.Ledger.OpenAsync(await floor.BreachAsync(host, "swap-much", "", 90), Never);
        Assert.True((await floor.Book.DeleteAsync(lead, At(await RuleAsync("swap-much")), "Not needed", Never)).IsDone);
        await using var db = floor.Db();
        var problem = await db.Problems.SingleAsync(p => p.HostId == host.Id);
        Assert.Equal("The rule Swap was deleted.", problem.EndText);
        Assert.Equal(1, await db.TicketEntries.CountAsync(e => e.TicketId == problem.TicketId && e.Text.StartsWith(problem.EndText)));
        Assert.Equal(RuleResult.NotFound, (await floor.Book.DeleteAsync(lead, At(await RuleAsync("swap-much")), "Again", Never)).Result);
    }

    [Fact]
    public async Task A_rule_that_no_longer_watches_a_host_or_a_series_ends_the_problem_there()
    {
        var lead = await floor.PersonAsync(Roles.Lead);
        var (kept, left) = (await floor.HostAsync("rule-6"), await floor.HostAsync("rule-7"));
        var condition = new Condition { Metric = "disk.utilisation_percent", Steps = [new SeverityStep(Severity.Warning, 50)] };
        var draft = new RuleDraft { Key = "disk-busy", Name = "Disk busy", Definition = new RuleDefinition { Conditions = [condition] } };
        Assert.True((await floor.Book.CreateAsync(lead, draft, "Test", Never)).IsDone);
        await floor.Ledger.OpenAsync(await floor.BreachAsync(kept, "disk-busy", "device=\"sda\"", 90), Never);
        await floor.Ledger.OpenAsync(await floor.BreachAsync(left, "disk-busy", "device=\"sda\"", 90), Never);
        var here = draft with { Definition = draft.Definition with { Where = new HostScope { Hosts = [kept.Id] } } };
        Assert.True((await floor.Book.ChangeAsync(lead, At(await RuleAsync("disk-busy")), here, "Only there", Never)).IsDone);
        await using var db = floor.Db();
        Assert.Equal("The rule Disk busy is no longer about this host.", (await db.Problems.SingleAsync(p => p.HostId == left.Id)).EndText);
        Assert.Null((await db.Problems.AsNoTracking().SingleAsync(p => p.HostId == kept.Id)).EndedAt);
        var other = here with { Definition = here.Definition.WithFirst(condition with { Labels = [new LabelMatcher("device", LabelOperator.IsNot, "sda")] }) };
        Assert.True((await floor.Book.ChangeAsync(lead, At(await RuleAsync("disk-busy")), other, "Not that one", Never)).IsDone);
        Assert.Equal("The rule Disk busy no longer looks at device=\"sda\".", (await db.Problems.AsNoTracking().SingleAsync(p => p.HostId == kept.Id)).EndText);
    }

    [Fact]
    public async Task An_override_bends_each_step_and_one_without_such_a_step_is_refused()
    {
        var (lead, host) = (await floor.PersonAsync(Roles.Lead), await floor.HostAsync("rule-8"));
        var ladder = RuleDefinition.Of("load.per_core", ConditionKind.Above, TimeSpan.Zero, new SeverityStep(Severity.Warning, 2), new SeverityStep(Severity.Critical, 4, 3));
        Assert.True((await floor.Book.CreateAsync(lead, new RuleDraft { Key = "busy", Name = "Busy", Definition = ladder }, "Test", Never)).IsDone);
        var rule = await RuleAsync("busy");
        var edit = new OverrideEdit(At(rule), OverrideTarget.OfHost(host.Id), "Build host") { Steps = [new StepOverride(Severity.Critical, 8)] };
        Assert.Contains("no such step", (await floor.Book.SetOverrideAsync(lead, edit with { Steps = [new StepOverride(Severity.Info, 1)] }, Never)).Messages[0]);
        Assert.True((await floor.Book.SetOverrideAsync(lead, edit, Never)).IsDone);
        await using var db = floor.Db();
        var effective = (await RuleSet.ReadAsync(db, Never)).Of(await RuleAsync("busy"), host.Id, host.GroupId);
        Assert.Equal([(2.0, "fleet"), (8.0, "host")], effective.Steps.Select(s => (s.Limit.Value, s.Limit.From.ToString())));
        Assert.Equal("override set: host rule-8", (await db.RuleVersions.SingleAsync(v => v.RuleId == rule.Id && v.Version == 2)).Act);
    }

    private static RuleAt At(Rule rule) => new(rule.Id, rule.Version);

    private static RuleDraft Draft(Rule rule, double limit, double clear) =>
        RuleDraft.Of(rule) with { Definition = rule.Definition.WithMildest(rule.Definition.Mildest with { Limit = limit, ClearLevel = clear }) };

    private static OverrideEdit Limit(Rule rule, OverrideTarget target, double? limit, double? clear = null) =>
        new(At(rule), target, "Test") { Steps = [new StepOverride(rule.Definition.Mildest.Severity, limit, clear)] };

    private async Task<Rule> RuleAsync(string key)
    {
        await using var db = floor.Db();
        return await db.Rules.AsNoTracking().SingleAsync(r => r.Key == key);
    }
}
