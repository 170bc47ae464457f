using Microsoft.AspNetCore.Components;
using Monitor.Domain.Access;
using Monitor.Domain.RootCause.Papers;
using Monitor.Domain.RootCause.Reports;
using Monitor.Web.Access.Pages;
using Monitor.Web.Components;

namespace Monitor.Web.Tickets.CauseReports;

/// <summary>The root cause report of one ticket: on the screen as it is printed and as the file has it.</summary>
public sealed partial class CaseReportPage(CaseReader reader, UserZone zone, TimeProvider time) : ActorComponent, IDisposable
{
    private Paper? _paper;
    private bool _isMissing;

    [Parameter]
    public int Number { get; set; }

    protected override void OnInitialized() => zone.Changed += Reread;

    protected override Task OnParametersSetAsync() => ReadAsync();

    private Task ReadAsync() => LoadAsync(Permissions.TicketsRead, async actor =>
    {
        var facts = await reader.ReadAsync(actor, Number, Gone);
        (_isMissing, _paper) = (facts is null, facts is null ? null : CasePaper.Of(facts, time.GetUtcNow(), new PaperTimes(zone.Zone)));
    });

    private void Reread() => _ = InvokeAsync(async () =>
    {
        await ReadAsync();
        StateHasChanged();
    });

    public new void Dispose()
    {
        zone.Changed -= Reread;
        base.Dispose();
    }
}
