using System.Globalization;
using Microsoft.AspNetCore.Components;
using Monitor.Domain.Access;
using Monitor.Domain.Detection;
using Monitor.Domain.Forecasting;
using Monitor.Web.Access;
using Monitor.Web.Access.Pages;
using Monitor.Web.Components;
using Monitor.Web.Detection.Desk;
using Monitor.Web.Live;

namespace Monitor.Web.Detection.Screens.Quality;

/// <summary>How right the detectors are, what was held back, and what people called normal, live. Host and days are in the URL.</summary>
public sealed partial class QualityPage(QualityReader quality, PatternDesk patterns, HostChoices hosts, LiveFeed feed, UserZone zone, TimeProvider time) : ActorComponent
{
    private static readonly int[] Ranges = [7, 30, 90];

    private QualityView? _view;
    private IReadOnlyList<PatternLine> _patterns = [];
    private IReadOnlyList<NamedId> _hosts = [];
    private bool _mayForget;
    private bool _isBusy;

    [SupplyParameterFromQuery]
    public int? Host { get; set; }

    [SupplyParameterFromQuery]
    public int? Days { get; set; }

    private int Chosen => Days is { } days && Ranges.Contains(days) ? days : 30;

    private string HeldAddress => $"/anomalies?held=held&days={Chosen}{(Host is { } host ? $"&host={host}" : "")}";

    protected override void OnInitialized() =>
        Follow(feed, time, ReadAsync, LiveFeed.Anomalies);

    protected override Task OnParametersSetAsync() => RendererInfo.IsInteractive ? ReadAsync() : Task.CompletedTask;

    private Task ReadAsync() => LoadAsync(Permissions.AnomaliesRead, async actor =>
    {
        var (host, days) = (Host, Chosen);
        var to = time.GetUtcNow();
        _mayForget = actor.May(Permissions.AnomaliesLabel);
        _hosts = await hosts.ListAsync(actor, Gone);
        var known = await patterns.ListAsync(actor, host, Gone);
        var view = await quality.ReadAsync(actor, host, null, to.AddDays(-days), to, Gone);
        if ((host, days) == (Host, Chosen))
        {
            (_patterns, _view) = (known, view);
        }
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

    private static string Rate(double? alarms) => alarms is { } rate ? rate.ToString("0.##", CultureInfo.InvariantCulture) : "–";

    private static string What(PatternLine pattern) => string.Join(", ", pattern.Series.Select(AnomalyWords.Series));

    private static string State(PatternLine pattern) =>
        pattern.ExpiredAt is not null ? "forgotten" : pattern.SilentSince is not null ? $"silent, said {Times(pattern.Labels)}" : $"said {Times(pattern.Labels)} so far";

    private static string Times(int count) => count switch { 1 => "once", 2 => "twice", _ => $"{count} times" };

    private void Go(string name, string? value) =>
        Navigation.NavigateTo(Navigation.GetUriWithQueryParameter(name, string.IsNullOrEmpty(value) ? null : value));
}
