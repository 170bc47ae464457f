using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Rules;
using Monitor.Tests.Hosting.Backup;
using Monitor.Web.Hosting;
using Npgsql;

namespace Monitor.Tests.Problems.Rules;

/// <summary>A database from when a rule was one limit in columns of its own.</summary>
public sealed class OldRulesTests
{
    private const string OneLimit = "20261120134721_Initial";

    [Fact]
    public async Task Rules_overrides_and_problems_of_the_version_before_are_kept()
    {
        await using var database = await EmptyDatabase.CreateAsync();
        await using (var old = database.Open())
        {
            await old.GetService<IMigrator>().MigrateAsync(OneLimit);
        }

        await database.ExecuteAsync("""
            INSERT INTO hosts (id, key, name, group_id, created_at) SELECT 7, gen_random_uuid(), 'old', min(id), now() FROM host_groups;
            INSERT INTO rules (id, key, name, metric, condition, "limit", clear_level, for_duration, severity, enabled, version, updated_at) VALUES
                (1, 'cpu-high', 'CPU', 'cpu.used_percent', 'Above', 91.5, 85.25, '5 minutes', 'Warning', true, 3, now()),
                (2, 'free-low', 'Free', 'disk.free_bytes', 'Below', 1e9, 2e9, '1 day', 'Critical', false, 1, now()),
                (3, 'host-silent', 'Host silent', '', 'Silent', 0, 0, '2 minutes', 'Critical', true, 1, now());
            INSERT INTO rule_overrides (rule_id, host_id, "limit", for_duration) VALUES (1, 7, 1, '30 seconds');
            INSERT INTO problems (fingerprint, host_id, rule_id, metric, labels, phase, severity, value, "limit", summary, began_at, firing_at, is_held_back, end_text)
                VALUES ('7/cpu-high/', 7, 1, 'cpu.used_percent', '', 'Firing', 'Warning', 13.8, 1, 'CPU usage', now(), now(), false, '');
            """);
        await DatabaseMigration.RunAsync(database.Owner, database.App, CancellationToken.None);

        await using var db = database.Open();
        var rules = await db.Rules.OrderBy(r => r.Id).ToListAsync();
        Assert.Equal(
            ["CPU usage above 91.5 % for 5 min: Warning", "Disk free below 1 GB for 1 d: Critical", "The host has sent nothing for 2 min: Critical"],
            rules.Select(r => RuleSentence.Of(r.Definition)));
        Assert.Equal(85.25, rules[0].Definition.Mildest.ClearLevel);
        Assert.Equal([(true, 3), (false, 1), (true, 1)], rules.Select(r => (r.Enabled, r.Version)));
        Assert.True(rules[2].Definition.IsSilence);
        Assert.All(await db.RuleVersions.ToListAsync(), v => Assert.True(
            v.Version == rules[v.RuleId - 1].Version && RuleJson.AreSame(v.Definition, rules[v.RuleId - 1].Definition)));
        Assert.Equal(3, await db.RuleVersions.CountAsync());
        var bent = await db.RuleOverrides.SingleAsync();
        Assert.Equal((1, TimeSpan.FromSeconds(30), 0), (bent.Limit, bent.ForDuration, bent.Steps.Count));
        Assert.Equal((1, ProblemPhase.Firing), await db.Problems.Select(p => new ValueTuple<int, ProblemPhase>(p.RuleId, p.Phase)).SingleAsync());
    }

    [Fact]
    public async Task A_key_is_free_again_when_its_rule_is_deleted_and_not_before()
    {
        await using var database = await EmptyDatabase.CreateAsync();
        await DatabaseMigration.RunAsync(database.Owner, database.App, CancellationToken.None);
        await using var db = database.Open();
        db.Rules.Add(Rule());
        await db.SaveChangesAsync();
        db.Rules.Add(Rule());
        var twice = await Assert.ThrowsAsync<DbUpdateException>(() => db.SaveChangesAsync());
        Assert.Equal(PostgresErrorCodes.UniqueViolation, ((PostgresException)twice.InnerException!).SqlState);
        await db.Rules.ExecuteUpdateAsync(set => set.SetProperty(r => r.DeletedAt, r => r.UpdatedAt));
        await db.SaveChangesAsync();
        Assert.Equal(2, await db.Rules.CountAsync());
    }

    private static Rule Rule() => new()
    {
        Key = "one", Name = "One", Definition = RuleDefinition.Of("cpu.used_percent", ConditionKind.Above, TimeSpan.Zero, new SeverityStep(Severity.Info, 1)),
    };
}
