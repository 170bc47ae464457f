using System.Globalization;
using Microsoft.AspNetCore.Components;
using Monitor.Domain.Detection.Classical;
using Monitor.Domain.Metrics;
using Monitor.Web.Components;

namespace Monitor.Web.Detection.Screens.Forest;

/// <summary>The newest points of a host, CPU against memory, with what is unusual in another shape and colour.</summary>
public sealed partial class ForestScatter(UserZone zone)
{
    private const int Width = 360;
    private const int Height = 232;
    private const int Left = 36;
    private const int Right = 350;
    private const int Top = 26;
    private const int Bottom = 194;

    private ForestScale _cpu = ForestScale.Of([0]);
    private ForestScale _memory = ForestScale.Of([0]);

    [Parameter, EditorRequired]
    public required ForestMachine Machine { get; set; }

    private string Words => $"{Machine.Name}: {Machine.Points.Count} points of CPU against memory, {Machine.Anomalies} of them unusual";

    protected override void OnParametersSet() =>
        (_cpu, _memory) = (ForestScale.Of(Machine.Points.Select(p => p.Use.CpuPercent)), ForestScale.Of(Machine.Points.Select(p => p.Use.MemoryPercent)));

    private string X(double value) => Number(Left + (_cpu.At(value) * (Right - Left)));

    private string Y(double value) => Number(Bottom - (_memory.At(value) * (Bottom - Top)));

    private string Say(ForestPoint point) =>
        $"{zone.Exact(point.Use.Time)}: CPU {ValueText.Of(point.Use.CpuPercent, MetricUnit.Percent)}, memory {ValueText.Of(point.Use.MemoryPercent, MetricUnit.Percent)}, score {AnomalyWords.Score(point.Score)}";

    private static string Number(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);
}
