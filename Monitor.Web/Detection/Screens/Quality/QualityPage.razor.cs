using System.Globalization;
using Microsoft.AspNetCore.Components;
using Monitor.Domain.Access;
using Monitor.Domain.Detection;
using Monitor.Domain.Forecasting;
using Monitor.Web.Access.Pages;
using Monitor.Web.Detection.Desk;
using Monitor.Web.Forecasting.Breaks;
using Monitor.Web.Live;

namespace Monitor.Web.Detection.Screens.Quality;

/// <summary>How right the detectors are, what was held back, and what people called normal, live. Host and days are in the URL.</summary>
public sealed partial class QualityPage(QualityReader quality, HeldCounts held, PatternDesk patterns, BreakBoard board, LiveFeed feed, TimeProvider time) : ActorComponent
{
    private static readonly int[] Ranges = [7, 30, 90];

    private QualityView? _view;
    private IReadOnlyDictionary<AnomalyHold, int> _held = new Dictionary<AnomalyHold, int>();
    private IReadOnlyList<PatternLine> _patterns = [];
    private IReadOnlyList<(int Id, string Name)> _hosts = [];
    private bool _mayForget;
    private bool _isBusy;

    [SupplyParameterFromQuery]
    public int? Host { get; set; }

    [SupplyParameterFromQuery]
    public int? Days { get; set; }

    private int Chosen => Days is { } days && Ranges.Contains(days) ? days : 30;

    protected override void OnInitialized() =>
        _ = feed.FollowAsync(time, () => InvokeAsync(async () =>
        {
            await ReadAsync();
            StateHasChanged();
        }), Gone, LiveFeed.Anomalies);

    protected override Task OnParametersSetAsync() => RendererInfo.IsInteractive ? ReadAsync() : Task.CompletedTask;

    private Task ReadAsync() => LoadAsync(Permissions.AnomaliesRead, async actor =>
    {
        var to = time.GetUtcNow();
        var from = to.AddDays(-Chosen);
        _mayForget = actor.May(Permissions.AnomaliesLabel);
        _hosts = await board.HostsAsync(actor, Gone);
        _held = await held.ReadAsync(actor, Host, from, to, Gone);
        _patterns = await patterns.ListAsync(actor, Host, Gone);
        _view = await quality.ReadAsync(actor, Host, null, from, to, Gone);
    });

    private Task ForgetAsync(int id) => _isBusy ? Task.CompletedTask : ActAsync(Permissions.AnomaliesLabel, async actor =>
    {
        _isBusy = true;
        try
        {
            var outcome = await patterns.ExpireAsync(actor, id, Gone);
            (Problem, Done) = (outcome.IsDone ? null : outcome.Message, outcome.IsDone ? "Forgotten. You are told of it again." : null);
        }
        finally
        {
            _isBusy = false;
        }

        await ReadAsync();
    });

    private static string Percent(double? share) => ForecastWords.Percent(share);

    private static string What(PatternLine pattern) => string.Join(", ", pattern.Series.Select(AnomalyWords.Series));

    private static string When(PatternLine pattern) => string.Create(
        CultureInfo.InvariantCulture, $"{(pattern.Day is { } day ? $"{day}s" : "any day")} around {pattern.MinuteOfDay / 60:00}:{pattern.MinuteOfDay % 60:00}");

    private static string State(PatternLine pattern) =>
        pattern.ExpiredAt is not null ? "forgotten" : pattern.SilentSince is not null ? $"silent, said {pattern.Labels} times" : $"said {pattern.Labels} times so far";

    private void Go(string name, string? value) =>
        Navigation.NavigateTo(Navigation.GetUriWithQueryParameter(name, string.IsNullOrEmpty(value) ? null : value));
}
