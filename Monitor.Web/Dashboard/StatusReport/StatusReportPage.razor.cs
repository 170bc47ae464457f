using System.Globalization;
using Microsoft.AspNetCore.Components;
using Monitor.Domain.Access;
using Monitor.Domain.RootCause.Papers;
using Monitor.Domain.StatusReports;
using Monitor.Web.Access.Pages;
using Monitor.Web.Components;

namespace Monitor.Web.Dashboard.StatusReport;

/// <summary>The status report of a host, a group or everything: on the screen as it is printed and as the file has it. What it is about stands in the address.</summary>
public sealed partial class StatusReportPage(StatusReader reader, UserZone zone, TimeProvider time) : ActorComponent, IDisposable
{
    private IReadOnlyList<(int Id, string Path)> _groups = [];
    private Paper? _paper;
    private StatusAsk? _shown;
    private bool _isMissing;

    [SupplyParameterFromQuery]
    public int? Host { get; set; }

    [SupplyParameterFromQuery]
    public int? Group { get; set; }

    /// <summary>Of an address with both the host counts.</summary>
    private StatusAsk Ask => new(Host, Host is null ? Group : null);

    protected override void OnInitialized() => zone.Changed += Reread;

    protected override async Task OnParametersSetAsync()
    {
        // What is painted before the page is live would be read twice.
        if (RendererInfo.IsInteractive && _shown != Ask)
        {
            (_shown, _paper) = (Ask, null);
            await LoadAsync(Permissions.HostsRead, async actor => _groups = await reader.GroupsAsync(actor, Gone));
            await ReadAsync();
        }
    }

    private Task ReadAsync() => !zone.IsKnown ? Task.CompletedTask : LoadAsync(Permissions.HostsRead, async actor =>
    {
        var ask = Ask;
        var facts = await reader.ReadAsync(actor, ask, time.GetUtcNow(), Gone);

        // Of several that were asked for in a row, the last one is shown.
        if (ask == Ask)
        {
            (_isMissing, _paper) = (facts is null, facts is null ? null : StatusPaper.Of(facts, new PaperTimes(zone.Zone)));
        }
    });

    private void Reread() => _ = InvokeAsync(async () =>
    {
        await ReadAsync();
        StateHasChanged();
    });

    private void Go(string? value)
    {
        if (value != "host")
        {
            Navigation.NavigateTo("/reports/status" + new StatusAsk(null, int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null).Query);
        }
    }

    public new void Dispose()
    {
        zone.Changed -= Reread;
        base.Dispose();
    }
}
