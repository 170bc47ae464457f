using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Tickets.Service;

namespace Monitor.Web.Tickets.Service.Admin;

/// <summary>
/// What a new installation begins with: a calendar, and an example of a service level that is switched off, so that nothing is promised and nobody is told
/// before an administrator says so. Added once, while there is no calendar: the last one cannot be deleted. Nodes that start together take turns.
/// </summary>
internal sealed class ShippedLevels(IDbContextFactory<MonitorDb> contexts) : IHostedService
{
    private const long Lock = 0x4D6F6E53657276;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({Lock})", cancellationToken);
        if (await db.ServiceCalendars.AnyAsync(cancellationToken))
        {
            return;
        }

        var calendar = new ServiceCalendar { Name = "Round the clock", Zone = "UTC" };
        db.ServiceCalendars.Add(calendar);
        await db.SaveChangesAsync(cancellationToken);
        var policy = new SlaPolicy
        {
            Name = "Standard (example)", IsEnabled = false, CalendarId = calendar.Id,
            FirstResponse = TimeSpan.FromHours(4), NextUpdate = TimeSpan.FromDays(1), Resolution = TimeSpan.FromDays(3),
        };
        db.SlaPolicies.Add(policy);
        await db.SaveChangesAsync(cancellationToken);
        db.EscalationSteps.AddRange(Ladder(policy.Id));
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static IEnumerable<EscalationStep> Ladder(int policyId) =>
        new[]
        {
            (SlaClock.FirstResponse, TimeSpan.FromMinutes(-30), EscalationAction.TellAssignee),
            (SlaClock.FirstResponse, TimeSpan.Zero, EscalationAction.TellLeads),
            (SlaClock.NextUpdate, TimeSpan.Zero, EscalationAction.TellAssignee),
            (SlaClock.Resolution, TimeSpan.FromHours(-4), EscalationAction.TellAssignee),
            (SlaClock.Resolution, TimeSpan.Zero, EscalationAction.TellLeads),
        }.Select(s => new EscalationStep { PolicyId = policyId, Clock = s.Item1, After = s.Item2, Action = s.Item3 });
}
