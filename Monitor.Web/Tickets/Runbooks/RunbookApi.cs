using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Monitor.Domain.Access;
using Monitor.Web.Access;

namespace Monitor.Web.Tickets.Runbooks;

/// <summary>Runs over HTTP: the same desk as the screens, so the same rules. A token needs the scope <c>runbooks.write</c> to run or to approve.</summary>
internal static class RunbookApi
{
    public sealed record RunRequest(bool? DryRun);

    public sealed record StepRequest(int? Step);

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/api/v1/runs", ListAsync).RequireAuthorization(Permissions.TicketsRead).WithTags("runbooks").WithSummary("Runs of runbooks, the newest first; of one ticket with `ticket`.");
        var runs = app.MapGroup("/api/v1/tickets/{number:int}").WithTags("runbooks");
        runs.MapPost("/runbooks/{runbookId:int}", AddAsync).RequireAuthorization(Permissions.RunbooksRun).WithSummary("Puts an enabled runbook on the ticket. Nothing is done yet.");
        runs.MapPost("/runs/{runId:long}/run", RunAsync).RequireAuthorization(Permissions.RunbooksRun).WithSummary("Asks for a run, or with `dryRun` for a dry run.");
        runs.MapPost("/runs/{runId:long}/approve", ApproveAsync).RequireAuthorization(Permissions.RunbooksApprove).WithSummary("Agrees to what somebody else asked for.");
        runs.MapPost("/runs/{runId:long}/cancel", CancelAsync).RequireAuthorization(Permissions.RunbooksRun).WithSummary("Calls a run off, as long as no agent has it.");
        runs.MapPost("/runs/{runId:long}/continue", ContinueAsync).RequireAuthorization(Permissions.RunbooksRun).WithSummary("Says that a step that a person does is done.");
    }

    private static async Task<Results<Ok<object>, ProblemHttpResult>> ListAsync(
        ClaimsPrincipal user, AccessGate gate, RunbookQueries queries, CancellationToken cancellationToken, int? ticket = null, int? runbook = null, int limit = 100, long? after = null)
    {
        if (limit is < 1 or > 500)
        {
            return TicketsApi.Invalid("`limit` is a number from 1 to 500.");
        }

        var actor = await gate.RequireAsync(user, Permissions.TicketsRead, cancellationToken);
        var runs = await queries.ListAsync(actor, ticket, runbook, after, limit + 1, cancellationToken);
        return TypedResults.Ok<object>(new
        {
            Items = runs.Take(limit).Select(r => new
            {
                r.Id, r.RunbookId, r.Version, r.Name, State = r.State.ToString(), Ticket = r.TicketNumber, r.HostId, Host = r.HostName, Cause = r.CauseKey, r.Confidence, r.IsAutomatic,
                r.IsDryRun, r.Step, r.ProposedAt, r.RequestedBy, r.ApprovedBy, r.StartedAt, r.EndedAt, r.DueAt, r.Outcome,
            }).ToList(),
            Next = runs.Count > limit ? runs[limit - 1].Id.ToString(CultureInfo.InvariantCulture) : null,
        });
    }

    private static Task<Results<Ok<object>, ProblemHttpResult>> AddAsync(
        int number, int runbookId, HttpRequest http, ClaimsPrincipal user, AccessGate gate, RunbookDesk desk, TicketQueries queries, CancellationToken cancellationToken) =>
        TicketsApi.ChangeAsync(number, null, http, user, gate, queries, (actor, command) => desk.AddAsync(actor, command, runbookId, cancellationToken), cancellationToken);

    private static Task<Results<Ok<object>, ProblemHttpResult>> RunAsync(
        int number, long runId, RunRequest? request, HttpRequest http, ClaimsPrincipal user, AccessGate gate, RunbookDesk desk, TicketQueries queries, CancellationToken cancellationToken) =>
        TicketsApi.ChangeAsync(number, null, http, user, gate, queries, (actor, command) => desk.RunAsync(actor, command, runId, request?.DryRun == true, cancellationToken), cancellationToken);

    private static Task<Results<Ok<object>, ProblemHttpResult>> ApproveAsync(
        int number, long runId, HttpRequest http, ClaimsPrincipal user, AccessGate gate, RunbookDesk desk, TicketQueries queries, CancellationToken cancellationToken) =>
        TicketsApi.ChangeAsync(number, null, http, user, gate, queries, (actor, command) => desk.ApproveAsync(actor, command, runId, cancellationToken), cancellationToken);

    private static Task<Results<Ok<object>, ProblemHttpResult>> CancelAsync(
        int number, long runId, HttpRequest http, ClaimsPrincipal user, AccessGate gate, RunbookDesk desk, TicketQueries queries, CancellationToken cancellationToken) =>
        TicketsApi.ChangeAsync(number, null, http, user, gate, queries, (actor, command) => desk.CancelAsync(actor, command, runId, cancellationToken), cancellationToken);

    private static Task<Results<Ok<object>, ProblemHttpResult>> ContinueAsync(
        int number, long runId, StepRequest request, HttpRequest http, ClaimsPrincipal user, AccessGate gate, RunbookDesk desk, TicketQueries queries, CancellationToken cancellationToken) =>
        TicketsApi.ChangeAsync(number, null, http, user, gate, queries, (actor, command) => desk.ContinueAsync(actor, command, runId, request.Step ?? -1, cancellationToken), cancellationToken);
}
