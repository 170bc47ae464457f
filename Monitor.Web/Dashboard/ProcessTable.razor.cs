using Microsoft.AspNetCore.Components;
using Monitor.Domain.Metrics;
using Monitor.Web.Components;
using Monitor.Web.Live;
using Monitor.Web.Store;

namespace Monitor.Web.Dashboard;

/// <summary>The busiest processes of a host, live, and the curve of a chosen one. The page has checked that the reader may see the host.</summary>
public sealed partial class ProcessTable(ProcessReader reader, TimeProvider time, ILogger<ProcessTable> logger) : IDisposable
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Past = TimeSpan.FromHours(1);
    private readonly ScreenLife _left = new();
    private ProcessTop? _top;
    private ChosenProcess? _chosen;
    private ChartData? _cpu;
    private ChartData? _memory;
    private IReadOnlyList<CurveSummary>? _cpuFigures;
    private IReadOnlyList<CurveSummary>? _memoryFigures;
    private IReadOnlyList<ChartSeries> Line => [new(_chosen?.Name ?? "", 1)];

    private sealed record ChosenProcess(int Pid, string Name);

    [Parameter, EditorRequired]
    public int HostId { get; set; }

    protected override async Task OnInitializedAsync()
    {
        await ReadAsync();
        _ = _left.EveryAsync(Pace, time, logger, () => InvokeAsync(RefreshAsync));
    }

    private async Task RefreshAsync()
    {
        await ReadAsync();
        StateHasChanged();
    }

    private async Task ReadAsync()
    {
        _top = await reader.TopAsync(HostId, time.GetUtcNow(), _left.Token);
        if (_chosen is { } process)
        {
            var range = new TimeRange(time.GetUtcNow() - Past, time.GetUtcNow());
            var curves = await reader.CurvesAsync(HostId, process.Pid, process.Name, range, SeriesReader.MaximumPoints, _left.Token);
            if (_chosen != process)
            {
                // Another one was chosen meanwhile, and is read by whoever chose it.
                return;
            }

            (_cpu, _cpuFigures) = (ChartShape.Of(range, [curves.Cpu]), [curves.Cpu.Summary]);
            (_memory, _memoryFigures) = (ChartShape.Of(range, [curves.Memory]), [curves.Memory.Summary]);
        }
    }

    private bool IsChosen(ProcessSample process) => _chosen is { } c && c.Pid == process.Pid && c.Name == process.Name;

    private Task ChooseAsync(ProcessSample process)
    {
        _chosen = new ChosenProcess(process.Pid, process.Name);
        (_cpu, _memory, _cpuFigures, _memoryFigures) = (null, null, null, null);
        return ReadAsync();
    }

    private string QueryOf(string measure)
    {
        var to = time.GetUtcNow().UtcDateTime;
        return $"/api/v1/hosts/{HostId}/processes?pid={_chosen!.Pid}&name={Uri.EscapeDataString(_chosen.Name)}&measure={measure}"
            + $"&from={to - Past:yyyy-MM-ddTHH:mm:ssZ}&to={to:yyyy-MM-ddTHH:mm:ssZ}";
    }

    public void Dispose()
    {
        _left.Dispose();
    }
}
