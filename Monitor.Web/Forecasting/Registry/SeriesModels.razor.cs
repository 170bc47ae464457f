using Microsoft.AspNetCore.Components;
using Monitor.Domain.Access;
using Monitor.Domain.Forecasting;
using Monitor.Web.Access;
using Monitor.Web.Access.Pages;
using Monitor.Web.Forecasting.Models;
using Monitor.Web.Live;

namespace Monitor.Web.Forecasting.Registry;

/// <summary>One series: its models, their trainings, two of them side by side, and what people do with them. Which two is in the URL.</summary>
public sealed partial class SeriesModels(ModelReader models, ModelDesk desk, LiveFeed feed, TimeProvider time) : ActorComponent
{
    private const int MostRuns = 100;

    private IReadOnlyList<ChoiceLine> _choices = [];
    private IReadOnlyList<RunLine> _runs = [];
    private bool _isRead;
    private bool _mayManage;
    private bool _busy;

    [Parameter, EditorRequired]
    public int SeriesId { get; set; }

    [SupplyParameterFromQuery]
    public int? First { get; set; }

    [SupplyParameterFromQuery]
    public int? Second { get; set; }

    private DateTimeOffset Now => time.GetUtcNow();

    private (ModelRun First, ModelRun Second)? Chosen => Find(First) is { } first && Find(Second) is { } second && first != second ? (first, second) : null;

    protected override void OnInitialized() =>
        Follow(feed, time, ReadAsync, LiveFeed.Forecasts);

    protected override Task OnParametersSetAsync() => ReadAsync();

    private Task ReadAsync() => LoadAsync(Permissions.ForecastsRead, async actor =>
    {
        _mayManage = actor.May(Permissions.ForecastsManage);
        _choices = await models.ChoicesAsync(actor, null, SeriesId, null, GridShape.All.Count, Gone);
        _runs = await models.RunsAsync(actor, SeriesId, null, null, MostRuns, Gone) ?? [];
        _isRead = true;
    });

    private Task PinAsync(ModelChoice choice) => ActAsync(
        choice.IsPinned ? "The next training may change the champion." : "Pinned: no training changes the champion.", (actor, key) => desk.PinAsync(actor, key, !choice.IsPinned, Gone), choice);

    private Task RetrainAsync(ModelChoice choice) => ActAsync("The models are compared again within minutes.", (actor, key) => desk.RetrainAsync(actor, key, Gone), choice);

    private Task UseAsync(ModelRun run) => _choices.FirstOrDefault(c => c.Choice.Grid == run.Grid) is { } line
        ? ActAsync($"Back to {ForecastWords.Model(run.Model)} of training {run.Version}, pinned.", (actor, key) => desk.UseAsync(actor, key, run.Id, Gone), line.Choice)
        : Task.CompletedTask;

    private Task ActAsync(string done, Func<Actor, ChoiceKey, Task<ForecastOutcome>> act, ModelChoice choice) => _busy ? Task.CompletedTask : ActAsync(Permissions.ForecastsManage, async actor =>
    {
        _busy = true;
        try
        {
            var outcome = await act(actor, new ChoiceKey(choice.SeriesId, choice.Grid, choice.Version));
            (Problem, Done) = (outcome.IsDone ? null : outcome.Message, outcome.IsDone ? done : null);
            var (problem, said) = (Problem, Done);
            await ReadAsync();
            (Problem, Done) = Failed ? (Problem, null) : (problem, said);
        }
        finally
        {
            _busy = false;
        }
    });

    private void Compare((int? First, int? Second) pair) => Navigation.NavigateTo(Navigation.GetUriWithQueryParameters(new Dictionary<string, object?>
    {
        ["first"] = pair.First,
        ["second"] = pair.Second,
    }));

    private ModelRun? Find(int? id) => _runs.FirstOrDefault(r => r.Run.Id == id)?.Run;

    private static string Named(ModelRun run) => $"{ForecastWords.Model(run.Model)} ({run.Version})";
}
