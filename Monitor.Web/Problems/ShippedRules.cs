using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Problems.Rules;
using Monitor.Web.Live;

namespace Monitor.Web.Problems;

/// <summary>The rules that come with the product, added once; what an administrator changed afterwards stays. Nodes that start together take turns.</summary>
internal sealed class ShippedRules(IDbContextFactory<MonitorDb> contexts, LiveFeed live, TimeProvider time) : IHostedService
{
    private const long Lock = 0x4D6F6E52756C65;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({Lock})", cancellationToken);
        var present = await db.Rules.Select(r => r.Key).ToListAsync(cancellationToken);
        var missing = All(time.GetUtcNow()).Where(r => !present.Contains(r.Key)).ToList();
        db.Rules.AddRange(missing);
        await db.SaveChangesAsync(cancellationToken);
        db.RuleVersions.AddRange(missing.Select(r => RuleVersion.Of(r, null, "shipped", "")));
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        live.Publish(LiveFeed.Rules);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static IEnumerable<Rule> All(DateTimeOffset now) => ShippedDefinitions.All.Select(d => new Rule
    {
        Key = d.Key, Name = d.Name, Description = d.Description, Definition = d.Definition, UpdatedAt = now,
    });
}
