using System.Globalization;
using System.Security.Claims;
using Monitor.Domain.Access;
using Monitor.Domain.Detection;
using Monitor.Web.Access;
using Monitor.Web.Problems.Rules;

namespace Monitor.Web.Detection.Desk;

internal readonly record struct AnomalyParameters(
    int? Host, int? Group, string? Metric, string? Subject, bool? Held, bool? Open, string? Label, DateTimeOffset? From, DateTimeOffset? To, int? Limit, string? After);

internal sealed record AnomalyPartItem(int? SeriesId, string Metric, string Labels, double Share, double Value, double Expected, double Low, double High);

internal sealed record AnomalyItem(
    long Id, string Subject, int HostId, string Host, string Group, int? SeriesId, string Detector, string Kind, string Metric, string Labels, DateTimeOffset BeganAt,
    DateTimeOffset? EndedAt, DateTimeOffset FoundAt, double Evidence, double Score, string Severity, double? Value, double? Expected, double? Low, double? High, string Sentence,
    IReadOnlyList<AnomalyPartItem> Parts, string? Hold, int? ProblemId, int? Ticket, string? Label, string? LabelledBy, DateTimeOffset? LabelledAt);

internal sealed record AnomalyListItem(IReadOnlyList<AnomalyItem> Items, string? Next);

/// <summary>What is said of an anomaly: <c>real</c>, <c>normal-here</c>, or null to take it back.</summary>
internal sealed record AnomalyLabelRequest(string? Label);

/// <summary><c>/api/v1/anomalies</c>: what was unusual, and what people say of it. What is outside of the caller's scope is not there.</summary>
internal static class AnomaliesApi
{
    private static readonly TimeSpan Week = TimeSpan.FromDays(7);

    public static void Map(IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api/v1/anomalies").WithTags("anomalies");
        api.MapGet("/", ListAsync).RequireAuthorization(Permissions.AnomaliesRead).WithSummary("Anomalies that began in a range, the last found first.")
            .Produces<AnomalyListItem>().ProducesProblem(400).ProducesProblem(404);
        api.MapGet("/{id:long}", GetAsync).RequireAuthorization(Permissions.AnomaliesRead).WithSummary("One anomaly.").Produces<AnomalyItem>().ProducesProblem(404);
        api.MapPut("/{id:long}/label", LabelAsync).RequireAuthorization(Permissions.AnomaliesLabel).WithSummary("Says that an anomaly is real or normal on its host, or takes it back.")
            .Produces(204).ProducesProblem(400).ProducesProblem(404);
    }

    private static async Task<IResult> ListAsync(
        ClaimsPrincipal user, AccessGate gate, AnomalyDesk desk, TimeProvider time, [AsParameters] AnomalyParameters query, CancellationToken cancellationToken)
    {
        var actor = await gate.RequireAsync(user, Permissions.AnomaliesRead, cancellationToken);
        if (query.Limit is < 1 or > AnomalyDesk.LargestPage)
        {
            return Invalid($"'limit' is 1 to {AnomalyDesk.LargestPage}.");
        }

        long? after = long.TryParse(query.After, NumberStyles.None, CultureInfo.InvariantCulture, out var place) ? place : null;
        if (query.After is not null && after is null)
        {
            return Invalid("'after' is the 'next' of the page before.");
        }

        if (!TryChoice<AnomalySubject>(query.Subject, out var subject) || !TryChoice<LabelFilter>(query.Label, out var label))
        {
            return Invalid("'subject' is series, host, peers or fleet; 'label' is none, real or normal-here.");
        }

        if (query.Metric is { Length: > 200 } || query.Metric?.Contains('\0') == true)
        {
            return Invalid("'metric' is a text of at most 200 characters without NUL.");
        }

        var to = (query.To ?? time.GetUtcNow()).ToUniversalTime();
        var from = query.From?.ToUniversalTime() ?? (to - DateTimeOffset.MinValue > Week ? to - Week : DateTimeOffset.MinValue);
        if (to <= from || to - from > AnomalyFilter.LongestSpan)
        {
            return Invalid($"'to' is after 'from', by at most {AnomalyFilter.LongestSpan.TotalDays:0} days.");
        }

        if (!await desk.AreThereAsync(actor, query.Host, query.Group, cancellationToken))
        {
            return NotFound;
        }

        var page = await desk.ListAsync(actor, new AnomalyFilter(from, to)
        {
            HostId = query.Host, GroupId = query.Group, Metric = query.Metric, Subject = subject, IsHeld = query.Held, IsOpen = query.Open, Label = label, After = after,
            Limit = query.Limit ?? 100,
        }, cancellationToken);
        return TypedResults.Json(new AnomalyListItem([.. page.Items.Select(Of)], page.Next?.ToString(CultureInfo.InvariantCulture)));
    }

    private static async Task<IResult> GetAsync(ClaimsPrincipal user, AccessGate gate, AnomalyDesk desk, long id, CancellationToken cancellationToken)
    {
        var actor = await gate.RequireAsync(user, Permissions.AnomaliesRead, cancellationToken);
        return await desk.FindAsync(actor, id, cancellationToken) is { } line ? TypedResults.Json(Of(line)) : NotFound;
    }

    private static async Task<IResult> LabelAsync(
        long id, AnomalyLabelRequest request, ClaimsPrincipal user, AccessGate gate, AnomalyDesk desk, CancellationToken cancellationToken)
    {
        var actor = await gate.RequireAsync(user, Permissions.AnomaliesLabel, cancellationToken);
        if (!TryChoice<AnomalyVerdict>(request.Label, out var verdict))
        {
            return Invalid("'label' is real, normal-here, or null to take back what was said.");
        }

        return await desk.LabelAsync(actor, id, verdict, cancellationToken) is { IsDone: true } ? TypedResults.NoContent() : NotFound;
    }

    private static AnomalyItem Of(AnomalyLine a) => new(
        a.Id, RuleWords.Choice(a.Subject), a.HostId, a.Host, a.Group, a.SeriesId, a.Detector, RuleWords.Choice(a.Kind), a.Metric, a.Labels, a.BeganAt, a.EndedAt, a.FoundAt, a.Evidence, a.Score,
        RuleWords.Choice(a.Severity), a.Value, a.Expected, a.Low, a.High, a.Sentence,
        [.. a.Parts.Select(p => new AnomalyPartItem(p.SeriesId, p.Metric, p.Labels, p.Share, p.Value, p.Expected, p.Low, p.High))],
        a.Hold is { } hold ? RuleWords.Choice(hold) : null, a.ProblemId, a.Ticket, a.Verdict is { } verdict ? RuleWords.Choice(verdict) : null, a.LabelledBy, a.LabelledAt);

    private static bool TryChoice<T>(string? text, out T? value)
        where T : struct, Enum
    {
        value = text is not null && RuleWords.TryChoice<T>(text, out var named) ? named : null;
        return text is null || value is not null;
    }

    private static IResult NotFound => TypedResults.Problem(AnomalyOutcome.NotFound.Message, statusCode: 404, title: "There is no such thing", type: "/problems/not-found");

    private static IResult Invalid(string detail) => TypedResults.Problem(detail, statusCode: 400, title: "The request is not valid", type: "/problems/request-invalid");
}
