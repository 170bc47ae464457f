using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Monitor.Domain.Access;
using Monitor.Web.Access;

namespace Monitor.Web.Tickets.Automation.Macros;

/// <summary>Macros over HTTP.</summary>
internal static class MacroApi
{
    public sealed record MacroRequest(uint? Version);

    public static void Map(IEndpointRouteBuilder app, RouteGroupBuilder tickets)
    {
        app.MapGet("/api/v1/macros", ListAsync).RequireAuthorization(Permissions.TicketsWork).WithTags("tickets").WithSummary("The macros that can be used.");
        tickets.MapPost("/{number:int}/macros/{macroId:int}", RunAsync).WithSummary("Does what a macro says, all of it or nothing, by the rights of who asks.");
    }

    private static async Task<Results<Ok<object>, ProblemHttpResult>> ListAsync(
        ClaimsPrincipal user, AccessGate gate, MacroDesk desk, CancellationToken cancellationToken, int limit = 100, int? after = null)
    {
        if (limit is < 1 or > 500)
        {
            return TicketsApi.Invalid("`limit` is a number from 1 to 500.");
        }

        var actor = await gate.RequireAsync(user, Permissions.TicketsWork, cancellationToken);
        var macros = (await desk.ListAsync(actor, cancellationToken)).OrderBy(m => m.Id).Where(m => after is null || m.Id > after).Take(limit + 1).ToList();
        return TypedResults.Ok<object>(new { Items = macros.Take(limit).ToList(), Next = macros.Count > limit ? IdText.Of(macros[limit - 1].Id) : null });
    }

    private static Task<Results<Ok<object>, ProblemHttpResult>> RunAsync(
        int number, int macroId, MacroRequest? request, HttpRequest http, ClaimsPrincipal user, AccessGate gate, MacroDesk desk, TicketQueries queries, CancellationToken cancellationToken) =>
        TicketsApi.ChangeAsync(number, request?.Version, http, user, gate, queries, (actor, command) => desk.RunAsync(actor, command, macroId, cancellationToken), cancellationToken);
}
