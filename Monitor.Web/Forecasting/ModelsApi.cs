using System.Globalization;
using System.Security.Claims;
using Monitor.Domain.Access;
using Monitor.Domain.Forecasting;
using Monitor.Web.Access;
using Monitor.Web.Forecasting.Models;

namespace Monitor.Web.Forecasting;

/// <summary>The choice that is meant, in the version that the caller saw; a run where one is gone back to.</summary>
internal sealed record ModelRequest(int SeriesId, string? Grid, int Version, bool? IsPinned, int? RunId);

/// <summary><c>/api/v1/forecasts/models</c>: the registry of models, to read, compare, export and change.</summary>
internal static class ModelsApi
{
    private const int MostRuns = 500;

    public static void Map(IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api/v1/forecasts/models").WithTags("forecasts");
        var read = api.MapGroup("").RequireAuthorization(Permissions.ForecastsRead);
        read.MapGet("/", ChoicesAsync).WithSummary("Which model each series is forecast by, and why.").Produces<ForecastPage<ChoiceItem>>().ProducesProblem(400).ProducesProblem(404);
        read.MapGet("/runs", RunsAsync).WithSummary("Trainings of one series, newest first.").Produces<ForecastPage<RunItem>>().ProducesProblem(400).ProducesProblem(404);
        read.MapGet("/runs/{id:int}", RunAsync).WithSummary("One training.").Produces<RunItem>().ProducesProblem(404);
        read.MapGet("/runs/{id:int}/compare/{other:int}", CompareAsync).WithSummary("Two trainings side by side.").Produces<Comparison>().ProducesProblem(404);
        read.MapGet("/export", ExportAsync).WithSummary("All that is known of the models of one series, as a JSON file.").Produces<RegistryExport>().ProducesProblem(404);
        var manage = api.MapGroup("").RequireAuthorization(Permissions.ForecastsManage);
        manage.MapPost("/pin", PinAsync).WithSummary("Pins the model of a series, or lets it go.").Produces(204).ProducesProblem(400).ProducesProblem(404).ProducesProblem(409);
        manage.MapPost("/rollback", RollBackAsync).WithSummary("Goes back to the model of an earlier training.").Produces(204).ProducesProblem(400).ProducesProblem(404).ProducesProblem(409);
        manage.MapPost("/training", TrainAsync).WithSummary("Compares the models of a series again.").Produces(204).ProducesProblem(400).ProducesProblem(404).ProducesProblem(409);
    }

    private static async Task<IResult> ChoicesAsync(
        ClaimsPrincipal user, AccessGate gate, ForecastReader forecasts, ModelReader reader, int? host, int? series, int? limit, string? after, CancellationToken cancellationToken)
    {
        var actor = await gate.RequireAsync(user, Permissions.ForecastsRead, cancellationToken);
        if (limit is < 1 or > ForecastProblem.LargestPage)
        {
            return ForecastProblem.BadLimit;
        }

        if (!ForecastProblem.TryPlace(after, out var place))
        {
            return ForecastProblem.Invalid("'after' is the 'next' of the page before.");
        }

        if (!await forecasts.AreThereAsync(actor, host, series, cancellationToken))
        {
            return ForecastProblem.NotFound;
        }

        var size = limit ?? 100;
        var rows = await reader.ChoicesAsync(actor, host, series, place, size + 1, cancellationToken);
        var next = rows.Count > size ? ForecastProblem.Cursor(rows[size - 1].Series.SeriesId, rows[size - 1].Choice.Grid) : null;
        return TypedResults.Json(new ForecastPage<ChoiceItem>([.. rows.Take(size).Select(ChoiceItem.Of)], next));
    }

    private static async Task<IResult> RunsAsync(
        ClaimsPrincipal user, AccessGate gate, ModelReader reader, int series, string? grid, int? limit, int? after, CancellationToken cancellationToken)
    {
        var actor = await gate.RequireAsync(user, Permissions.ForecastsRead, cancellationToken);
        if (limit is < 1 or > ForecastProblem.LargestPage)
        {
            return ForecastProblem.BadLimit;
        }

        if (!ForecastProblem.TryGrid(grid, out var named))
        {
            return ForecastProblem.BadGrid;
        }

        var size = limit ?? 100;
        var rows = await reader.RunsAsync(actor, series, named, after, size + 1, cancellationToken);
        return rows is null ? ForecastProblem.NotFound : TypedResults.Json(new ForecastPage<RunItem>(
            [.. rows.Take(size).Select(r => RunItem.Of(r.Run, r.AskedBy))], rows.Count > size ? rows[size - 1].Run.Id.ToString(CultureInfo.InvariantCulture) : null));
    }

