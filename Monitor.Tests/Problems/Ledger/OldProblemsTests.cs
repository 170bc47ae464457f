using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Ledger;
using Monitor.Tests.Hosting.Backup;
using Monitor.Web.Hosting;
using Monitor.Web.Problems.Ledger;

namespace Monitor.Tests.Problems.Ledger;

/// <summary>A database from before the ledger kept a state: what was open then goes on, and gets its end.</summary>
public sealed class OldProblemsTests
{
    private const string WithoutState = "20261120134721_Initial";

    [Fact]
    public async Task Problems_of_the_version_before_are_kept_and_what_is_open_was_told()
    {
        await using var database = await EmptyDatabase.CreateAsync();
        await using (var old = database.Open())
        {
            await old.GetService<IMigrator>().MigrateAsync(WithoutState);
        }

        await database.ExecuteAsync("""
            INSERT INTO hosts (id, key, name, group_id, created_at) SELECT 7, gen_random_uuid(), 'old', min(id), now() FROM host_groups;
            INSERT INTO rules (id, key, name, metric, condition, "limit", clear_level, for_duration, severity, enabled, version, updated_at) VALUES
                (1, 'cpu-high', 'CPU', 'cpu.used_percent', 'Above', 91.5, 85.25, '5 minutes', 'Warning', true, 3, now());
            INSERT INTO problems (fingerprint, host_id, rule_id, metric, labels, phase, severity, value, "limit", summary, began_at, firing_at, ended_at, is_held_back, end_text) VALUES
                ('7/cpu-high/', 7, 1, 'cpu.used_percent', '', 'Firing', 'Warning', 13.8, 1, 'CPU usage', now(), now(), NULL, false, ''),
                ('7/cpu-high/new', 7, 1, 'cpu.used_percent', 'new', 'Clearing', 'Warning', 13.8, 1, 'CPU usage', now(), now(), NULL, true, ''),
                ('7/cpu-high/over', 7, 1, 'cpu.used_percent', 'over', 'Ended', 'Warning', 13.8, 1, 'CPU usage', now(), now(), now(), false, 'Back.');
            """);
        await DatabaseMigration.RunAsync(database.Owner, database.App, CancellationToken.None);

        await using var db = database.Open();
        var problems = await db.Problems.AsNoTracking().OrderBy(p => p.Id).ToListAsync();
        Assert.All(problems, p => Assert.Equal(p.FiringAt, p.OpenedAt));
        Assert.All(problems, p => Assert.Same(p.State, ProblemRows.StateOf(p)));
        Assert.Equal([(ProblemPhase.Firing, true), (ProblemPhase.Clearing, false), (ProblemPhase.Ended, false)], problems.Select(p => (p.State.Phase, p.State.IsTold)));
        Assert.True(problems[1].State.IsHeldBack);
        Assert.NotNull(problems[2].State.EndedAt);
        var notices = await db.OutboxMessages.Where(m => m.Kind == ProblemNotice.OutboxKind && m.HeldReason == null).OrderBy(m => m.ProblemId).ToListAsync();
        Assert.Equal([problems[0].Id, problems[2].Id], notices.Select(n => n.ProblemId!.Value));
        Assert.Equal("old: CPU usage", ProblemNotice.Read(notices[0].Payload)!.Text);
    }

    [Fact]
    public void A_row_that_an_older_version_wrote_beside_this_one_says_itself_whether_it_lasts()
    {
        var row = new Problem { Fingerprint = "1/cpu-high/", Metric = "cpu.used_percent", Summary = "CPU", Phase = ProblemPhase.Firing, Severity = Severity.Critical };
        Assert.True(ProblemRows.StateOf(row) is { IsOpen: true, IsTold: true, ToldSeverity: Severity.Critical });
        row.State = ProblemRows.StateOf(row);
        (row.Phase, row.EndedAt) = (ProblemPhase.Ended, new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero));
        Assert.True(ProblemRows.StateOf(row) is { IsOpen: false, EndedAt: not null });
    }
}
