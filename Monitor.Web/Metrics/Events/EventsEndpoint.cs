using System.Globalization;
using Monitor.Domain.Access;
using Monitor.Web.Access;

namespace Monitor.Web.Metrics;

internal sealed record EventItem(long Id, int HostId, DateTimeOffset At, string Kind, string Text);

/// <summary>The time in RFC 3339; without it the event is now.</summary>
internal sealed record EventRequest(int? HostId, string? Kind, string? Text, DateTimeOffset? At);

internal readonly record struct EventParameters(int? Host, string? Kind, string? From, string? To, int? Limit, string? After);

/// <summary><c>/api/v1/events</c>: what happened on hosts, for programs that look and for programs that tell, such as a deploy.</summary>
internal static class EventsEndpoint
{
    private static readonly TimeSpan Window = TimeSpan.FromDays(7);

    public static void Map(IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api/v1/events").WithTags("events");
        api.MapGet("/", ListAsync).RequireAuthorization(Permissions.HostsRead).WithSummary("What happened on hosts, newest first.").Produces<ApiPage<EventItem>>();
        api.MapPost("/", RecordAsync).RequireAuthorization(Permissions.EventsWrite).WithSummary("Writes down that something happened on a host.")
            .ProducesProblem(400).ProducesProblem(404);
    }

    private static async Task<IResult> ListAsync(
        HttpContext context, AccessGate gate, EventReader reader, TimeProvider time, [AsParameters] EventParameters query, CancellationToken cancellationToken)
    {
        var actor = await gate.RequireAsync(context.User, Permissions.HostsRead, cancellationToken);
        if (HostEndpoints.Size(query.Limit) is not { } size)
        {
            return HostEndpoints.BadLimit;
        }

        var (range, fault) = QueryParameters.Window(query.From, query.To, time.GetUtcNow() + EventDesk.FurthestAhead, Window);
        if (range is null)
        {
            return MetricsProblem.Invalid(fault!);
        }

        if (query.Kind?.Contains('\0') == true || !TryPlace(query.After, out var after))
        {
            return MetricsProblem.Invalid("'kind' is a text without NUL, 'after' the 'next' of the page before.");
        }

        var rows = await reader.ReadAsync(actor, new EventFilter(range, query.Host, query.Kind, after), size + 1, cancellationToken);
        return rows is null ? MetricsProblem.NotFound : TypedResults.Json(ApiPage<EventItem>.Of(
            [.. rows.Select(e => new EventItem(e.Id, e.HostId, e.At, e.Kind, e.Text))], size, e => string.Create(CultureInfo.InvariantCulture, $"{e.At.UtcTicks}-{e.Id}")));
    }

    private static async Task<IResult> RecordAsync(
        EventRequest request, HttpContext context, AccessGate gate, EventDesk desk, CancellationToken cancellationToken)
    {
        var actor = await gate.RequireAsync(context.User, Permissions.EventsWrite, cancellationToken);
        var name = context.Request.Headers["Idempotency-Key"].ToString();
        var key = Guid.Empty;
        if (request.HostId is not { } hostId || (name.Length > 0 && !Guid.TryParse(name, out key)))
        {
            return MetricsProblem.Invalid("'hostId' is the number of a host (GET hosts lists them), `Idempotency-Key` a UUID.");
        }

        var wish = new EventWish(hostId, request.Kind ?? "", request.Text ?? "", request.At, name.Length > 0 ? key : null);
        var outcome = await desk.RecordAsync(actor, wish, cancellationToken);
        return outcome.Result switch
        {
            HostResult.Done => TypedResults.NoContent(),
            HostResult.NotFound => MetricsProblem.NotFound,
            HostResult.Refused => MetricsProblem.Of(403, "not-allowed", "Not allowed", outcome.Message),
            _ => MetricsProblem.Invalid(outcome.Message),
        };
    }

    private static bool TryPlace(string? text, out EventPlace? place)
    {
        place = null;
        if (text is null)
        {
            return true;
        }

        var parts = text.Split('-');
        if (parts.Length == 2 && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var ticks) && ticks <= DateTimeOffset.MaxValue.UtcTicks
            && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var id))
        {
            place = new EventPlace(new DateTimeOffset(ticks, TimeSpan.Zero), id);
            return true;
        }

        return false;
    }
}