    private static async Task<IResult> RunAsync(ClaimsPrincipal user, AccessGate gate, ModelReader reader, int id, CancellationToken cancellationToken)
    {
        var actor = await gate.RequireAsync(user, Permissions.ForecastsRead, cancellationToken);
        return await reader.FindRunAsync(actor, id, cancellationToken) is var (_, run) ? TypedResults.Json(RunItem.Of(run)) : ForecastProblem.NotFound;
    }

    private static async Task<IResult> CompareAsync(ClaimsPrincipal user, AccessGate gate, ModelReader reader, int id, int other, CancellationToken cancellationToken)
    {
        var actor = await gate.RequireAsync(user, Permissions.ForecastsRead, cancellationToken);
        return await reader.FindRunAsync(actor, id, cancellationToken) is var (_, first) && await reader.FindRunAsync(actor, other, cancellationToken) is var (_, second)
            ? TypedResults.Json(Comparison.Of(first, second)) : ForecastProblem.NotFound;
    }

    private static async Task<IResult> ExportAsync(
        ClaimsPrincipal user, AccessGate gate, ModelReader reader, TimeProvider time, HttpContext context, int series, CancellationToken cancellationToken)
    {
        var actor = await gate.RequireAsync(user, Permissions.ForecastsRead, cancellationToken);
        if (await reader.RunsAsync(actor, series, null, null, MostRuns, cancellationToken) is not { } runs)
        {
            return ForecastProblem.NotFound;
        }

        var choices = await reader.ChoicesAsync(actor, null, series, null, GridShape.All.Count, cancellationToken);
        context.Response.Headers.ContentDisposition = string.Create(CultureInfo.InvariantCulture, $"attachment; filename=\"models-{series}.json\"");
        return TypedResults.Json(new RegistryExport(1, time.GetUtcNow(), [.. choices.Select(ChoiceItem.Of)], [.. runs.Select(r => RunItem.Of(r.Run, r.AskedBy))]));
    }

    private static Task<IResult> PinAsync(ModelRequest request, ClaimsPrincipal user, AccessGate gate, ModelDesk desk, CancellationToken cancellationToken) =>
        ChangeAsync(request, user, gate, (actor, key) => desk.PinAsync(actor, key, request.IsPinned ?? true, cancellationToken), cancellationToken);

    private static Task<IResult> RollBackAsync(ModelRequest request, ClaimsPrincipal user, AccessGate gate, ModelDesk desk, CancellationToken cancellationToken) =>
        ChangeAsync(request, user, gate, (actor, key) => request.RunId is { } run
            ? desk.UseAsync(actor, key, run, cancellationToken)
            : Task.FromResult(ForecastOutcome.Invalid("'runId' is the training to go back to (GET forecasts/models/runs lists them).")), cancellationToken);

    private static Task<IResult> TrainAsync(ModelRequest request, ClaimsPrincipal user, AccessGate gate, ModelDesk desk, CancellationToken cancellationToken) =>
        ChangeAsync(request, user, gate, (actor, key) => desk.RetrainAsync(actor, key, cancellationToken), cancellationToken);

    private static async Task<IResult> ChangeAsync(
        ModelRequest request, ClaimsPrincipal user, AccessGate gate, Func<Actor, ChoiceKey, Task<ForecastOutcome>> change, CancellationToken cancellationToken)
    {
        var actor = await gate.RequireAsync(user, Permissions.ForecastsManage, cancellationToken);
        if (!ForecastProblem.TryGrid(request.Grid, out var grid) || grid is null)
        {
            return ForecastProblem.BadGrid;
        }

        var outcome = await change(actor, new ChoiceKey(request.SeriesId, grid.Value, request.Version));
        return outcome.IsDone ? TypedResults.NoContent() : ForecastProblem.Of(outcome);
    }
}
