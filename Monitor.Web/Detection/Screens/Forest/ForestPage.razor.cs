using System.Globalization;
using Microsoft.AspNetCore.Components;
using Monitor.Domain.Access;
using Monitor.Domain.Detection.Classical;
using Monitor.Domain.Metrics;
using Monitor.Web.Access.Pages;
using Monitor.Web.Forecasting.Breaks;

namespace Monitor.Web.Detection.Screens.Forest;

/// <summary>CPU against memory of every host, with what an isolation forest calls unusual. What is looked at is in the URL.</summary>
public sealed partial class ForestPage(ForestReader reader, BreakBoard board, TimeProvider time) : ActorComponent
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(10);

    private ForestAsk _ask = ForestAsk.Read(null, null, null);
    private HostForest _forest = new();
    private ForestView? _view;
    private IReadOnlyList<(int Id, string Name)> _hosts = [];
    private bool _isRead;

    [SupplyParameterFromQuery]
    public string? Span { get; set; }

    [SupplyParameterFromQuery]
    public string? Share { get; set; }

    [SupplyParameterFromQuery]
    public int? Host { get; set; }

    internal static string Score(double score) => double.IsNaN(score) ? "–" : score.ToString("0.00", CultureInfo.InvariantCulture);

    /// <summary>Only where nothing came of late.</summary>
    private string Age(ForestMachine machine) => _view!.ReadAt - machine.Latest.Use.Time is var age && age > 3 * _ask.Step ? $" · newest {ValueText.Ago(age)}" : "";

    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender)
        {
            _ = RepeatAsync();
        }
    }

    protected override Task OnParametersSetAsync()
    {
        var ask = ForestAsk.Read(Span, Share, Host);
        if (!RendererInfo.IsInteractive || (_isRead && ask == _ask))
        {
            return Task.CompletedTask;
        }

        // Another time or share is another forest; the newest points of the same ones are told by the one that is there.
        (_ask, _forest, _view, _isRead) = (ask, new HostForest(ask.Contamination), null, true);
        return ReadAsync();
    }

    private Task ReadAsync() => LoadAsync(Permissions.AnomaliesRead, async actor =>
    {
        var (ask, forest) = (_ask, _forest);
        _hosts = await board.HostsAsync(actor, Gone);
        var view = await reader.ReadAsync(actor, ask, forest, Gone);
        _view = ask == _ask ? view : _view;
    });

    private async Task RepeatAsync()
    {
        using var timer = new PeriodicTimer(Pace, time);
        try
        {
            while (await timer.WaitForNextTickAsync(Gone))
            {
                await InvokeAsync(async () =>
                {
                    await ReadAsync();
                    StateHasChanged();
                });
            }
        }
        catch (Exception gone) when (gone is OperationCanceledException or ObjectDisposedException)
        {
            // The reader left.
        }
    }

    private void Go(string name, string? value) =>
        Navigation.NavigateTo(Navigation.GetUriWithQueryParameter(name, string.IsNullOrEmpty(value) ? null : value));
}
