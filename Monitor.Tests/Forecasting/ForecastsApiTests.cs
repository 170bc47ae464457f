using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Monitor.Domain.Access;
using Monitor.Domain.Forecasting;
using Monitor.Domain.Metrics;
using Monitor.Tests.Support;
using Monitor.Web.Forecasting.Refreshing;
using Monitor.Web.Hosting;
using Monitor.Web.Store;

namespace Monitor.Tests.Forecasting;

/// <summary>Forecasts, grades and models for programs, as they answer over HTTP.</summary>
[Collection(Suite.Name)]
public sealed class ForecastsApiTests(TestApplication application)
{
    private static readonly CancellationToken Never = CancellationToken.None;

    private sealed record Stock(int GroupId, int HostId, int SeriesId, long ForecastId, int RunId, int SecondRunId);

    /// <summary>A host in a group of its own with one forecast on each of two grids, a grade and two trainings.</summary>
    private async Task<Stock> StockAsync()
    {
        await using var db = application.Database.CreateDb();
        var group = new HostGroup { Name = $"forecasts {Guid.NewGuid():N}", ParentId = HostGroup.FleetId };
        db.HostGroups.Add(group);
        await db.SaveChangesAsync();
        var host = new Host { Key = Guid.NewGuid(), Name = $"foretold-{Guid.NewGuid():N}", GroupId = group.Id, CreatedAt = TimeProvider.System.GetUtcNow() };
        db.Hosts.Add(host);
        await db.SaveChangesAsync();

        // One of those that are not forecast by seconds: the application's own job would enter it for that grid as well, which comes first.
        var (stream, _) = await application.Services.GetRequiredService<SeriesCatalog>().RegisterAsync(host.Id, "agent", [new SeriesName("network.received_bytes_per_second", "")], Never);
        var series = stream.Series[0].Id;
        var now = TimeProvider.System.GetUtcNow();
        await application.Services.GetRequiredService<ForecastPartitions>().EnsureAsync(now, Never);
        var runs = new[] { 1, 2 }.Select(version => new ModelRun
        {
            SeriesId = series, Grid = ForecastGrid.Short, Model = "blend", Version = version, Role = version == 2 ? ModelRole.Champion : ModelRole.Retired, TrainedAt = now, HistoryFrom = now,
            HistoryTo = now, Why = "A test.", Parameters = new Dictionary<string, double> { ["alpha"] = version / 10.0 }, BacktestPinball = version,
        }).ToList();
        db.ModelRuns.AddRange(runs);
        await db.SaveChangesAsync();
        db.ModelChoices.Add(new ModelChoice { SeriesId = series, Grid = ForecastGrid.Short, Champion = "blend", ChampionRunId = runs[1].Id, ChangedAt = now, Why = "A test.", TrainAt = now.AddDays(7) });
        foreach (var shape in new[] { GridShape.Of(ForecastGrid.Short), GridShape.Of(ForecastGrid.Day) })
        {
            var start = shape.Floor(now);
            var forecast = new SteadyModel(minimum: 1, width: 20).Run(new SeriesHistory(start - shape.Step, shape.Step, [40], ValueRange.Percent), shape.Steps)!;
            // The application's own job may have made it meanwhile.
            await db.Database.ExecuteSqlAsync(
                $"""
                 INSERT INTO forecast_tasks (series_id, grid, stream_id, due_at, state, graded_until, latest_starts_at)
                 VALUES ({series}, {(short)shape.Grid}, {stream.Id}, {now + shape.Every}, {nameof(ForecastState.Ready)}, {now}, {start})
                 ON CONFLICT (series_id, grid) DO UPDATE SET due_at = excluded.due_at, state = excluded.state, latest_starts_at = excluded.latest_starts_at
                 """);
            db.Forecasts.Add(new StoredForecast
            {
                SeriesId = series, Grid = shape.Grid, Tier = (short)shape.Grid, Model = "blend", ModelRunId = runs[1].Id, IssuedAt = now, StartsAt = start, StepSeconds = (int)shape.Step.TotalSeconds,
                Steps = shape.Steps, Packed = ForecastPacking.Pack(forecast),
            });
        }

        db.ForecastScores.Add(new ForecastScore
        {
            SeriesId = series, Horizon = 13, Model = "blend", Day = DateOnly.FromDateTime(now.UtcDateTime), Forecasts = 1, Count = 48, AbsoluteError = 96, Pinball = 48, In80 = 40, In95 = 46,
            NaiveError = 192, SeasonalError = 96, SeasonalCount = 48, ErrorBesideSeasonal = 96,
        });
        await db.SaveChangesAsync();
        var id = await db.Forecasts.Where(f => f.SeriesId == series && f.Grid == ForecastGrid.Short).Select(f => f.Id).SingleAsync();
        return new Stock(group.Id, host.Id, series, id, runs[0].Id, runs[1].Id);
    }

