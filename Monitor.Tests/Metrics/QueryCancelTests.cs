using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Monitor.Domain.Access;
using Monitor.Tests.Intake;
using Monitor.Tests.Support;
using Monitor.Web.Hosting;
using Monitor.Web.Metrics;
using Npgsql;

namespace Monitor.Tests.Metrics;

public sealed class QueryCancelTests(ClockedApplication clocked) : IClassFixture<ClockedApplication>
{
    [Fact]
    public async Task A_query_ends_in_the_database_too_when_its_client_goes_away()
    {
        var application = clocked.Application;
        using var agent = await TestAgent.CreateAsync(application);
        var now = clocked.Clock.GetUtcNow();
        var then = now.AddHours(-30);
        await agent.StoreAsync(TestAgent.Batch(1, now, TestAgent.Schema(TestAgent.Series("a")), (then, [1])));
        using var client = await application.SignInAsAsync(Roles.Viewer);

        // Waiting for a table has a limit of its own, which must not be what ends it here.
        var role = new NpgsqlConnectionStringBuilder(application.Database.ConnectionString);
        await application.Database.ScalarAsync<object>($"ALTER ROLE {role.Username} IN DATABASE {role.Database} SET lock_timeout = '10min'");
        application.Services.GetRequiredService<Databases>().Ui.Clear();

        var slots = application.Services.GetRequiredService<QuerySlots>();
        await using var held = await OldSamples.LockAsync(application);
        using var patience = new CancellationTokenSource();
        var asking = client.GetAsync($"api/v1/query?host={agent.Host.Id}&from={then.AddMinutes(-5):yyyy-MM-ddTHH:mm:ssZ}&to={then.AddMinutes(5):yyyy-MM-ddTHH:mm:ssZ}", patience.Token);
        await Eventually.TrueAsync(async () => await OldSamples.WaitingAsync(application) == 1);
        Assert.Equal(1, slots.Reading);
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
        await Eventually.TrueAsync(async () => slots.Reading == 0 && await OldSamples.WaitingAsync(application) == 0);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("api/v1/hosts")).StatusCode);
    }
}
