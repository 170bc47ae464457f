using System.Security.Claims;
using Monitor.Domain.Access;
using Monitor.Domain.Forecasting;
using Monitor.Web.Access;

namespace Monitor.Web.Forecasting;

internal readonly record struct ForecastParameters(int? Host, int? Series, string? Metric, string? Horizon, string? Grid, int? Limit, string? After);

internal readonly record struct ScoreParameters(
    string? By, int? Host, int? Series, string? Metric, string? Model, string? Horizon, DateOnly? From, DateOnly? To);

/// <summary>One series, or all of a host.</summary>
internal sealed record ForecastRequest(int? SeriesId, int? HostId);

internal sealed record ForecastAnswer(int Forecasts, string Message);

/// <summary><c>/api/v1/forecasts</c>: what is foretold, how it was graded, what will break. What is outside of the caller's scope is not there.</summary>
internal static class ForecastsApi
{
    private const int LongestDays = 366;

    public static void Map(IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api/v1/forecasts").WithTags("forecasts");
        var read = api.MapGroup("").RequireAuthorization(Permissions.ForecastsRead);
        read.MapGet("/", ListAsync).WithSummary("The newest forecasts, by host, series, metric, grid or horizon.").Produces<ForecastPage<ForecastItem>>().ProducesProblem(400).ProducesProblem(404);
        read.MapGet("/{id:long}", GetAsync).WithSummary("One forecast with all of its points.").Produces<ForecastDetail>().ProducesProblem(404);
        read.MapGet("/horizons", () => TypedResults.Json(new ForecastPage<HorizonItem>(
            [.. ForecastHorizons.All.Select(h => new HorizonItem(h.Name, h.Seconds, ForecastProblem.Name(h.Grid), h.Title, h.Words))], null)))
            .WithSummary("How far ahead is forecast.").Produces<ForecastPage<HorizonItem>>();
        read.MapGet("/scores", ScoresAsync).WithSummary("Grades of forecasts, added up.").Produces<ForecastPage<ScoreItem>>().ProducesProblem(400).ProducesProblem(404);
        read.MapGet("/breaks", BreaksAsync).WithSummary("What will break, soonest first.").Produces<ForecastPage<BreakItem>>().ProducesProblem(400).ProducesProblem(404);
        api.MapPost("/", NowAsync).RequireAuthorization(Permissions.ForecastsManage).WithSummary("Makes the forecasts of one series or one host now.")
            .Produces<ForecastAnswer>(202).ProducesProblem(400).ProducesProblem(404);
    }

    private static async Task<IResult> ListAsync(
        ClaimsPrincipal user, AccessGate gate, ForecastReader reader, [AsParameters] ForecastParameters query, CancellationToken cancellationToken)
    {
        var actor = await gate.RequireAsync(user, Permissions.ForecastsRead, cancellationToken);
        if (query.Limit is < 1 or > ForecastProblem.LargestPage)
        {
            return ForecastProblem.BadLimit;
        }

        var horizon = ForecastHorizons.Find(query.Horizon);
        if (query.Horizon is not null && horizon is null)
        {
            return ForecastProblem.BadHorizon;
        }

        if (!ForecastProblem.TryGrid(query.Grid, out var grid))
        {
            return ForecastProblem.BadGrid;
        }

        if (query.Metric?.Contains('\0') == true || !ForecastProblem.TryPlace(query.After, out var after))
        {
            return ForecastProblem.Invalid("'metric' is a text without NUL, 'after' the 'next' of the page before.");
        }

        if (!await reader.AreThereAsync(actor, query.Host, query.Series, cancellationToken))
        {
            return ForecastProblem.NotFound;
        }

        var size = query.Limit ?? 100;
        var rows = await reader.LatestAsync(actor, new ForecastFilter(query.Host, query.Series, horizon?.Grid ?? grid, query.Metric, after), size + 1, cancellationToken);
        var next = rows.Count > size ? ForecastProblem.Cursor(rows[size - 1].Series.SeriesId, rows[size - 1].Grid) : null;
        return TypedResults.Json(new ForecastPage<ForecastItem>([.. rows.Take(size).Select(r => ForecastItem.Of(r.Series, r.Grid, r.State, r.Stored, horizon))], next));
    }

