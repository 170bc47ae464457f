using System.Globalization;
using System.Security.Claims;
using System.Text.Json;
using Monitor.Domain.Access;

namespace Monitor.Web.Access.Audit;

/// <summary>GET /api/v1/audit</summary>
internal static class AuditEndpoint
{
    internal sealed record AuditItem(
        long Id, DateTime At, int? UserId, string Actor, string Act, string Subject, string SubjectId, JsonElement? Before, JsonElement? After, string Address);

    internal sealed record AuditAnswer(IReadOnlyList<AuditItem> Items, string? Next);

    public static void MapAudit(this WebApplication app) =>
        app.MapGet("/api/v1/audit", async (
            ClaimsPrincipal principal, AccessGate gate, AuditReader reader, string? actor, string? subject, DateTimeOffset? from, DateTimeOffset? to,
            string? after, int? limit, CancellationToken cancellationToken) =>
        {
            long? cursor = null;
            if (after is not null)
            {
                if (!long.TryParse(after, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
                {
                    return Refused("`after` must be the `next` of an earlier answer.");
                }

                cursor = id;
            }

            var take = limit ?? 100;
            if (take is < 1 or > AuditReader.MaximumPage)
            {
                return Refused($"`limit` must be between 1 and {AuditReader.MaximumPage}.");
            }

            if ((actor?.Contains('\0') ?? false) || (subject?.Contains('\0') ?? false))
            {
                return Refused("A filter must not contain a NUL character.");
            }

            var who = await gate.RequireAsync(principal, Permissions.AuditRead, cancellationToken);
            var rows = await reader.ReadAsync(who, new AuditFilter(actor, subject, from, to), cursor, take + 1, cancellationToken);
            var items = rows.Take(take).Select(ToItem).ToList();
            return Results.Ok(new AuditAnswer(items, rows.Count > take ? items[^1].Id.ToString(CultureInfo.InvariantCulture) : null));
        }).RequireAuthorization(Permissions.AuditRead).WithTags("audit").WithSummary("What was done by whom, newest first.").Produces<AuditAnswer>();

    private static AuditItem ToItem(AuditEntry e) =>
        new(e.Id, e.At.UtcDateTime, e.UserId, e.ActorName, e.Act, e.Subject, e.SubjectId, Json(e.Before), Json(e.After), e.Address);

    private static JsonElement? Json(string? text) => text is null ? null : JsonElement.Parse(text);

    private static IResult Refused(string detail) =>
        Results.Problem(detail, statusCode: StatusCodes.Status400BadRequest, title: "The query is not valid", type: "/problems/query");
}
