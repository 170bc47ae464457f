using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Monitor.Domain.Access;
using Monitor.Domain.Wire;
using Monitor.Tests.Intake;
using Monitor.Tests.Support;

namespace Monitor.Tests.Metrics;

[Collection(Suite.Name)]
public sealed class ProcessCurveTests(TestApplication application)
{
    [Fact]
    public async Task The_busiest_processes_and_the_curve_of_one_are_asked_for_as_JSON_or_CSV()
    {
        using var agent = await TestAgent.CreateAsync(application);
        var now = TimeProvider.System.GetUtcNow();
        var schema = TestAgent.Schema(TestAgent.Series("cpu.used_percent"));
        await agent.StoreAsync(TestAgent.Batch(1, now, schema, (now, [1])) with
        {
            Top =
            [
                .. Enumerable.Range(0, 3).Select(i => new WireTop(
                    now.AddSeconds(-10 * (2 - i)).ToUnixTimeMilliseconds(), [new WireProcess(7, "one two", 10 * (i + 1), 2048), new WireProcess(8, "idle", 1, 4096)])),
            ],
        });
        using var client = await application.SignInAsAsync(Roles.Viewer);
        var path = $"api/v1/hosts/{agent.Host.Id}/processes";
        var list = await client.GetFromJsonAsync<JsonElement>(path);
        Assert.EndsWith("Z", list.GetProperty("at").GetString(), StringComparison.Ordinal);
        Assert.Equal([30.0, 1.0], list.GetProperty("items").EnumerateArray().Select(p => p.GetProperty("cpuPercent").GetDouble()));

        var cpu = await client.GetFromJsonAsync<JsonElement>(path + "?pid=7&name=one%20two");
        Assert.Equal([10.0, 20.0, 30.0], cpu.GetProperty("points").EnumerateArray().Select(p => p[1].GetDouble()));
        Assert.Equal((20.0, 30.0, 3), (Figure(cpu, "average"), Figure(cpu, "maximum"), (int)Figure(cpu, "count")));
        var csv = await client.GetStringAsync(path + "?pid=7&name=one%20two&measure=memory&format=csv");
        Assert.StartsWith("time,memory_bytes\r\n", csv, StringComparison.Ordinal);
        Assert.Equal(3, csv.Split("Z,2048\r\n").Length - 1);
        Assert.Equal(0, (await client.GetFromJsonAsync<JsonElement>(path + "?pid=7&name=other")).GetProperty("points").GetArrayLength());

        foreach (var broken in new[] { "pid=7", "name=x", "pid=7&name=x&measure=disk", "pid=7&name=x&format=xml", "pid=7&name=x&points=1", "from=never", "pid=7&name=%00" })
        {
            Assert.Equal(HttpStatusCode.BadRequest, (await client.GetAsync($"{path}?{broken}")).StatusCode);
        }
    }

    private static double Figure(JsonElement curve, string name) => curve.GetProperty("summary").GetProperty(name).GetDouble();
}
