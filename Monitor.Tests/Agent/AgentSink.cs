using System.IO.Compression;
using System.Net;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Monitor.Domain.Wire;

namespace Monitor.Tests.Agent;

/// <summary>What the sink does with a batch: 200 stores it and answers, anything else stores nothing.</summary>
internal sealed record SinkReply(int Status, bool DropAfterCommit = false, string? RetryAfter = null)
{
    public static readonly SinkReply Store = new(200);
}

/// <summary>
/// A small real HTTP server that keeps the agent's side of the contract honest: a tick counts once by its time, an event once by its batch number,
/// a tick of a schema that it was never told is not stored but asked for.
/// </summary>
internal sealed class AgentSink : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _changed = new(0);
    private readonly List<string> _schemas = [];
    private readonly HashSet<long> _eventSeqs = [];
    private readonly Func<MetricBatch, SinkReply> _decide;
    private WebApplication? _app;

    private AgentSink(Func<MetricBatch, SinkReply> decide) => _decide = decide;

    public Uri Address { get; private set; } = new("http://localhost");

    /// <summary>Every batch that came, also again.</summary>
    public List<MetricBatch> Received { get; } = [];

    public List<string> Authorizations { get; } = [];

    public SortedDictionary<long, IReadOnlyList<double?>> Ticks { get; } = [];

    public Dictionary<string, IReadOnlyList<WireSeries>> Series { get; } = [];

    public List<WireEvent> Events { get; } = [];

    /// <summary>Entries of logs; like events they count once by the batch number.</summary>
    public List<(WireLogs From, WireLine Line)> Lines { get; } = [];

    public HashSet<string> GoodKeys { get; } = [];

    public TimeSpan ClockAhead { get; set; }

    /// <summary>In each answer.</summary>
    public IReadOnlyList<WireCommand> Commands { get; set; } = [];

    /// <summary>In each answer.</summary>
    public int? Shift { get; set; }

    /// <summary>Beyond it the oldest are forgotten, also those of the very batch.</summary>
    public int MostSchemas { get; set; } = int.MaxValue;

    public static async Task<AgentSink> StartAsync(
        Func<MetricBatch, SinkReply>? decide = null, X509Certificate2? certificate = null, SslProtocols protocols = SslProtocols.None, int port = 0)
    {
        var sink = new AgentSink(decide ?? (_ => SinkReply.Store));
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port, listen =>
        {
            if (certificate is not null)
            {
                listen.UseHttps(certificate, https => https.SslProtocols = protocols);
            }
        }));
        var app = builder.Build();
        app.MapGet("/health/live", () => "ok");
        app.MapPost("/api/v1/metrics", sink.TakeAsync);
        app.MapPost("/api/v1/agents/enroll", sink.EnrolAsync);
        await app.StartAsync();
        sink._app = app;
        var bound = app.Urls.First();
        sink.Address = new Uri(bound.Replace("127.0.0.1", "localhost", StringComparison.Ordinal));
        return sink;
    }

    public T Look<T>(Func<T> read)
    {
        lock (_lock)
        {
            return read();
        }
    }

    /// <summary>Waits until what the sink has seen satisfies the condition; the time is a guard against hanging.</summary>
    public async Task UntilAsync(Func<bool> condition)
    {
        using var guard = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!Look(condition))
        {
            await _changed.WaitAsync(guard.Token);
        }
    }

    /// <summary>Until another batch has come.</summary>
    public async Task NextAsync()
    {
        using var guard = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await _changed.WaitAsync(guard.Token);
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }
    }

    private async Task TakeAsync(HttpContext http)
    {
        await using var gzip = http.Request.Headers.ContentEncoding == "gzip" ? new GZipStream(http.Request.Body, CompressionMode.Decompress) : http.Request.Body;
        var batch = (await JsonSerializer.DeserializeAsync(gzip, WireJson.Default.MetricBatch))!;
        var reply = Keep(batch, http.Request.Headers.Authorization.ToString(), out var answer);
        _changed.Release();
        if (reply.DropAfterCommit)
        {
            http.Abort();
            return;
        }

        if (reply.RetryAfter is not null)
        {
            http.Response.Headers.RetryAfter = reply.RetryAfter;
        }

        http.Response.StatusCode = reply.Status;
        if (reply.Status == 200)
        {
            await JsonSerializer.SerializeAsync(http.Response.Body, answer, WireJson.Default.BatchAnswer);
        }
    }

    private SinkReply Keep(MetricBatch batch, string authorization, out BatchAnswer answer)
    {
        lock (_lock)
        {
            answer = new BatchAnswer { Time = (TimeProvider.System.GetUtcNow() + ClockAhead).ToUnixTimeMilliseconds(), Commands = Commands, Shift = Shift };
            Received.Add(batch);
            Authorizations.Add(authorization);
            if (GoodKeys.Count > 0 && !GoodKeys.Contains(authorization["Bearer ".Length..]))
            {
                return new SinkReply(401);
            }

            var reply = _decide(batch);
            if (reply.Status != 200)
            {
                return reply;
            }

            Assert.Equal(batch.Count, batch.Ticks?.Count ?? 0);
            foreach (var schema in batch.Schemas ?? [])
            {
                Assert.Equal(schema.Id, SchemaId.Of(schema.Series));
                _schemas.Add(schema.Id);
                if (_schemas.Count > MostSchemas)
                {
                    _schemas.RemoveAt(0);
                }

                Series[schema.Id] = schema.Series;
            }

            answer = Store(batch, answer);
            return reply;
        }
    }

    private BatchAnswer Store(MetricBatch batch, BatchAnswer answer)
    {
        var needed = new HashSet<string>();
        var duplicate = 0;
        foreach (var tick in batch.Ticks ?? [])
        {
            if (!_schemas.Contains(tick.Schema))
            {
                needed.Add(tick.Schema);
            }
            else if (!Ticks.TryAdd(tick.T, tick.V))
            {
                duplicate++;
            }
        }

        if (needed.Count == 0 && (batch.Events ?? []).Count + (batch.Logs ?? []).Count > 0 && _eventSeqs.Add(batch.Seq))
        {
            Events.AddRange(batch.Events ?? []);
            Lines.AddRange((batch.Logs ?? []).SelectMany(static logs => logs.Lines.Select(line => (logs, line))));
        }

        return answer with { Accepted = batch.Count - duplicate, Duplicate = duplicate, NeedSchema = [.. needed] };
    }

    /// <summary>The server forgets every schema, as after a restore from a backup.</summary>
    public void ForgetSchemas() => Look(() => { _schemas.Clear(); return 0; });

    private async Task EnrolAsync(HttpContext http)
    {
        var request = await JsonSerializer.DeserializeAsync(http.Request.Body, WireJson.Default.EnrolRequest);
        Look(() => { Authorizations.Add(http.Request.Headers.Authorization.ToString()); return 0; });
        var answer = new EnrolAnswer(7, Guid.Parse("11111111-2222-3333-4444-555555555555"), AgentFolder.Key, request!.Name, 2);
        await JsonSerializer.SerializeAsync(http.Response.Body, answer, WireJson.Default.EnrolAnswer);
    }
}
