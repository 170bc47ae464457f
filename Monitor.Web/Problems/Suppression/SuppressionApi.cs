using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Monitor.Domain.Access;
using Monitor.Domain.Metrics.Matching;
using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Suppression;
using Monitor.Web.Access;

namespace Monitor.Web.Problems.Suppression;

/// <summary>Silences and maintenance over HTTP: the same desks as the screens, so the same rules.</summary>
internal static class SuppressionApi
{
    private const int NextShown = 5;

    /// <summary>Matchers one per item. The end as a moment, or as a duration from the start such as <c>4 h</c>.</summary>
    public sealed record SilenceRequest(string[]? Matchers, string? Reason, DateTimeOffset? StartsAt, DateTimeOffset? EndsAt, string? For);

    /// <summary>The start as wall clock time in the zone, such as 2026-11-28T22:00; the duration such as <c>4 h</c>.</summary>
    public sealed record MaintenanceRequest(
        string? Name, string? Reason, string[]? Matchers, string? StartsLocal, string? Duration, string? Zone, string? Recurrence);

    public static void Map(IEndpointRouteBuilder app)
    {
        var silences = app.MapGroup("/api/v1/silences").WithTags("silences");
        silences.MapGet("/", SilencesAsync).RequireAuthorization(Permissions.ProblemsRead).WithSummary("Silences, newest first.");
        silences.MapPost("/", SilenceAsync).RequireAuthorization(Permissions.SilencesEdit).WithSummary("Makes a silence.");
        silences.MapDelete("/{id:int}", EndAsync).RequireAuthorization(Permissions.SilencesEdit).WithSummary("Ends a silence now.");
        var maintenance = app.MapGroup("/api/v1/maintenance").WithTags("maintenance");
        maintenance.MapGet("/", WindowsAsync).RequireAuthorization(Permissions.ProblemsRead).WithSummary("Maintenance windows, the next one first.");
        maintenance.MapPost("/", PlanAsync).RequireAuthorization(Permissions.MaintenanceEdit).WithSummary("Plans maintenance, once or again and again.");
        maintenance.MapDelete("/{id:int}", CancelAsync).RequireAuthorization(Permissions.MaintenanceEdit).WithSummary("Cancels a maintenance window, also one that is open.");
    }

    private static async Task<Results<Ok<object>, ProblemHttpResult>> SilencesAsync(
        ClaimsPrincipal user, AccessGate gate, SuppressionQueries queries, CancellationToken cancellationToken, string? state = null, int limit = 100, int? after = null)
    {
        if (Refusal(state, limit, out var wanted) is { } refusal)
        {
            return refusal;
        }

        var actor = await gate.RequireAsync(user, Permissions.ProblemsRead, cancellationToken);
        var lines = (await queries.SilencesAsync(actor, wanted, 0, limit + 1, after, cancellationToken)).Lines;
        return TypedResults.Ok<object>(new { Items = lines.Take(limit).Select(Shape).ToList(), Next = lines.Count > limit ? Text(lines[limit - 1].Silence.Id) : null });
    }

    private static async Task<Results<Ok<object>, ProblemHttpResult>> SilenceAsync(
        SilenceRequest request, HttpRequest http, ClaimsPrincipal user, AccessGate gate, SilenceDesk desk, SuppressionQueries queries, TimeProvider time,
        CancellationToken cancellationToken)
    {
        var lasts = TimeSpan.Zero;
        if (!TryKey(http, out var key) || (request.For is not null && !DurationText.TryParse(request.For, out lasts)))
        {
            return Invalid("`Idempotency-Key` is a UUID; `for` is a duration such as 30 min, 4 h or 1 d.");
        }

        var ends = request.For is null ? request.EndsAt : (request.StartsAt ?? time.GetUtcNow()) + lasts;
        if (ends is null)
        {
            return Invalid("A silence has an end: give `endsAt` or `for`.");
        }

        var actor = await gate.RequireAsync(user, Permissions.SilencesEdit, cancellationToken);
        var wish = new SilenceWish(Lines(request.Matchers), request.Reason ?? "", request.StartsAt, ends.Value, key);
        return await AnswerAsync(await desk.CreateAsync(actor, wish, cancellationToken), async id =>
            await queries.SilenceAsync(actor, id, cancellationToken) is { } line ? Shape(line) : null);
    }

    private static async Task<Results<Ok<object>, ProblemHttpResult>> EndAsync(
        int id, ClaimsPrincipal user, AccessGate gate, SilenceDesk desk, SuppressionQueries queries, CancellationToken cancellationToken)
    {
        var actor = await gate.RequireAsync(user, Permissions.SilencesEdit, cancellationToken);
        return await AnswerAsync(await desk.EndAsync(actor, id, cancellationToken), async one =>
            await queries.SilenceAsync(actor, one, cancellationToken) is { } line ? Shape(line) : null);
    }

    private static async Task<Results<Ok<object>, ProblemHttpResult>> WindowsAsync(
        ClaimsPrincipal user, AccessGate gate, SuppressionQueries queries, TimeProvider time, CancellationToken cancellationToken,
        string? state = null, int limit = 100, int after = 0)
    {
        if (Refusal(state, limit, out var wanted) is { } refusal)
        {
            return refusal;
        }

        var actor = await gate.RequireAsync(user, Permissions.ProblemsRead, cancellationToken);
        var lines = (await queries.MaintenanceAsync(actor, wanted, Math.Max(after, 0), limit + 1, cancellationToken)).Lines;
        var next = lines.Count > limit ? Text(Math.Max(after, 0) + limit) : null;
        return TypedResults.Ok<object>(new { Items = lines.Take(limit).Select(l => Shape(l, time.GetUtcNow())).ToList(), Next = next });
    }

