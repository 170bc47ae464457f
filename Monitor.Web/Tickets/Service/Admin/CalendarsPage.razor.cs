using Microsoft.AspNetCore.Components;
using Monitor.Domain.Access;
using Monitor.Web.Access;

namespace Monitor.Web.Tickets.Service.Admin;

/// <summary>The calendars of service time. The chosen one, or a new one, is in the URL.</summary>
public sealed partial class CalendarsPage
{
    private IReadOnlyList<CalendarLine>? _lines;

    [Inject]
    public required CalendarDesk Desk { get; set; }

    [Inject]
    public required TimeProvider Time { get; set; }

    [SupplyParameterFromQuery(Name = "calendar")]
    public int? CalendarId { get; set; }

    protected override string Address => "/admin/calendars";

    private bool IsNew => New == true && CalendarId is null;

    private CalendarLine? Chosen => _lines?.FirstOrDefault(l => l.Calendar.Id == CalendarId);

    protected override (int Id, uint Version)? Opened => Chosen?.Calendar is { } calendar ? (calendar.Id, calendar.RowVersion) : null;

    protected override Task FetchAsync() => LoadAsync(Permissions.TicketsConfigure, async actor => _lines = await Queries.CalendarsAsync(actor, Gone));

    private Task<IReadOnlyList<string>> SaveAsync(CalendarWish wish) =>
        RunAsync("The calendar is saved; clocks that run by it follow it from now on.", actor => Desk.SaveAsync(actor, Chosen?.Calendar.Id, Version, wish, Gone));

    private Task<IReadOnlyList<string>> DeleteAsync() => RunAsync("The calendar is deleted.", actor => Desk.DeleteAsync(actor, Chosen!.Calendar.Id, Gone));
}
