using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Monitor.Domain.Metrics;
using Monitor.Domain.Wire;
using Monitor.Web.Access;

namespace Monitor.Web.Metrics;

/// <summary>How agents join, and get the program and the script that installs it. What needs no sign-in holds no secret; joining needs the one-time token.</summary>
internal static class AgentEndpoints
{
    private const int LargestRequest = 64 << 10;
    private const string Bearer = "Bearer ";

    public static void Map(WebApplication app)
    {
        app.MapPost("/api/v1/agents/enroll", EnrolAsync).AllowAnonymous().WithMetadata(new RequestSizeLimitAttribute(LargestRequest)).DisableAntiforgery()
            .WithTags("agents").WithSummary("An agent joins with a one-time token and gets its key.").Accepts<EnrolRequest>("application/json").Produces<EnrolAnswer>();
        app.MapGet("/install.sh", () => Results.Text(InstallScript.Text, "text/x-shellscript; charset=utf-8")).AllowAnonymous();
        app.MapGet("/agent/{rid}", (string rid, AgentPrograms programs) => programs.Find(rid) is { } program
            ? Results.File(program.Path, "application/octet-stream", Path.GetFileName(program.Path))
            : NotPublished(rid)).AllowAnonymous();
        app.MapGet("/agent/{rid}/sha256", async (string rid, AgentPrograms programs, CancellationToken cancellationToken) =>
            programs.Find(rid) is { } program ? Results.Text(await programs.HashAsync(program, cancellationToken) + "\n") : NotPublished(rid)).AllowAnonymous();
    }

    private static async Task<IResult> EnrolAsync(HttpContext context, EnrolmentDesk desk, CancellationToken cancellationToken)
    {
        if (!context.Request.HasJsonContentType())
        {
            return MetricsProblem.Of(415, "media-type", "The body is not JSON by its header", "Send 'Content-Type: application/json'.");
        }

        EnrolRequest? request;
        try
        {
            request = await JsonSerializer.DeserializeAsync(context.Request.Body, WireJson.Default.EnrolRequest, cancellationToken);
        }
        catch (JsonException)
        {
            request = null;
        }

        if (NameCheck.Clean(request?.Name, Host.NameLength) is not { } name)
        {
            return MetricsProblem.Of(
                400, "enrolment-invalid", "This is not an enrolment", $"Send {{\"name\": …, \"inventory\": …}} with a name of 1 to {Host.NameLength} characters.");
        }

        var header = context.Request.Headers.Authorization.ToString();
        var token = header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? header[Bearer.Length..].Trim() : null;
        var answer = await desk.EnrolAsync(token, request! with { Name = name }, context.PeerAddress(), cancellationToken);
        return answer is null
            ? MetricsProblem.Of(
                401, "enrolment-token", "The enrolment token is not valid", "A token works once and for an hour. Make a new one at Admin, Add a host.")
            : TypedResults.Json(answer, WireJson.Default.EnrolAnswer);
    }

    private static IResult NotPublished(string rid) => MetricsProblem.Of(
        404, "agent-not-published", "There is no agent for this system here",
        $"The server has no agent for '{(rid.Length > 40 ? rid[..40] : rid)}'. Publish it on the server with 'dotnet publish Monitor.Agent -c Release -r <system>' into Agents:Folder.");
}
