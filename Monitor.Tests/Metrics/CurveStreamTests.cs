using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Monitor.Tests.Intake;
using Monitor.Tests.Support;
using Monitor.Web.Metrics;
using Monitor.Web.Store;

namespace Monitor.Tests.Metrics;

[Collection(Suite.Name)]
public sealed class CurveStreamTests(TestApplication application)
{
    private const int Series = 45;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_first_curves_are_sent_before_the_last_are_read(bool isCsv)
    {
        using var agent = await TestAgent.CreateAsync(application);
        var now = TimeProvider.System.GetUtcNow();
        var schema = TestAgent.Schema([.. Enumerable.Range(0, Series).Select(i => TestAgent.Series("a", ("n", $"{i}")))]);
        Task StoreAsync(int seq) => agent.StoreAsync(TestAgent.Batch(seq, now, schema, (now.AddSeconds(seq), [.. Enumerable.Repeat((double?)seq, Series)])));
        await StoreAsync(0);
        var series = StoredRows.Catalog(application).SeriesOf(agent.Host.Id).OrderBy(s => s.Id).ToList();
        var plan = new QueryPlan(0, new TimeRange(now.AddMinutes(-1), now.AddMinutes(1)), 600, isCsv, series, More: false);
        using var sent = new Sent(() => StoreAsync(1));
        var context = new DefaultHttpContext { Response = { Body = sent } };
        await (await application.Services.GetRequiredService<CurveStream>().BeginAsync(plan, default)).ExecuteAsync(context);
        await context.Response.BodyWriter.FlushAsync();

        // What was stored while the beginning was on its way is in the end.
        var points = Points(Encoding.UTF8.GetString(sent.ToArray()), isCsv);
        Assert.Equal(series.Select(s => s.Id), points.Select(p => p.Series));
        Assert.Equal((1, 2), (points[0].Count, points[^1].Count));
    }

    private static List<(int Series, int Count)> Points(string text, bool isCsv) => isCsv
        ? [.. text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Skip(1).GroupBy(l => int.Parse(l.Split(',')[1], null)).Select(g => (g.Key, g.Count()))]
        : [.. JsonElement.Parse(text).GetProperty("items").EnumerateArray().Select(i => (i.GetProperty("id").GetInt32(), i.GetProperty("points").GetArrayLength()))];

    private sealed class Sent(Func<Task> first) : MemoryStream
    {
        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (Length == 0)
            {
                await base.WriteAsync(buffer, cancellationToken);
                await first();
                return;
            }

            await base.WriteAsync(buffer, cancellationToken);
        }
    }
}
