using Microsoft.EntityFrameworkCore;
using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Ledger;
using Monitor.Domain.Problems.Suppression;

namespace Monitor.Tests.Problems.Ledger;

/// <summary>What judges, people and time do to the ledger, in the words of a test.</summary>
internal static class LedgerActs
{
    private static readonly CancellationToken Never = CancellationToken.None;

    public static async Task<Verdict> VerdictAsync(
        this ActingFloor floor, Host host, VerdictKind kind, string ruleKey = "disk-full", string? labels = null, Severity? severity = null)
    {
        await using var db = floor.Db();
        var rule = await db.Rules.AsNoTracking().SingleAsync(r => r.Key == ruleKey && r.DeletedAt == null);
        var first = rule.Definition.First;
        labels ??= ruleKey == "disk-full" ? "mount=\"/\"" : "";
        var value = kind is VerdictKind.Ended or VerdictKind.Abandoned ? 40 : 91.2;
        return new Verdict
        {
            Kind = kind, HostId = host.Id, RuleId = rule.Id, RuleKey = rule.Key, RuleVersion = rule.Version, Metric = first.Metric, Labels = labels,
            Severity = severity ?? rule.Definition.Mildest.Severity, Value = value, Limit = rule.Definition.Mildest.Limit, BeganAt = floor.Clock.GetUtcNow(),
            At = floor.Clock.GetUtcNow(), For = rule.Definition.For, HeldFor = rule.Definition.For,
            Summary = kind == VerdictKind.Ended ? $"{ProblemSentence.Ended(first.Metric, labels, value)}." : ProblemSentence.Opened(first.Kind, first.Metric, labels, value, rule.Definition.Mildest.Limit),
        };
    }

    public static async Task SayAsync(
        this ActingFloor floor, Host host, VerdictKind kind, string ruleKey = "disk-full", string? labels = null, Severity? severity = null) =>
        await floor.Ledger.TakeAsync(await floor.VerdictAsync(host, kind, ruleKey, labels, severity), Never);

    /// <summary>Time goes by, and the sweep looks.</summary>
    public static Task<int> SweepAsync(this ActingFloor floor, TimeSpan after)
    {
        floor.Clock.Advance(after);
        return floor.Ledger.SweepAsync(Never);
    }

    /// <summary>The notices about a host's problems in order: <c>Began</c>, or <c>(Began: why it was held)</c>.</summary>
    public static async Task<IReadOnlyList<string>> NoticesAsync(this ActingFloor floor, params Host[] hosts)
    {
        var ids = hosts.Select(h => h.Id).ToArray();
        await using var db = floor.Db();
        var rows = await db.OutboxMessages.Where(m => m.Kind == ProblemNotice.OutboxKind)
            .Join(db.Problems.Where(p => ids.Contains(p.HostId)), m => m.ProblemId, p => p.Id, (m, _) => m).OrderBy(m => m.Id).ToListAsync();
        return [.. rows.Select(m => (Notice: ProblemNotice.Read(m.Payload)!, m.HeldReason)).Select(m => m.HeldReason is null ? $"{m.Notice.Kind}" : $"({m.Notice.Kind}: {m.HeldReason})")];
    }

    public static async Task<IReadOnlyList<Decision>> DecisionsAsync(this ActingFloor floor, Host host)
    {
        await using var db = floor.Db();
        return await db.Decisions.Where(d => d.HostId == host.Id).OrderBy(d => d.Id).ToListAsync();
    }

    public static async Task SilenceAsync(this ActingFloor floor, Host host, TimeSpan length)
    {
        var now = floor.Clock.GetUtcNow();
        await using var db = floor.Db();
        db.Silences.Add(new Silence { Matchers = $"host={host.Name}", Reason = "disk exchange", CreatedAt = now, StartsAt = now, EndsAt = now + length });
        await db.SaveChangesAsync();
    }

    public static async Task MaintainAsync(this ActingFloor floor, Host host, TimeSpan length)
    {
        var now = floor.Clock.GetUtcNow();
        await using var db = floor.Db();
        db.Maintenance.Add(new MaintenanceWindow
        {
            Name = "Patch night", Matchers = $"host={host.Name}", Zone = "UTC", StartsLocal = DateTime.SpecifyKind(now.UtcDateTime, DateTimeKind.Unspecified), Duration = length, CreatedAt = now,
        });
        await db.SaveChangesAsync();
    }

    public static async Task LinkAsync(this ActingFloor floor, Host parent, params Host[] children)
    {
        await using var db = floor.Db();
        db.HostLinks.AddRange(children.Select(c => new Domain.Metrics.HostLink { ChildId = c.Id, ParentId = parent.Id }));
        await db.SaveChangesAsync();
    }

    public static async Task TagAsync(this ActingFloor floor, Host host, string key, string value)
    {
        await using var db = floor.Db();
        db.HostTags.Add(new Domain.Metrics.HostTag { HostId = host.Id, Key = key, Value = value });
        await db.SaveChangesAsync();
    }

    public static async Task<Problem> ProblemAsync(this ActingFloor floor, Host host)
    {
        await using var db = floor.Db();
        return await db.Problems.AsNoTracking().Where(p => p.HostId == host.Id).OrderByDescending(p => p.Id).FirstAsync();
    }

    public static async Task TicketAsync(this ActingFloor floor, Host host, Action<Domain.Tickets.Ticket> act)
    {
        var id = (await floor.ProblemAsync(host)).TicketId;
        await using var db = floor.Db();
        act(await db.Tickets.SingleAsync(t => t.Id == id));
        await db.SaveChangesAsync();
    }
}
