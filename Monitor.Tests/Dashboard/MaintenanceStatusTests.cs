using Microsoft.Extensions.DependencyInjection;
using Monitor.Domain.Access;
using Monitor.Domain.Metrics;
using Monitor.Tests.Browser;
using Monitor.Tests.Support;
using Monitor.Web.Access;
using Monitor.Web.Dashboard;
using Monitor.Web.Problems.Suppression;

namespace Monitor.Tests.Dashboard;

[Collection(Suite.Name)]
public sealed class MaintenanceStatusTests(TestApplication application)
{
    [Fact]
    public async Task A_host_in_maintenance_says_so_with_the_reason_and_is_itself_again_once_it_is_ended()
    {
        using var host = await BusyHost.CreateAsync(application);
        await host.ReportAsync(10, 20, 30, 1000, 2000);
        var user = await application.CreateUserAsync(Roles.Lead);
        var lead = new Actor(user.Id, user.Name, Roles.Lead, "");
        var board = application.Services.GetRequiredService<FleetBoard>();
        await Eventually.TrueAsync(async () => (await board.FindAsync(lead, host.Id, default))?.Status == HostStatus.Good);

        var desk = application.Services.GetRequiredService<MaintenanceDesk>();
        var start = DateTime.SpecifyKind(TimeProvider.System.GetUtcNow().UtcDateTime.AddMinutes(-1), DateTimeKind.Unspecified);
        var made = await desk.CreateAsync(
            lead, new MaintenanceWish("New disk", "", $"host={host.Name}", start, TimeSpan.FromHours(1), "UTC", null, Guid.NewGuid()), CancellationToken.None);
        Assert.True(made.IsDone, string.Join(' ', made.Messages));
        await Eventually.TrueAsync(async () => (await board.FindAsync(lead, host.Id, default))?.Status == HostStatus.Maintenance);
        Assert.Contains("New disk", (await board.FindAsync(lead, host.Id, default))!.Reason, StringComparison.Ordinal);

        await desk.CutAsync(lead, made.Id, (await application.Services.GetRequiredService<SuppressionQueries>().MaintenanceAsync(lead, made.Id, default))!.Next!.Value.From, CancellationToken.None);
        await Eventually.TrueAsync(async () => (await board.FindAsync(lead, host.Id, default))?.Status == HostStatus.Good);
    }
}