    private static async Task<IResult> GetAsync(ClaimsPrincipal user, AccessGate gate, ForecastReader reader, long id, CancellationToken cancellationToken)
    {
        var actor = await gate.RequireAsync(user, Permissions.ForecastsRead, cancellationToken);
        return await reader.FindAsync(actor, id, cancellationToken) is var (series, stored) ? TypedResults.Json(ForecastDetail.Of(series, stored)) : ForecastProblem.NotFound;
    }

    private static async Task<IResult> ScoresAsync(
        ClaimsPrincipal user, AccessGate gate, ForecastReader reader, ScoreReader scores, TimeProvider time, [AsParameters] ScoreParameters query,
        CancellationToken cancellationToken)
    {
        var actor = await gate.RequireAsync(user, Permissions.ForecastsRead, cancellationToken);
        var horizon = ForecastHorizons.Find(query.Horizon);
        if (query.Horizon is not null && horizon is null)
        {
            return ForecastProblem.BadHorizon;
        }

        if (!Enum.TryParse<ScoreBy>(query.By ?? nameof(ScoreBy.Fleet), ignoreCase: true, out var by) || !Enum.IsDefined(by))
        {
            return ForecastProblem.Invalid($"'by' is one of {string.Join(", ", Enum.GetNames<ScoreBy>().Select(n => n.ToLowerInvariant()))}.");
        }

        var to = query.To ?? DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        var from = query.From ?? to.AddDays(-Math.Min(7, to.DayNumber));
        if (from > to || to.DayNumber - from.DayNumber > LongestDays || query.Metric?.Contains('\0') == true || query.Model?.Contains('\0') == true)
        {
            return ForecastProblem.Invalid($"'from' and 'to' are days such as 2026-11-20, at most {LongestDays} apart; 'metric' and 'model' are texts without NUL.");
        }

        if (!await reader.AreThereAsync(actor, query.Host, query.Series, cancellationToken))
        {
            return ForecastProblem.NotFound;
        }

        var filter = new ScoreFilter(from, to) { HostId = query.Host, SeriesId = query.Series, Metric = query.Metric, Model = query.Model, Horizon = horizon?.Code };
        return TypedResults.Json(new ForecastPage<ScoreItem>([.. (await scores.ReadAsync(actor, filter, by, cancellationToken)).Select(ScoreItem.Of)], null));
    }

    private static async Task<IResult> BreaksAsync(
        ClaimsPrincipal user, AccessGate gate, ForecastReader reader, BreakReader breaks, int? host, int? limit, CancellationToken cancellationToken)
    {
        var actor = await gate.RequireAsync(user, Permissions.ForecastsRead, cancellationToken);
        if (limit is < 1 or > ForecastProblem.LargestPage)
        {
            return ForecastProblem.BadLimit;
        }

        return await reader.AreThereAsync(actor, host, null, cancellationToken)
            ? TypedResults.Json(new ForecastPage<BreakItem>([.. (await breaks.ReadAsync(actor, host, limit ?? 100, cancellationToken)).Select(BreakItem.Of)], null))
            : ForecastProblem.NotFound;
    }

    private static async Task<IResult> NowAsync(ForecastRequest request, ClaimsPrincipal user, AccessGate gate, ForecastDesk desk, CancellationToken cancellationToken)
    {
        var actor = await gate.RequireAsync(user, Permissions.ForecastsManage, cancellationToken);
        var outcome = await desk.ForecastNowAsync(actor, request.HostId, request.SeriesId, cancellationToken);
        return outcome.IsDone ? TypedResults.Json(new ForecastAnswer(outcome.Count, outcome.Message), statusCode: 202) : ForecastProblem.Of(outcome);
    }
}
