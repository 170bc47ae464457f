using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Monitor.Domain.Metrics.Topology.Map;
using Monitor.Domain.Metrics;

namespace Monitor.Web.Dashboard.Map;

/// <summary>The drawn map. C# says where everything stands; JavaScript only moves and zooms what is drawn.</summary>
public sealed partial class MapPicture(IJSRuntime javaScript)
{
    private ElementReference _frame;
    private IJSObjectReference? _module;
    private IJSObjectReference? _view;
    private MapLayout? _drawn;
    private bool _isGone;

    [Parameter, EditorRequired]
    public required MapGraph Graph { get; set; }

    [Parameter, EditorRequired]
    public required MapLayout Layout { get; set; }

    /// <summary>What the reader looks for: nodes with it in their name stand out.</summary>
    [Parameter]
    public string? Found { get; set; }

    /// <summary>Shown on small screens too.</summary>
    [Parameter]
    public bool IsForced { get; set; }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        try
        {
            if (firstRender)
            {
                _drawn = Layout;
                _module = await javaScript.InvokeAsync<IJSObjectReference>("import", "/js/map.js");
                if (_isGone)
                {
                    // The list has taken its place while the script was fetched: there is no frame any more.
                    await _module.DisposeAsync();
                    return;
                }

                _view = await _module.InvokeAsync<IJSObjectReference>("attach", _frame);
            }

            if (_view is not null && !ReferenceEquals(_drawn, Layout))
            {
                _drawn = Layout;
                await _view.InvokeVoidAsync("fit");
            }
        }
        catch (Exception gone) when (gone is JSDisconnectedException or ObjectDisposedException or OperationCanceledException)
        {
            // The reader left while the map was being drawn.
        }
    }

    private bool IsFound(MapNode node) => !string.IsNullOrWhiteSpace(Found) && node.Name.Contains(Found.Trim(), StringComparison.OrdinalIgnoreCase);

    private static string Class(MapLinkKind kind) => kind switch
    {
        MapLinkKind.RunsOn => "runs-on",
        MapLinkKind.DependsOn => "depends-on",
        MapLinkKind.Calls => "calls",
        _ => "behind",
    };

    private static string N(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);

    internal static string Short(string text, int most) => WholeText.Cut(text, most);

    public async ValueTask DisposeAsync()
    {
        _isGone = true;
        try
        {
            if (_view is not null)
            {
                await _view.InvokeVoidAsync("dispose");
                await _view.DisposeAsync();
            }

            if (_module is not null)
            {
                await _module.DisposeAsync();
            }
        }
        catch (JSDisconnectedException)
        {
            // The circuit is gone and the map with it.
        }
    }
}
