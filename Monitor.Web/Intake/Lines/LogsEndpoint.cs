using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using Monitor.Domain.Logs;
using Monitor.Domain.Logs.Records;
using Monitor.Web.Access;
using Monitor.Web.Hosting;
using Monitor.Web.Store;

namespace Monitor.Web.Intake.Lines;

/// <summary><c>POST /api/v1/logs</c>: lines of one host, by any program. Answers 200 only after the commit; whatever goes wrong is caught here.</summary>
internal sealed class LogsEndpoint(
    LogSenderDoor door, LogHosts hosts, LogStorage storage, IngestCounters counters, IOptions<IngestOptions> options, ILogger<LogsEndpoint> logger)
{
    private const int KeyLength = 200;

    private readonly IngestOptions _options = options.Value;

    private delegate void Form(ReadOnlySpan<byte> body, LogPost post);

    public async Task PostAsync(HttpContext context)
    {
        SecurityHeaders.SetForProgram(context);
        var (sender, refusal, wait) = await door.AdmitAsync(context);
        var (answer, problem) = sender is null ? (null, refusal) : await LogsCall.GuardAsync(context, logger, () => TakeAsync(context, sender));
        if (answer is not null)
        {
            await TypedResults.Json(answer, JsonSerializerOptions.Web).ExecuteAsync(context);
        }
        else if (problem is not null)
        {
            await BatchReply.RefuseAsync(context, problem, wait, counters);
        }
    }

    private async Task<(LogAnswer? Answer, IntakeProblem? Problem)> TakeAsync(HttpContext context, LogSender sender)
    {
        var request = context.Request;
        if (FormOf(request) is not { } form)
        {
            return (null, LogsProblem.MediaType);
        }

        var key = request.Headers["Idempotency-Key"].ToString();
        if (key.Length > KeyLength || request.Query["host"].ToString().Length > Host.NameLength || request.Query["source"].ToString().Length > LogSource.NameLength)
        {
            return (null, LogsProblem.Invalid($"`Idempotency-Key` has at most {KeyLength} characters, 'host' {Host.NameLength}, 'source' {LogSource.NameLength}."));
        }

        var post = new LogPost(LogSourceKind.Api, Given(request, "host"), Given(request, "source"));
        var (body, problem) = await BoundedBody.ReadAsync(request, _options, context.RequestAborted);
        using (body)
        {
            problem ??= Read(form, body!.Bytes, post);
        }

        if (problem is not null)
        {
            return (null, problem);
        }

        var (hostId, nobody) = await hosts.FindAsync(sender, post.Host, context.PeerAddress(), context.RequestAborted);
        return hostId is null ? (null, nobody) : await storage.StoreAsync(sender, hostId.Value, post, key.Length == 0 ? null : key, context.RequestAborted);
    }

    private static Form? FormOf(HttpRequest request)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || (type.Charset.HasValue && !type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase)))
        {
            return null;
        }

        return type.MediaType.Value?.ToLowerInvariant() switch
        {
            "application/json" => LogPostParser.ReadObject,
            "application/x-ndjson" or "application/jsonl" => LogPostParser.ReadRows,
            "text/plain" => LogPostParser.ReadText,
            _ => null,
        };
    }

    private static IntakeProblem? Read(Form form, ReadOnlySpan<byte> body, LogPost post)
    {
        try
        {
            form(body, post);
            return null;
        }
        catch (JsonException broken)
        {
            var (line, place) = BatchParser.BrokenAt(body, broken);
            return LogsProblem.Invalid(string.Create(CultureInfo.InvariantCulture, $"The body is not JSON (line {line}, byte {place})."));
        }
        catch (BatchFormatException broken)
        {
            return LogsProblem.Invalid(broken.Message);
        }
        catch (BatchTooMuchException)
        {
            return LogsProblem.TooMuch;
        }
    }

    private static string? Given(HttpRequest request, string name) => request.Query[name].ToString() is { Length: > 0 } text ? text : null;
}