    private static async Task<Results<Ok<object>, ProblemHttpResult>> PlanAsync(
        MaintenanceRequest request, HttpRequest http, ClaimsPrincipal user, AccessGate gate, MaintenanceDesk desk, SuppressionQueries queries, TimeProvider time,
        CancellationToken cancellationToken)
    {
        if (!TryKey(http, out var key)
            || !DateTime.TryParseExact(request.StartsLocal, ["yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var starts)
            || !DurationText.TryParse(request.Duration, out var duration))
        {
            return Invalid("`startsLocal` is wall clock time such as 2026-11-28T22:00, `duration` such as 4 h, `Idempotency-Key` a UUID.");
        }

        var actor = await gate.RequireAsync(user, Permissions.MaintenanceEdit, cancellationToken);
        var wish = new MaintenanceWish(
            request.Name ?? "", request.Reason ?? "", Lines(request.Matchers), starts, duration, request.Zone ?? "UTC", request.Recurrence, key);
        return await AnswerAsync(await desk.CreateAsync(actor, wish, cancellationToken), async id =>
            await queries.MaintenanceAsync(actor, id, cancellationToken) is { } line ? Shape(line, time.GetUtcNow()) : null);
    }

    private static async Task<Results<Ok<object>, ProblemHttpResult>> CancelAsync(
        int id, ClaimsPrincipal user, AccessGate gate, MaintenanceDesk desk, SuppressionQueries queries, TimeProvider time, CancellationToken cancellationToken)
    {
        var actor = await gate.RequireAsync(user, Permissions.MaintenanceEdit, cancellationToken);
        return await AnswerAsync(await desk.CancelAsync(actor, id, cancellationToken), async one =>
            await queries.MaintenanceAsync(actor, one, cancellationToken) is { } line ? Shape(line, time.GetUtcNow()) : null);
    }

    private static async Task<Results<Ok<object>, ProblemHttpResult>> AnswerAsync(SuppressionOutcome outcome, Func<int, Task<object?>> show) => outcome.Result switch
    {
        SuppressionResult.Done => TypedResults.Ok(await show(outcome.Id) ?? new { outcome.Id }),
        SuppressionResult.NotFound => Problem(404, "not-found", "There is no such thing", outcome),
        SuppressionResult.Refused => Problem(403, "not-allowed", "Not allowed", outcome),
        SuppressionResult.Conflict => Problem(409, "conflict", "Changed by somebody else", outcome),
        _ => Invalid(string.Join(' ', outcome.Messages)),
    };

    private static object Shape(SilenceLine l) => new
    {
        l.Silence.Id, State = l.State.ToString(), Matchers = l.Silence.Matchers.Split('\n'), l.Silence.Reason, l.Author,
        StartsAt = l.Silence.From.UtcDateTime, EndsAt = l.Silence.EndsAt.UtcDateTime, CreatedAt = l.Silence.CreatedAt.UtcDateTime,
    };

    private static object Shape(MaintenanceLine l, DateTimeOffset now) => new
    {
        l.Window.Id, State = l.State.ToString(), l.Window.Name, l.Window.Reason, Matchers = l.Window.Matchers.Split('\n'), l.Author,
        StartsLocal = l.Window.StartsLocal.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture), Duration = DurationText.Of(l.Window.Duration), l.Window.Zone, l.Window.Recurrence,
        CancelledAt = l.Window.CancelledAt?.UtcDateTime,
        Occurrences = new MaintenanceTimes(l.Window).After(now).Take(NextShown).Select(o => new { From = o.From.UtcDateTime, To = o.To.UtcDateTime }).ToList(),
    };

    private static ProblemHttpResult? Refusal(string? state, int limit, out IReadOnlyCollection<SuppressionState> wanted)
    {
        wanted = SuppressionStates.All;
        if (limit is < 1 or > 500)
        {
            return Invalid("`limit` is a number from 1 to 500.");
        }

        if (state is null)
        {
            return null;
        }

        if (!Enum.GetNames<SuppressionState>().Contains(state, StringComparer.OrdinalIgnoreCase))
        {
            return Invalid($"`state` is one of {string.Join(", ", Enum.GetNames<SuppressionState>())}.");
        }

        wanted = [Enum.Parse<SuppressionState>(state, ignoreCase: true)];
        return null;
    }

    private static string Lines(string[]? matchers) => string.Join('\n', (matchers ?? []).Take(MatcherList.Most + 1).Select(m => m.ReplaceLineEndings(" ")));

    private static bool TryKey(HttpRequest http, out Guid key)
    {
        var name = http.Headers["Idempotency-Key"].ToString();
        key = Guid.NewGuid();
        return name.Length == 0 || Guid.TryParse(name, out key);
    }

    private static string Text(int id) => id.ToString(CultureInfo.InvariantCulture);

    private static ProblemHttpResult Invalid(string detail) => TypedResults.Problem(detail, statusCode: 400, title: "Not understood", type: "/problems/invalid");

    private static ProblemHttpResult Problem(int status, string slug, string title, SuppressionOutcome outcome) =>
        TypedResults.Problem(string.Join(' ', outcome.Messages), statusCode: status, title: title, type: $"/problems/{slug}");
}
