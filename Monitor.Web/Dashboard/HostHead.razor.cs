using Microsoft.AspNetCore.Components;

namespace Monitor.Web.Dashboard;

/// <summary>A host's name, status and newest figures. Drawn apart from the page, so that a tick does not draw its charts and lists again.</summary>
public sealed partial class HostHead(TimeProvider time)
{
    /// <summary>"12 s ago" goes on also while nothing comes.</summary>
    private static readonly TimeSpan TextAge = TimeSpan.FromSeconds(5);

    private FleetRow _row = null!;
    private long _drawnAt;

    [Parameter, EditorRequired]
    public required FleetRow Row { get; set; }

    [Parameter]
    public bool MayEdit { get; set; }

    [Parameter]
    public bool MaySilence { get; set; }

    protected override void OnParametersSet() => Take(Row);

    internal void Show(FleetRow row)
    {
        if (!row.SaysTheSameAs(_row) || time.GetElapsedTime(_drawnAt) >= TextAge)
        {
            Take(row);
            StateHasChanged();
        }
    }

    private void Take(FleetRow row) => (_row, _drawnAt) = (row, time.GetTimestamp());
}
