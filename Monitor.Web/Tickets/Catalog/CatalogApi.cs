using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Monitor.Domain.Access;
using Monitor.Web.Access;

namespace Monitor.Web.Tickets.Catalog;

/// <summary>What tickets are made of, for programs that open them.</summary>
internal static class CatalogApi
{
    public static void Map(RouteGroupBuilder tickets) =>
        tickets.MapGet("/catalog", GetAsync).WithSummary("Categories, fields, templates and teams that a ticket can be opened with.");

    private static async Task<Ok<object>> GetAsync(ClaimsPrincipal user, AccessGate gate, CatalogQueries queries, CancellationToken cancellationToken)
    {
        var actor = await gate.RequireAsync(user, Permissions.PortalUse, cancellationToken);
        var catalog = await queries.ReadAsync(actor, isWhole: false, cancellationToken);
        return TypedResults.Ok<object>(new
        {
            Categories = catalog.Offered.Select(c => new { c.Category.Id, c.Category.Name, c.Category.ParentId, Path = catalog.Tree.PathOf(c.Category.Id) }).ToList(),
            Fields = catalog.Fields.Select(f => new { f.Id, f.CategoryId, f.Name, Kind = f.Kind.ToString(), f.Choices, Required = f.IsRequired }).ToList(),
            Templates = catalog.Templates.Select(t => new { t.Id, t.Name, Kind = t.Kind.ToString(), t.Title, t.Description, t.CategoryId, t.Checks }).ToList(),
            catalog.Teams,
        });
    }
}
