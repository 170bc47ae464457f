using Microsoft.AspNetCore.Components;
using Monitor.Web.Live;
using Monitor.Web.Store;

namespace Monitor.Web.Dashboard;

/// <summary>Whether the product itself is well. Looks by itself: while the database is away nothing is committed that would wake a screen.</summary>
public sealed partial class SystemStatus(IngestGate gate, TimeProvider time, ILogger<SystemStatus> logger) : IDisposable
{
    private static readonly string Version = typeof(Program).Assembly.GetName().Version?.ToString(3) ?? "";
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(2);

    private readonly ScreenLife _left = new();
    private GateState _state;

    [Parameter, EditorRequired]
    public required FleetSummary Summary { get; set; }

    protected override void OnInitialized()
    {
        _state = gate.State;
        _ = _left.EveryAsync(Pace, time, logger, () => InvokeAsync(Look));
    }

    private void Look()
    {
        if (gate.State != _state)
        {
            _state = gate.State;
            StateHasChanged();
        }
    }

    public void Dispose() => _left.Dispose();
}
