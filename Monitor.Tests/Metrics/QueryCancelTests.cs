using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
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
    private TestApplication Application => clocked.Application;

    [Fact]
    public async Task A_query_ends_in_the_database_too_when_its_client_goes_away()
    {
        var (client, path) = await AskAsync(series: 1);
        var slots = Application.Services.GetRequiredService<QuerySlots>();
        await using var held = await OldSamples.LockAsync(Application);
        using var patience = new CancellationTokenSource();
        var asking = client.GetAsync(path, patience.Token);
        await Eventually.TrueAsync(async () => slots.Reading == 1 && await OldSamples.WaitingAsync(Application) >= 1);
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
        await Eventually.TrueAsync(async () => slots.Reading == 0 && await OldSamples.WaitingAsync(Application) == 0);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("api/v1/hosts")).StatusCode);
        client.Dispose();
    }

    [Fact]
    public async Task A_page_that_takes_long_ends_early_and_the_next_one_goes_on_where_it_ended()
    {
        var (client, path) = await AskAsync(series: 50);
        Task<JsonElement> asking;
        await using (await OldSamples.LockAsync(Application))
        {
            asking = client.GetFromJsonAsync<JsonElement>(path);
            await Eventually.TrueAsync(async () => await OldSamples.WaitingAsync(Application) == 1);
            clocked.Clock.Advance(TimeSpan.FromSeconds(10));
        }

        var first = await asking;
        var ids = first.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("id").GetInt32()).ToList();
        Assert.InRange(ids.Count, 1, 49);
        Assert.Equal(ids[^1].ToString(CultureInfo.InvariantCulture), first.GetProperty("next").GetString());
        var rest = await client.GetFromJsonAsync<JsonElement>($"{path}&after={ids[^1]}");
        Assert.Equal(JsonValueKind.Null, rest.GetProperty("next").ValueKind);
        ids.AddRange(rest.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("id").GetInt32()));
        Assert.Equal(50, ids.Distinct().Count());
        Assert.Equal(ids.Order(), ids);
        client.Dispose();
    }

    /// <summary>A question about samples of yesterday, for which neither the database nor a wait for a table has a limit that a test could run into.</summary>
    private async Task<(HttpClient Client, string Path)> AskAsync(int series)
    {
        using var agent = await TestAgent.CreateAsync(Application);
        var now = clocked.Clock.GetUtcNow();
        var then = now.AddHours(-30);
        var schema = TestAgent.Schema([.. Enumerable.Range(0, series).Select(i => TestAgent.Series("a", ("n", $"{i}")))]);
        await agent.StoreAsync(TestAgent.Batch(1, now, schema, (then, [.. Enumerable.Range(0, series).Select(i => (double?)i)])));
        var role = new NpgsqlConnectionStringBuilder(Application.Database.ConnectionString);
        await Application.Database.ScalarAsync<object>($"ALTER ROLE {role.Username} IN DATABASE {role.Database} SET lock_timeout = '10min'");
        Application.Services.GetRequiredService<Databases>().Ui.Clear();
        return (await Application.SignInAsAsync(Roles.Viewer),
            $"api/v1/query?host={agent.Host.Id}&from={then.AddMinutes(-5):yyyy-MM-ddTHH:mm:ssZ}&to={then.AddMinutes(5):yyyy-MM-ddTHH:mm:ssZ}");
    }
}
