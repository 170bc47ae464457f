using Microsoft.AspNetCore.Components;
using Monitor.Domain.Access;
using Monitor.Domain.RootCause.Packs;
using Monitor.Domain.RootCause.Papers;
using Monitor.Web.Access;
using Monitor.Web.Access.Pages;
using Monitor.Web.Components;
using Monitor.Web.Live;

namespace Monitor.Web.Tickets.Packs;

/// <summary>The frozen evidence of a ticket on the screen, as the file has it; live while it is still made.</summary>
public sealed partial class EvidencePage(PackDesk desk, LiveFeed feed, UserZone zone, TimeProvider time) : ActorComponent, IDisposable
{
    private Paper? _paper;
    private string? _missing;
    private string? _title;
    private bool _isWhole;

    [Parameter]
    public int Number { get; set; }

    protected override void OnInitialized()
    {
        zone.Changed += Reread;
        Follow(feed, time, () => _isWhole ? Task.CompletedTask : ReadAsync(), LiveFeed.Tickets);
    }

    protected override Task OnParametersSetAsync()
    {
        _isWhole = false;
        return ReadAsync();
    }

    private Task ReadAsync() => LoadAsync(Permissions.TicketsRead, async actor => (_paper, _missing) = await FindAsync(actor));

    private async Task<(Paper? Paper, string? Missing)> FindAsync(Actor actor)
    {
        if ((_title = await desk.TitleAsync(actor, Number, Gone)) is null)
        {
            return (null, TicketOutcome.NotFound.Message);
        }

        try
        {
            if (await desk.ReadAsync(actor, Number, Gone) is { } content)
            {
                _isWhole = content.Pack.CompletedAt is not null;
                return (PackPaper.Of(content.Pack, content.Similar, new PaperTimes(zone.Zone)), null);
            }
        }
        catch (FormatException damaged)
        {
            return (null, damaged.Message);
        }

        return (null, (await desk.FindAsync(actor, Number, Gone))?.State switch
        {
            PackState.Waiting => "It is being frozen now and comes up here by itself.",
            PackState.Skipped => "It was put off, since so many tickets opened at once. Ask for it on the ticket.",
            PackState.Failed => "It could not be made. The ticket says why, and lets you try again.",
            _ => "Evidence is frozen when a problem opens a ticket. This one has none, or its host or logs are not yours to see.",
        });
    }

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
