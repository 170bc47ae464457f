using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Monitor.Domain.Wire;
using Monitor.Web.Access;
using Monitor.Web.Metrics;
using Monitor.Web.Store;
using Npgsql;

namespace Monitor.Web.Intake;

/// <summary>The agents' door: <c>POST /api/v1/metrics</c>. Answers 200 only after the commit.</summary>
internal sealed class MetricsEndpoint(
    HostGuard intake, AgentPace pace, IngestCounters counters, IOptions<IngestOptions> options, ILogger<MetricsEndpoint> logger)
{
    public async Task<IResult> PostAsync(HttpContext context)
    {
        var cancellationToken = context.RequestAborted;
        var agent = AgentKeyHandler.Identity(context.User);
        if (pace.Take(agent.HostId) is { } wait)
        {
            return Refuse(context, IntakeProblem.TooOften, wait);
        }

        if (!context.Request.HasJsonContentType())
        {
            return Refuse(context, IntakeProblem.MediaType);
        }

        var (body, problem) = await BoundedBody.ReadAsync(context.Request, options.Value, cancellationToken);
        if (body is null)
        {
            return Refuse(context, problem!);
        }

        using var batch = new IncomingBatch();
        using (body)
        {
            if (Parse(body.Bytes, batch) is { } fault)
            {
                return Refuse(context, fault);
            }
        }

        return await TakeAsync(context, agent, batch, cancellationToken);
    }

    private async Task<IResult> TakeAsync(HttpContext context, AgentIdentity agent, IncomingBatch batch, CancellationToken cancellationToken)
    {
        try
        {
            var (answer, problem) = await intake.TakeAsync(agent, context.PeerAddress(), batch, cancellationToken);
            return problem is null ? TypedResults.Json(answer, WireJson.Default.BatchAnswer) : Refuse(context, problem);
        }
        catch (NpgsqlException failure)
        {
            IntakeLog.LogFailure(logger, agent.HostId, failure);
            return Refuse(context, IntakeProblem.Unavailable);
        }
    }

    private static IntakeProblem? Parse(ReadOnlySpan<byte> json, IncomingBatch batch)
    {
        try
        {
            BatchParser.Read(json, batch);
            return null;
        }
        catch (JsonException broken)
        {
            return IntakeProblem.Invalid(string.Create(
                CultureInfo.InvariantCulture, $"The body is not JSON (line {broken.LineNumber + 1}, byte {broken.BytePositionInLine + 1})."));
        }
        catch (BatchFormatException broken)
        {
            return IntakeProblem.Invalid(broken.Message);
        }
        catch (BatchTooMuchException tooMuch)
        {
            return IntakeProblem.TooMuch(tooMuch.Message);
        }
    }

    private IResult Refuse(HttpContext context, IntakeProblem problem, TimeSpan? wait = null)
    {
        counters.RefuseBatch(problem.Slug);
        if (problem.Status is 503 or 429)
        {
            // Spread, so that a thousand agents do not come back in the same second.
            var seconds = wait?.TotalSeconds ?? Random.Shared.Next(5, 31);
            context.Response.Headers.RetryAfter = seconds.ToString("0", CultureInfo.InvariantCulture);
        }

        return problem.Result();
    }
}
