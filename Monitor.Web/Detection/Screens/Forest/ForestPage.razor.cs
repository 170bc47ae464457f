using Microsoft.AspNetCore.Components;
using Monitor.Domain.Access;
using Monitor.Domain.Detection.Classical;
using Monitor.Domain.Metrics;
using Monitor.Web.Access;
using Monitor.Web.Access.Pages;
using Monitor.Web.Components;
using Monitor.Web.Live;

namespace Monitor.Web.Detection.Screens.Forest;

/// <summary>CPU against memory of every host, with what an isolation forest calls unusual. What is looked at is in the URL.</summary>
public sealed partial class ForestPage(ForestReader reader, HostChoices hosts, TimeProvider time, ILogger<ForestPage> logger) : ActorComponent
{
    private static readonly TimeSpan Fastest = TimeSpan.FromSeconds(10);

    private ForestAsk _ask = ForestAsk.Read(null, null, null, null, null);
    private HostForest _forest = new();
    private ForestView? _view;
    private IReadOnlyList<NamedId> _hosts = [];
    private bool _isRead;

    [SupplyParameterFromQuery]
    public string? Span { get; set; }

    [SupplyParameterFromQuery]
    public string? Share { get; set; }

    [SupplyParameterFromQuery]
    public string? Trees { get; set; }

    [SupplyParameterFromQuery]
    public string? Average { get; set; }

    [SupplyParameterFromQuery]
    public int? Host { get; set; }

    /// <summary>Before the next points nothing is new. A little early is on time.</summary>
    private bool IsDue => _view is null || time.GetUtcNow() - _view.ReadAt > (_ask.Step > Fastest ? _ask.Step : Fastest) - TimeSpan.FromSeconds(1);

    /// <summary>Only where nothing came of late.</summary>
    private string Age(ForestMachine machine) => IsLate(machine) ? $" · newest {ValueText.Ago(_view!.ReadAt - machine.Latest.Use.Time)}" : "";

    private bool IsLate(ForestMachine machine) => machine.IsLate(_view!.ReadAt, _ask.Step);

    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender)
        {
            _ = Following.EveryAsync(Fastest, time, logger, () => InvokeAsync(RepeatAsync), Gone);
        }
    }

    protected override Task OnParametersSetAsync()
    {
        var ask = ForestAsk.Read(Span, Share, Trees, Average, Host);
        if (!RendererInfo.IsInteractive || (_isRead && ask == _ask))
        {
            return Task.CompletedTask;
        }

        // Anything else that is asked for is another forest; the newest points of the same ones are told by the one that is there.
        (_ask, _forest, _view, _isRead) = (ask, new HostForest(ask.Contamination, ask.Trees), null, true);
        return ReadAsync();
    }

    private Task ReadAsync() => LoadAsync(Permissions.AnomaliesRead, async actor =>
    {
        var (ask, forest) = (_ask, _forest);
        _hosts = await hosts.ListAsync(actor, Gone);
        var view = await reader.ReadAsync(actor, ask, forest, Gone);
        _view = ask == _ask ? view : _view;
    });

    private async Task RepeatAsync()
    {
        if (IsDue)
        {
            await ReadAsync();
            StateHasChanged();
        }
    }

    private void Go(string name, string? value) =>
        Navigation.NavigateTo(Navigation.GetUriWithQueryParameter(name, string.IsNullOrEmpty(value) ? null : value));
}
