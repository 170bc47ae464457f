using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using Monitor.Domain.Wire;
using Monitor.Web.Access;
using Monitor.Web.Hosting;
using Monitor.Web.Intake.Lines;
using Monitor.Web.Store;

namespace Monitor.Web.Intake.Otlp;

/// <summary>
/// <c>POST /v1/logs</c>: OTLP/HTTP. The host is the resource's <c>host.name</c> or <c>host.id</c>, else <c>?host=</c> of the address, and for an agent's key its own. The same bytes
/// twice count once, so that an exporter may try again; where records have no time, twice within a minute.
/// </summary>
internal sealed class OtlpEndpoint(
    LogSenderDoor door, LogHosts hosts, LogStorage storage, IngestCounters counters, IOptions<IngestOptions> options, TimeProvider time, ILogger<OtlpEndpoint> logger)
{
    private const string NoHost = "no_such_host";

    private readonly IngestOptions _options = options.Value;

    public async Task PostAsync(HttpContext context)
    {
        SecurityHeaders.SetForProgram(context);
        var type = MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var given) ? given.MediaType.Value?.ToLowerInvariant() : null;
        var isJson = type == OtlpReply.Json;
        var (sender, refusal, wait) = await door.AdmitAsync(context);
        var (answer, problem) = sender is null ? (null, refusal)
            : isJson || type == OtlpReply.Protobuf ? await LogsCall.GuardAsync(context, logger, () => TakeAsync(context, sender, isJson))
            : (null, LogsProblem.ProtocolMediaType);
        if (answer is not null)
        {
            await OtlpReply.WriteAsync(context, isJson, answer.Rejected.Sum(r => (long)r.Count), string.Join(" ", answer.Rejected.Select(r => $"{r.Count} {r.Reason}: {r.Help}")));
        }
        else if (problem is not null)
        {
            await OtlpReply.RefuseAsync(context, isJson, problem, wait, counters);
        }
    }

    private async Task<(LogAnswer? Answer, IntakeProblem? Problem)> TakeAsync(HttpContext context, LogSender sender, bool isJson)
    {
        var logs = new OtlpLogs();
        var (body, problem) = await BoundedBody.ReadAsync(context.Request, _options, context.RequestAborted);
        string key;
        using (body)
        {
            if ((problem ?? Read(body!, isJson, logs)) is { } fault)
            {
                return (null, fault);
            }

            key = KeyOf(body!.Bytes, logs, time.GetUtcNow());
        }

        var (found, refusal) = await FindAsync(context, sender, logs);
        return refusal is null ? await StoreAsync(sender, found, key, context.RequestAborted) : (null, refusal);
    }

    /// <summary>By which a call is known when it comes again. Without a time in every record the same bytes may mean something new, so that they are known for a minute only.</summary>
    internal static string KeyOf(ReadOnlySpan<byte> body, OtlpLogs logs, DateTimeOffset now)
    {
        var key = Convert.ToHexStringLower(SHA256.HashData(body));
        return logs.HasUntimed ? $"{key} {now.ToUnixTimeSeconds() / 60}" : key;
    }

    private static IntakeProblem? Read(BoundedBody body, bool isJson, OtlpLogs logs)
    {
        try
        {
            if (isJson)
            {
                OtlpJson.Read(body.Memory, logs);
            }
            else
            {
                OtlpProtobuf.Read(body.Bytes, logs);
            }

            return null;
        }
        catch (JsonException broken)
        {
            return LogsProblem.Invalid($"The body is not JSON (line {broken.LineNumber + 1 ?? 1}, byte {broken.BytePositionInLine + 1 ?? 1}).");
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

    /// <summary>Before anything is stored: an agent that names a foreign host is refused whole.</summary>
    private async Task<(List<(int? HostId, LogPost Post)> Found, IntakeProblem? Problem)> FindAsync(HttpContext context, LogSender sender, OtlpLogs logs)
    {
        var fallback = context.Request.Query["host"].ToString() is { Length: > 0 and <= Host.NameLength } text ? text : null;
        var found = new List<(int? HostId, LogPost Post)>();
        foreach (var post in logs.Hosts.Values)
        {
            var name = post.Host ?? fallback;
            var (hostId, problem) = name?.Length > Host.NameLength ? (null, LogsProblem.NoHost) : await hosts.FindAsync(sender, name, context.PeerAddress(), context.RequestAborted);
            if (problem == IntakeProblem.ForeignHost)
            {
                return ([], problem);
            }

            found.Add((hostId, post));
        }

        return (found, null);
    }

    private async Task<(LogAnswer? Answer, IntakeProblem? Problem)> StoreAsync(
        LogSender sender, List<(int? HostId, LogPost Post)> found, string key, CancellationToken cancellationToken)
    {
        var (accepted, duplicate) = (0, 0);
        var rejected = new List<Rejection>();
        foreach (var (place, (hostId, post)) in found.Index())
        {
            if (hostId is null)
            {
                var lines = post.Lines.Sum(l => l.Lines.Count);
                counters.RefuseSamples(NoHost, lines);
                rejected.Add(new Rejection(NoHost, lines, "Name a host that the owner of the token sees, by host.name of the resource or by ?host= of the address."));
                continue;
            }

            // Two resources may name one host in two ways.
            var (answer, problem) = await storage.StoreAsync(sender, hostId.Value, post, $"{key} {place}", cancellationToken);
            if (problem is not null)
            {
                return (null, problem);
            }

            accepted += answer!.Accepted;
            duplicate += answer.Duplicate;
            rejected.AddRange(answer.Rejected);
        }

        return (new LogAnswer(accepted, duplicate, rejected), null);
    }
}
