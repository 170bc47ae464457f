using Microsoft.Extensions.Options;
using Monitor.Domain.Wire;
using Monitor.Web.Access;
using Monitor.Web.Hosting;
using Monitor.Web.Metrics;
using Monitor.Web.Store;
using Npgsql;

namespace Monitor.Web.Intake;

/// <summary>
/// The agents' door: <c>POST /api/v1/metrics</c>. Answers 200 only after the commit. It stands before the pipeline (authentication of people, pages,
/// antiforgery), so whatever goes wrong is caught here.
/// </summary>
internal sealed class MetricsEndpoint(
    AgentDoor door, HostGuard guard, BatchStorage storage, IngestCounters counters, IOptions<IngestOptions> options, ILogger<MetricsEndpoint> logger)
{
    private readonly IngestOptions _options = options.Value;

    public async Task PostAsync(HttpContext context)
    {
        SecurityHeaders.SetForProgram(context);
        var (agent, problem, wait) = await door.AdmitAsync(context);
        if (agent is null)
        {
            await RefuseAsync(context, problem!, wait);
            return;
        }

        try
        {
            var (batch, fault) = HasJson(context.Request) ? await ReadAsync(context) : (null, IntakeProblem.MediaType);
            var (answer, refusal) = batch is not null ? await TakeAsync(context, agent, batch) : (null, fault);
            await (refusal is null ? BatchReply.WriteAsync(context.Response, answer!) : RefuseAsync(context, refusal, null));
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The agent left; it sends the batch again.
        }
        catch (BadHttpRequestException broken)
        {
            await RefuseAsync(context, IntakeProblem.Broken(broken.StatusCode), null);
        }
        catch (Exception failure) when (!context.Response.HasStarted)
        {
            IntakeLog.LogFailure(logger, agent.HostId, failure);
            await RefuseAsync(context, failure is NpgsqlException or TimeoutException ? IntakeProblem.Unavailable : IntakeProblem.Defect, null);
        }
    }

    /// <summary>What agents send is not taken apart first.</summary>
    private static bool HasJson(HttpRequest request) => request.ContentType == "application/json" || request.HasJsonContentType();

    private async ValueTask<(IncomingBatch? Batch, IntakeProblem? Problem)> ReadAsync(HttpContext context)
    {
        var (body, problem) = await BoundedBody.ReadAsync(context.Request, _options, context.RequestAborted);
        using (body)
        {
            return body is null ? (null, problem) : BatchReader.Read(body.Bytes);
        }
    }

    private async ValueTask<(BatchAnswer? Answer, IntakeProblem? Problem)> TakeAsync(HttpContext context, AgentIdentity agent, IncomingBatch batch)
    {
        var (found, problem) = await guard.CheckAsync(agent, batch, context.PeerAddress, context.RequestAborted);
        if (found is not { } good)
        {
            return (null, problem);
        }

        using (good)
        {
            return await storage.AnswerAsync(agent, good, await storage.WriteAsync(good, context.RequestAborted), context.RequestAborted);
        }
    }

    private Task RefuseAsync(HttpContext context, IntakeProblem problem, TimeSpan? wait) => BatchReply.RefuseAsync(context, problem, wait, counters);
}