    private static async Task<JsonElement> ReadAsync(HttpClient client, string path) => await client.GetFromJsonAsync<JsonElement>("api/v1/forecasts" + path);

    [Fact]
    public async Task The_newest_forecasts_come_page_by_page_with_their_horizons_and_one_with_all_of_its_points()
    {
        var stock = await StockAsync();
        using var client = await application.SignInAsAsync(Roles.Viewer);
        var first = await ReadAsync(client, $"?series={stock.SeriesId}&limit=1");
        var item = first.GetProperty("items")[0];
        Assert.Equal(("short", "ready", "blend"), (item.GetProperty("grid").GetString(), item.GetProperty("state").GetString(), item.GetProperty("model").GetString()));
        Assert.Equal(["10m", "60m", "4h"], item.GetProperty("horizons").EnumerateArray().Select(h => h.GetProperty("horizon").GetString()));
        var second = await ReadAsync(client, $"?series={stock.SeriesId}&limit=1&after={first.GetProperty("next").GetString()}");
        Assert.Equal("day", second.GetProperty("items")[0].GetProperty("grid").GetString());
        var hour = (await ReadAsync(client, $"?host={stock.HostId}&horizon=60m")).GetProperty("items")[0].GetProperty("horizons")[0];
        Assert.Equal((3600, 40.0, 32.0, 48.0), (
            hour.GetProperty("seconds").GetInt32(), hour.GetProperty("value").GetDouble(), Math.Round(hour.GetProperty("low80").GetDouble(), 1), Math.Round(hour.GetProperty("high80").GetDouble(), 1)));
        var detail = await ReadAsync(client, $"/{stock.ForecastId}");
        Assert.Equal(48, detail.GetProperty("points").GetArrayLength());
        Assert.Equal(detail.GetProperty("levels").GetArrayLength(), detail.GetProperty("points")[0].GetProperty("quantiles").GetArrayLength());
        Assert.Equal(ForecastHorizons.All.Count, (await ReadAsync(client, "/horizons")).GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task Grades_are_added_up_and_say_skill_and_coverage()
    {
        var stock = await StockAsync();
        using var client = await application.SignInAsAsync(Roles.Viewer);
        foreach (var by in new[] { "fleet", "metric", "host", "series", "day", "week" })
        {
            var line = Assert.Single((await ReadAsync(client, $"/scores?by={by}&series={stock.SeriesId}")).GetProperty("items").EnumerateArray());
            Assert.Equal((2.0, 0.5, 0.0), (line.GetProperty("mae").GetDouble(), line.GetProperty("skillNaive").GetDouble(), line.GetProperty("skillSeasonal").GetDouble()));
        }
    }

    [Fact]
    public async Task Trainings_are_listed_compared_and_exported()
    {
        var stock = await StockAsync();
        using var client = await application.SignInAsAsync(Roles.Viewer);
        var runs = (await ReadAsync(client, $"/models/runs?series={stock.SeriesId}&limit=1"));
        Assert.Equal(stock.SecondRunId, runs.GetProperty("items")[0].GetProperty("id").GetInt32());
        Assert.Equal($"{stock.SecondRunId}", runs.GetProperty("next").GetString());
        var alpha = (await ReadAsync(client, $"/models/runs/{stock.RunId}/compare/{stock.SecondRunId}")).GetProperty("differences").EnumerateArray().Single(d => d.GetProperty("figure").GetString() == "alpha");
        Assert.Equal((0.1, 0.2), (alpha.GetProperty("first").GetDouble(), alpha.GetProperty("second").GetDouble()));
        using var file = await client.GetAsync($"api/v1/forecasts/models/export?series={stock.SeriesId}");
        Assert.Equal("attachment", file.Content.Headers.ContentDisposition!.DispositionType);
        var export = JsonDocument.Parse(await file.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal((1, 2), (export.GetProperty("choices").GetArrayLength(), export.GetProperty("runs").GetArrayLength()));
    }

    [Fact]
    public async Task A_lead_asks_for_forecasts_and_changes_models_by_the_version_that_was_seen()
    {
        var stock = await StockAsync();
        using var token = await ProgramAsync(await application.CreateUserAsync(Roles.Lead));
        await using (var db = application.Database.CreateDb())
        {
            // As if it had been made an hour ago.
            await db.ForecastTasks.Where(t => t.SeriesId == stock.SeriesId).ExecuteUpdateAsync(set => set.SetProperty(t => t.LatestStartsAt, TimeProvider.System.GetUtcNow().AddHours(-1)));
        }

        using var asked = await token.PostAsJsonAsync("api/v1/forecasts/", new { seriesId = stock.SeriesId });
        Assert.Equal(HttpStatusCode.Accepted, asked.StatusCode);
        Assert.True((await asked.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("forecasts").GetInt32() >= 2);
        await using (var db = application.Database.CreateDb())
        {
            Assert.Equal(1, await db.Audit.CountAsync(a => a.Act == "forecast.asked" && a.SubjectId == $"{stock.SeriesId}"));
        }

        using var pinned = await token.PostAsJsonAsync("api/v1/forecasts/models/pin", new { seriesId = stock.SeriesId, grid = "short", version = 1 });
        Assert.Equal(HttpStatusCode.NoContent, pinned.StatusCode);
        using var late = await token.PostAsJsonAsync("api/v1/forecasts/models/rollback", new { seriesId = stock.SeriesId, grid = "short", version = 1, runId = stock.RunId });
        Assert.Equal(HttpStatusCode.Conflict, late.StatusCode);
        using var back = await token.PostAsJsonAsync("api/v1/forecasts/models/rollback", new { seriesId = stock.SeriesId, grid = "short", version = 2, runId = stock.RunId });
        Assert.Equal(HttpStatusCode.NoContent, back.StatusCode);
    }

    [Fact]
    public async Task Attack_24_Forecasts_grades_and_models_of_others_are_not_there()
    {
        var (theirs, mine) = (await StockAsync(), await StockAsync());
        using var client = await application.SignInAsync(await application.CreateUserAsync(Roles.Lead, groups: [mine.GroupId]));
        foreach (var path in new[]
            {
                "/{0}", "?series={1}", "?host={2}", "/scores?series={1}", "/models/?series={1}", "/models/runs?series={1}", "/models/runs/{3}", "/models/export?series={1}", "/breaks?host={2}",
            })
        {
            using var own = await client.GetAsync("api/v1/forecasts" + string.Format(null, path, mine.ForecastId, mine.SeriesId, mine.HostId, mine.RunId));
            using var foreign = await client.GetAsync("api/v1/forecasts" + string.Format(null, path, theirs.ForecastId, theirs.SeriesId, theirs.HostId, theirs.RunId));
            Assert.Equal((HttpStatusCode.OK, HttpStatusCode.NotFound), (own.StatusCode, foreign.StatusCode));
        }

        using var mixed = await client.GetAsync($"api/v1/forecasts/models/runs/{mine.RunId}/compare/{theirs.RunId}");
        Assert.Equal(HttpStatusCode.NotFound, mixed.StatusCode);
        var listed = (await ReadAsync(client, "?limit=500")).GetProperty("items").EnumerateArray().Select(i => i.GetProperty("seriesId").GetInt32()).Distinct();
        Assert.Equal([mine.SeriesId], listed);
        Assert.Equal(1, Assert.Single((await ReadAsync(client, "/scores?by=fleet")).GetProperty("items").EnumerateArray()).GetProperty("forecasts").GetInt32());
    }

    [Theory]
    [InlineData("?limit=100000")]
    [InlineData("?horizon=10y")]
    [InlineData("?after=1-short-x")]
    [InlineData("?metric=a%00b")]
    [InlineData("/scores?from=0001-01-01&to=9999-12-31")]
    [InlineData("/scores?by=everything")]
    [InlineData("/models/?limit=0")]
    [InlineData("/models/runs?series=1&limit=501")]
    [InlineData("/breaks?limit=501")]
    public async Task Attack_45_A_question_without_bounds_is_refused_before_anything_is_read(string path)
    {
        using var client = await application.SignInAsAsync(Roles.Viewer);
        using var answer = await client.GetAsync("api/v1/forecasts" + path);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    private async Task<HttpClient> ProgramAsync(TestUser user)
    {
        var program = application.CreateClient();
        program.DefaultRequestHeaders.Authorization = new System.Net.Http.Headers.AuthenticationHeaderValue(
            "Bearer", await application.Services.GetRequiredService<Monitor.Web.Access.Tokens.TokenDesk>().CreateForAsync(user.Name, [TokenScopes.Read, TokenScopes.RulesWrite], TimeSpan.FromDays(1), Never));
        return program;
    }
}
