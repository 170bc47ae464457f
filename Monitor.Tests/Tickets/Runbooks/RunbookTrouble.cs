using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Monitor.Data;
using Monitor.Domain.Metrics;
using Monitor.Domain.Problems;
using Monitor.Domain.RootCause.Runbooks;
using Monitor.Domain.Tickets;
using Monitor.Tests.Support;
using Monitor.Web.Access;
using Monitor.Web.Tickets.Runbooks;

namespace Monitor.Tests.Tickets.Runbooks;

/// <summary>A disk that is full on a host, with its ticket; and runbooks switched on.</summary>
internal static class RunbookTrouble
{
    public static async Task<(int Number, int ProblemId)> AddAsync(MonitorDb db, Host host)
    {
        var now = TimeProvider.System.GetUtcNow();
        var ticket = new Ticket { Title = $"Disk / of {host.Name} is at 97 %", Description = "", HostId = host.Id, CreatedAt = now, UpdatedAt = now };
        db.Tickets.Add(ticket);
        await db.SaveChangesAsync();
        var problem = new Problem
        {
            Fingerprint = $"runbook-{host.Id}", HostId = host.Id, RuleId = (await db.Rules.SingleAsync(r => r.Key == "disk-full")).Id, Metric = "disk.used_percent", Labels = "mount=\"/\"",
            Phase = ProblemPhase.Firing, Value = 97, Limit = 90, Summary = "Disk / is at 97 %", BeganAt = now, FiringAt = now, OpenedAt = now, TicketId = ticket.Id,
        };
        db.Problems.Add(problem);
        await db.SaveChangesAsync();
        return (ticket.Number, problem.Id);
    }

    /// <summary>Nothing of a test goes on in the tests after it.</summary>
    public static async Task StopAsync(TestApplication application)
    {
        Assert.Null(await application.Services.GetRequiredService<RunbookBook>().SwitchAsync(Actor.System, false, CancellationToken.None));
        await using var db = application.Database.CreateDb();
        await db.Runbooks.ExecuteUpdateAsync(set => set.SetProperty(r => r.IsEnabled, false));
    }

    public static async Task EnableAsync(TestApplication application, RunbookDefinition definition)
    {
        var book = application.Services.GetRequiredService<RunbookBook>();
        Assert.Null(await book.SaveAsync(Actor.System, null, null, definition, CancellationToken.None));
        await using var db = application.Database.CreateDb();
        var made = await db.Runbooks.AsNoTracking().SingleAsync(r => r.Name == definition.Name);
        Assert.Null(await book.EnableAsync(Actor.System, made.Id, made.RowVersion, true, CancellationToken.None));
        Assert.Null(await book.SwitchAsync(Actor.System, true, CancellationToken.None));
    }
}
