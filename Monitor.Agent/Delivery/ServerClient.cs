using System.Net.Http.Headers;
using System.Text.Json;
using Monitor.Agent.Local;
using Monitor.Domain.Wire;

namespace Monitor.Agent.Delivery;

/// <summary>What came back of one POST; status 0 is no answer.</summary>
internal sealed record PostResult(int Status, BatchAnswer? Answer, TimeSpan? RetryAfter, string? Problem, TimeSpan RoundTrip);

/// <summary>The agent's calls to its server. Keys travel in the Authorization header only.</summary>
internal sealed class ServerClient : IDisposable
{
    private const int MostAnswerBytes = 256 * 1024;
    private const int AskedFirstBytes = 64 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly HttpClient _http;
    private readonly ServerTrust _trust;
    private readonly TimeProvider _clock;

    public ServerClient(Uri server, string? pin, TimeProvider clock)
    {
        _clock = clock;
        _trust = new ServerTrust(pin);
        _http = new HttpClient(_trust.CreateHandler(server))
        {
            BaseAddress = server,
            Timeout = Patience,
            MaxResponseContentBufferSize = MostAnswerBytes,
        };
        _http.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("Monitor.Agent", AgentBuild.Version));
    }

    /// <summary>A batch as JSON or as gzip of it: their first bytes differ.</summary>
    public async Task<PostResult> PostBatchAsync(ReadOnlyMemory<byte> batch, string key, CancellationToken cancellationToken)
    {
        using var content = new ReadOnlyMemoryContent(batch);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        if (batch.Span is [0x1f, 0x8b, ..])
        {
            content.Headers.ContentEncoding.Add("gzip");
        }

        return await SendAsync(
            HttpMethod.Post, "api/v1/metrics", content, key, static body => JsonSerializer.Deserialize(body, WireJson.Default.BatchAnswer), cancellationToken);
    }

    public async Task<PostResult> CheckHealthAsync(CancellationToken cancellationToken) =>
        await SendAsync(HttpMethod.Get, "health/live", null, null, static _ => null, cancellationToken);

    /// <summary>The answer in full, for enrolment; null with the result where it failed.</summary>
    public async Task<(EnrolAnswer? Answer, PostResult Result)> EnrolAsync(EnrolRequest request, string token, CancellationToken cancellationToken)
    {
        EnrolAnswer? answer = null;
        using var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(request, WireJson.Default.EnrolRequest));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        var result = await SendAsync(
            HttpMethod.Post, "api/v1/agents/enroll", content, token,
            body =>
            {
                answer = JsonSerializer.Deserialize(body, WireJson.Default.EnrolAnswer);
                return null;
            },
            cancellationToken);
        return (answer, result);
    }

    public void Dispose() => _http.Dispose();

    private async Task<PostResult> SendAsync(
        HttpMethod method, string path, HttpContent? content, string? key, Func<byte[], BatchAnswer?> read, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        if (key is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }

        // What is too large is refused by its length, unread: who sends it meanwhile may find the connection closed before the answer, and would try for ever.
        request.Headers.ExpectContinue = content?.Headers.ContentLength > AskedFirstBytes ? true : null;
        var started = _clock.GetTimestamp();
        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseContentRead, cancellationToken);
            var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            var status = (int)response.StatusCode;
            var answer = status is >= 200 and < 300 ? read(body) : null;
            var problem = status is >= 200 and < 300 ? null : ProblemText.Of(status, body, response.Headers.Location);
            return new PostResult(status, answer, RetryAfter(response), problem, _clock.GetElapsedTime(started));
        }
        catch (JsonException)
        {
            return Failed("The server's answer is not understood: is there another program at this address?", started);
        }
        catch (HttpRequestException exception)
        {
            return Failed(_trust.Complaint ?? Explain(exception), started);
        }
        catch (IOException exception)
        {
            return Failed(Explain(exception), started);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Failed($"The server did not answer within {Patience.TotalSeconds:0} s", started);
        }
    }

    private PostResult Failed(string problem, long started) => new(0, null, null, problem, _clock.GetElapsedTime(started));

    private TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - _clock.GetUtcNow() is { Ticks: > 0 } span ? span : null,
        _ => null,
    };

    private static string Explain(Exception exception)
    {
        var text = exception.Message;
        if (exception.ToString().Contains("alert protocol version", StringComparison.Ordinal))
        {
            text = "The server does not speak TLS 1.3, and the agent accepts nothing older: " + text;
        }

        for (var inner = exception.InnerException; inner is not null; inner = inner.InnerException)
        {
            if (!text.Contains(inner.Message, StringComparison.Ordinal))
            {
                text += ": " + inner.Message;
            }
        }

        return text;
    }
}
