using System.Collections.Concurrent;
using System.Globalization;
using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Wire;
using Monitor.Tests.Support;
using Npgsql;

namespace Monitor.Tests.Hosting;

/// <summary>
/// Senders whose every sample has a time and a value that follow from (agent, seq, index). What was answered with yes is remembered; afterwards the database
/// must hold all of that, nothing twice, and nothing that was never sent.
/// </summary>
internal sealed class Ledger(NpgsqlDataSource source)
{
    private const int TicksPerBatch = 5;
    private static readonly WireSeries[] Names = [new("ledger.first", []), new("ledger.second", [])];

    private readonly List<(int HostId, string Key)> _agents = [];
    private int _refused;
    private long _accepted;
    private readonly ConcurrentDictionary<(int HostId, long Seq), bool> _answered = new();
    private readonly DateTimeOffset _begin = DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()).AddHours(-1);

    public Uri? Server { get; set; }

    /// <summary>Where the samples are looked for, if not where they were sent.</summary>
    public NpgsqlDataSource? Elsewhere { get; set; }

    /// <summary>Answers of 503, each with when to come back.</summary>
    public int Refused => _refused;

    /// <summary>Samples that were answered as new.</summary>
    public long Accepted => _accepted;

    public static int SamplesPerBatch => TicksPerBatch * Names.Length;

    public int Answered => _answered.Count(a => a.Value);

    public async Task EnrolAsync(int agents)
    {
        await using var db = new MonitorDb(new DbContextOptionsBuilder<MonitorDb>().UseNpgsql(source).Options);
        var hosts = await EnrolledHost.AddAsync(db, [.. Enumerable.Range(0, agents).Select(i => $"ledger-{i}")], CancellationToken.None);
        _agents.AddRange(hosts.Select(h => (h.Host.Id, h.Key)));
    }

    /// <summary>All agents at once, each batch again and again until it is answered with yes, as the agent does.</summary>
    public Task SendAsync(int batches, CancellationToken cancellationToken) =>
        Task.WhenAll(_agents.Select(agent => SendAsync(agent.HostId, agent.Key, batches, cancellationToken)));

    /// <summary>All agents at once, each batch three times at once to each of the servers, and each time until it is answered with yes.</summary>
    public Task SendThriceAsync(IReadOnlyList<Uri> servers, int batches, CancellationToken cancellationToken) =>
        Task.WhenAll(_agents.Select(async agent =>
        {
            using var client = Client(agent.Key);
            for (var seq = 1L; seq <= batches; seq++)
            {
                await Task.WhenAll(servers.SelectMany(s => Enumerable.Repeat(s, 3)).Select(async server =>
                {
                    while (!await PostAsync(client, server, agent.HostId, seq, cancellationToken))
                    {
                        await Task.Delay(100, cancellationToken);
                    }
                }));
                _answered[(agent.HostId, seq)] = true;
            }
        }));

    private static HttpClient Client(string key)
    {
        var client = new HttpClient { Timeout = TimeSpan.FromSeconds(15) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return client;
    }

    private async Task SendAsync(int hostId, string key, int batches, CancellationToken cancellationToken)
    {
        using var client = Client(key);
        for (var seq = 1L; seq <= batches;)
        {
            _answered.TryAdd((hostId, seq), false);
            if (await PostAsync(client, Server!, hostId, seq, cancellationToken))
            {
                _answered[(hostId, seq)] = true;
                seq++;
            }
            else
            {
                await Task.Delay(100, cancellationToken);
            }
        }
    }

    private async Task<bool> PostAsync(HttpClient client, Uri server, int hostId, long seq, CancellationToken cancellationToken)
    {
        try
        {
            using var content = new ByteArrayContent(Body(hostId, seq));
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            content.Headers.ContentEncoding.Add("gzip");
            using var answer = await client.PostAsync(new Uri(server, "api/v1/metrics"), content, cancellationToken);
            if ((int)answer.StatusCode is >= 400 and < 500 and not 429)
            {
                Assert.Fail($"{answer.StatusCode}: {await answer.Content.ReadAsStringAsync(cancellationToken)}");
            }

            if (!answer.IsSuccessStatusCode)
            {
                Assert.True((int)answer.StatusCode != 503 || answer.Headers.RetryAfter is not null);
                _ = (int)answer.StatusCode == 503 ? Interlocked.Increment(ref _refused) : 0;
                return false;
            }

            var text = await answer.Content.ReadAsStringAsync(cancellationToken);
            var counts = JsonSerializer.Deserialize(text, WireJson.Default.BatchAnswer)!;
            Interlocked.Add(ref _accepted, counts.Accepted);
            Assert.True(counts.Rejected is null or { Count: 0 }, text);
            return counts.Accepted + counts.Duplicate == TicksPerBatch * Names.Length;
        }
        catch (Exception e) when (e is HttpRequestException or JsonException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return false;
        }
    }

    private byte[] Body(int hostId, long seq)
    {
        var schema = new WireSchema(SchemaId.Of(Names), Names);
        var batch = new MetricBatch
        {
            Seq = seq,
            Sent = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(),
            Count = TicksPerBatch,
            Schemas = [schema],
            Ticks =
            [
                .. Enumerable.Range(0, TicksPerBatch).Select(i =>
                    new WireTick(schema.Id, Time(seq, i).ToUnixTimeMilliseconds(), [Value(hostId, seq, i), -Value(hostId, seq, i)])),
            ],
        };
        using var target = new MemoryStream();
        using (var gzip = new GZipStream(target, CompressionLevel.Fastest))
        {
            JsonSerializer.Serialize(gzip, batch, WireJson.Default.MetricBatch);
        }

        return target.ToArray();
    }

    private DateTimeOffset Time(long seq, int index) => _begin.AddSeconds((seq * TicksPerBatch) + index);

    private static double Value(int hostId, long seq, int index) => (hostId * 1_000_000) + (seq * 10) + index;

    public async Task AssertAsync()
    {
        foreach (var (hostId, _) in _agents)
        {
            // A tick that came again after its hour was sealed is there twice until the next round of sealing merges it.
            var stored = await StoredSamples.ReadAsync(Elsewhere ?? source, hostId);
            await Eventually.TrueAsync(async () =>
            {
                stored = await StoredSamples.ReadAsync(Elsewhere ?? source, hostId);
                return stored.Count == stored.Select(s => s.Time).Distinct().Count();
            }, TimeSpan.FromMinutes(5));
            var sent = _answered.Where(a => a.Key.HostId == hostId).ToDictionary(a => a.Key.Seq, a => a.Value);
            var expected = sent.Keys.SelectMany(seq => Enumerable.Range(0, TicksPerBatch).Select(i => (Time: Time(seq, i), Value: Value(hostId, seq, i), Yes: sent[seq]))).ToList();
            Assert.Equal(stored.Count, stored.Select(s => s.Time).Distinct().Count());
            var byTime = stored.ToDictionary(s => s.Time, s => s.Values);
            Assert.Empty(expected.Where(e => e.Yes && !byTime.ContainsKey(e.Time)).Select(e => string.Create(CultureInfo.InvariantCulture, $"lost: host {hostId} {e.Time:O}")));
            Assert.Empty(byTime.Keys.Except(expected.Select(e => e.Time)));
            Assert.All(expected.Where(e => byTime.ContainsKey(e.Time)), e => Assert.Equal([e.Value, -e.Value], byTime[e.Time]));
        }
    }
}
