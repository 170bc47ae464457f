using System.Globalization;
using Microsoft.AspNetCore.Components;
using Monitor.Domain.Access;
using Monitor.Domain.RootCause.Grading;
using Monitor.Web.Access.Pages;
using Monitor.Web.Live;

namespace Monitor.Web.RootCause.Reliability;

/// <summary>How far findings can be trusted, live. The days are in the URL.</summary>
public sealed partial class ReliabilityPage(ReliabilityReader reader, CauseRules rules, LiveFeed feed, TimeProvider time) : ActorComponent
{
    private static readonly int[] Ranges = [30, 90, 365];

    private ReliabilityView? _view;
    private IReadOnlyDictionary<string, double> _weights = new Dictionary<string, double>();

    [SupplyParameterFromQuery]
    public int? Days { get; set; }

    private int Chosen => Days is { } days && Ranges.Contains(days) ? days : 90;

    protected override void OnInitialized() => Follow(feed, time, ReadAsync, LiveFeed.Tickets);

    protected override Task OnParametersSetAsync() => RendererInfo.IsInteractive ? ReadAsync() : Task.CompletedTask;

    private Task ReadAsync() => LoadAsync(Permissions.TicketsRead, async actor =>
    {
        var to = time.GetUtcNow();
        var view = await reader.ReadAsync(actor, to.AddDays(-Chosen), to.AddMinutes(1), Gone);
        (_view, _weights) = (view, view.Figures.Methods.ToDictionary(m => m.Method, m => CauseCalibration.Weight(m.Count, m.Right, m.Said * m.Count)));
    });

    private void Go(int days) => Navigation.NavigateTo(Navigation.GetUriWithQueryParameter("days", days));

    /// <summary>As people know it; one that is gone goes by its name.</summary>
    private string Title(string method) => method switch
    {
        "rank:metrics" => "Readings that moved with it",
        "graph:upstream" => "The most unusual host that it leans on",
        _ => rules.All.FirstOrDefault(r => $"rule:{r.Name}" == method)?.Title ?? "A rule that is gone",
    };

    private static string Percent(double? share) => share is { } s ? string.Create(CultureInfo.InvariantCulture, $"{100 * s:0} %") : "–";

    private static string Score(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);

    private static string Place(double share) => (100 * Math.Clamp(share, 0, 1)).ToString("0.#", CultureInfo.InvariantCulture);

    private static string Radius(int count) => Math.Min(9, 2 + Math.Sqrt(count)).ToString("0.#", CultureInfo.InvariantCulture);

    private static string Words(ReliabilityBin bin) => $"{Percent(bin.Said)} said, {Percent(bin.Was)} was so, {bin.Count} answers";
}
