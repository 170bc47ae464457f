using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.OpenApi;
using Monitor.Domain.Access;
using Monitor.Web.Access;

namespace Monitor.Web.Tickets.Views;

/// <summary>Lists of tickets, searches and exports over HTTP, with the parts of an address that the screens have.</summary>
internal static class TicketListApi
{
    private const int SearchMost = 100;

    public static void Map(RouteGroupBuilder tickets)
    {
        Describe(tickets.MapGet("/", ListAsync).WithSummary("Tickets that the caller may see, newest first, or sorted and then by page."));
        Describe(tickets.MapGet("/search", SearchAsync).WithSummary("Words in titles, descriptions and comments, the best match first, with the place of the words."));
        Describe(tickets.MapGet("/export", TicketExport.AnswerAsync).WithSummary("The list as CSV or JSON, at most 20,000 tickets."));
    }

    /// <param name="others">What the route takes besides the parts of a list.</param>
    public static (TicketListQuery Query, IReadOnlyList<string> Errors) Read(HttpRequest http, params IReadOnlyCollection<string> others)
    {
        var (query, errors) = TicketListAddress.Read(http.Query.ToDictionary(q => q.Key, q => q.Value.ToString(), StringComparer.OrdinalIgnoreCase));
        return (query, [.. TicketListAddress.Unknown(http.Query.Keys, others), .. errors]);
    }

    public static object Shape(TicketRow t) => new
    {
        t.Number, t.Title, Kind = t.Kind.ToString(), State = t.State.ToString(), Priority = t.Priority.ToString(), t.Category, t.HostId, t.Host, t.Team, t.Assignee,
        t.Requester, t.Tags, CreatedAt = t.CreatedAt.UtcDateTime, UpdatedAt = t.UpdatedAt.UtcDateTime, ResolvedAt = t.ResolvedAt?.UtcDateTime,
        NextDue = t.NextDue?.UtcDateTime, Late = t.IsBreached,
    };

    private static async Task<Results<Ok<object>, ProblemHttpResult>> ListAsync(
        HttpRequest http, ClaimsPrincipal user, AccessGate gate, TicketLists lists, CancellationToken cancellationToken, int limit = 100, int? after = null)
    {
        if (limit is < 1 or > 500)
        {
            return TicketsApi.Invalid("`limit` is a number from 1 to 500.");
        }

        var (query, errors) = Read(http, "limit", "after");
        var isByNumber = query is { Sort: TicketSort.Usual, Page: 1 } or { Sort: TicketSort.Number, IsDescending: true, Page: 1 };
        if (errors.Count > 0 || (after is not null && !isByNumber))
        {
            return TicketsApi.Invalid(errors.Count > 0 ? string.Join(' ', errors) : "`after` goes with the newest first. A list that is sorted otherwise has `page`.");
        }

        var actor = await gate.RequireAsync(user, Permissions.PortalUse, cancellationToken);
        if (!isByNumber)
        {
            var page = await lists.PageAsync(actor, query, limit, cancellationToken);
            return TypedResults.Ok<object>(new { Items = page.Rows.Select(Shape).ToList(), Next = (string?)null, page.Total });
        }

        var rows = await lists.AfterAsync(actor, query.Filter, after, limit + 1, cancellationToken);
        var next = rows.Count > limit ? rows[limit - 1].Number.ToString(CultureInfo.InvariantCulture) : null;
        return TypedResults.Ok<object>(new { Items = rows.Take(limit).Select(Shape).ToList(), Next = next });
    }

    private static async Task<Results<Ok<object>, ProblemHttpResult>> SearchAsync(
        HttpRequest http, ClaimsPrincipal user, AccessGate gate, TicketLists lists, CancellationToken cancellationToken, int limit = 20)
    {
        var (query, errors) = Read(http, "limit");
        if (errors.Count > 0 || limit is < 1 or > SearchMost)
        {
            return TicketsApi.Invalid(errors.Count > 0 ? string.Join(' ', errors) : $"`limit` is a number from 1 to {SearchMost}.");
        }

        var actor = await gate.RequireAsync(user, Permissions.PortalUse, cancellationToken);
        var rows = await lists.SearchAsync(actor, query.Filter, limit, cancellationToken);
        return TypedResults.Ok<object>(new
        {
            Items = rows.Select(r => new { Ticket = Shape(r), Snippet = r.Snippet.Select(p => new { p.Text, Match = p.IsMatch }).ToList(), Similar = r.IsSimilar }).ToList(),
            Next = (string?)null,
        });
    }

    private static void Describe(RouteHandlerBuilder route) => route.AddOpenApiOperationTransformer((operation, _, _) =>
    {
        operation.Parameters ??= [];
        foreach (var (name, help) in TicketListAddress.Names)
        {
            operation.Parameters.Add(new OpenApiParameter
            {
                Name = name, In = ParameterLocation.Query, Description = help, Schema = new OpenApiSchema { Type = JsonSchemaType.String },
            });
        }

        return Task.CompletedTask;
    });
}
