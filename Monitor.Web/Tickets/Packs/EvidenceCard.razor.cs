using System.Globalization;
using Microsoft.AspNetCore.Components;
using Monitor.Domain.Access;
using Monitor.Web.Access.Pages;
using Monitor.Web.Live;

namespace Monitor.Web.Tickets.Packs;

/// <summary>What evidence a ticket has, to take along; live while it is made. Tickets without a problem have none.</summary>
public sealed partial class EvidenceCard(PackDesk desk, LiveFeed feed, TimeProvider time) : ActorComponent
{
    private PackView? _pack;
    private bool _isRead;
    private bool _mayWork;
    private bool _busy;

    [Parameter, EditorRequired]
    public int Number { get; set; }

    private bool MayRetry => _mayWork;

    protected override void OnInitialized() => Follow(feed, time, ReadAsync, LiveFeed.Tickets);

    protected override Task OnParametersSetAsync() => ReadAsync();

    private Task ReadAsync() => LoadAsync(Permissions.TicketsRead, async actor =>
    {
        _pack = await desk.FindAsync(actor, Number, Gone);
        (_isRead, _mayWork) = (true, actor.May(Permissions.TicketsWork));
    });

    private async Task RetryAsync()
    {
        _busy = true;
        await ActAsync(Permissions.TicketsRead, async actor =>
        {
            var outcome = await desk.RetryAsync(actor, Number, Gone);
            Problem = outcome.IsDone ? null : outcome.Message;
            _pack = await desk.FindAsync(actor, Number, Gone);
        });
        _busy = false;
    }

    private string Address(string format) => PackFile.Address(Number, format, Zone.Zone);

    private string Minute(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, Zone.Zone).ToString("HH:mm", CultureInfo.InvariantCulture);

    private static string Of(int kept, int left) =>
        kept == 0 ? "none" : left == 0 ? $"{kept:N0}" : string.Create(CultureInfo.InvariantCulture, $"{kept:N0}, of {kept + left:N0} those that say most");
}
