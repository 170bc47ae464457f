using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Monitor.Data;
using Monitor.Domain.Metrics;
using Monitor.Domain.Wire;
using Monitor.Tests.Support;

namespace Monitor.Tests.Intake;

/// <summary>A host of its own with a key, that posts what a test wants.</summary>
internal sealed class TestAgent(TestApplication application, EnrolledHost enrolled) : IDisposable
{
    private static int _count;

    public HttpClient Client { get; } = application.CreateClient();

    public Host Host => enrolled.Host;

    public int KeyId => enrolled.KeyId;

    public string Key { get; set; } = enrolled.Key;

    public static async Task<TestAgent> CreateAsync(TestApplication application)
    {
        await using var db = await OpenAsync(application);
        return new TestAgent(application, await EnrolledHost.AddAsync(db, $"host-{Interlocked.Increment(ref _count)}", CancellationToken.None));
    }

    public static Task<MonitorDb> OpenAsync(TestApplication application) =>
        application.Services.GetRequiredService<IDbContextFactory<MonitorDb>>().CreateDbContextAsync();

    public static WireSchema Schema(params WireSeries[] series) => new(SchemaId.Of(series), series);

    public static WireSeries Series(string metric, params (string Name, string Value)[] labels) =>
        new(metric, [.. labels.Select(l => KeyValuePair.Create(l.Name, l.Value))]);

    public static MetricBatch Batch(long seq, DateTimeOffset sent, WireSchema schema, params (DateTimeOffset Time, double?[] Values)[] ticks) => new()
    {
        Seq = seq,
        Sent = sent.ToUnixTimeMilliseconds(),
        Count = ticks.Length,
        Schemas = [schema],
        Ticks = [.. ticks.Select(t => new WireTick(schema.Id, t.Time.ToUnixTimeMilliseconds(), t.Values))],
    };

    public Task<HttpResponseMessage> PostAsync(MetricBatch batch) =>
        PostAsync(JsonSerializer.SerializeToUtf8Bytes(batch, WireJson.Default.MetricBatch));

    public Task<HttpResponseMessage> PostAsync(string json) => PostAsync(Encoding.UTF8.GetBytes(json));

    public Task<HttpResponseMessage> PostAsync(byte[] json) => PostRawAsync(Gzip(json), "gzip");

    public async Task<HttpResponseMessage> PostRawAsync(byte[] body, params string[] encodings)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/v1/metrics") { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        foreach (var encoding in encodings)
        {
            request.Content.Headers.ContentEncoding.Add(encoding);
        }

        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Key);
        // A large body is refused by its length, unread: who sends on meanwhile may find the connection closed before the answer.
        request.Headers.ExpectContinue = body.Length > 512 << 10 ? true : null;
        return await Client.SendAsync(request);
    }

    /// <summary>Posts and expects 200.</summary>
    public async Task<BatchAnswer> StoreAsync(MetricBatch batch) => await AnswerAsync(await PostAsync(batch));

    public static async Task<BatchAnswer> AnswerAsync(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{(int)response.StatusCode}: {text}");
        return JsonSerializer.Deserialize(text, WireJson.Default.BatchAnswer)!;
    }

    public static byte[] Gzip(byte[] bytes)
    {
        using var target = new MemoryStream();
        using (var gzip = new GZipStream(target, CompressionLevel.Fastest))
        {
            gzip.Write(bytes);
        }

        return target.ToArray();
    }

    public void Dispose() => Client.Dispose();
}
