using Microsoft.AspNetCore.Components;
using Monitor.Domain.Tickets.Service;

namespace Monitor.Web.Tickets.Service.Admin;

/// <summary>Makes or changes a calendar, and shows meanwhile what it says.</summary>
public sealed partial class CalendarForm
{
    private static readonly string[] Zones =
        [.. TimeZoneInfo.GetSystemTimeZones().Where(z => z.HasIanaId && z.Id.Contains('/')).Select(z => z.Id).Order(StringComparer.Ordinal).Take(600), "UTC"];

    private string _name = "";
    private string _zone = "UTC";
    private string _hours = "MO-FR 09:00-17:00";
    private string _holidays = "";
    private ServiceHours? _hoursRead;
    private IReadOnlyList<string> _errors = [];

    [Inject]
    public required NavigationManager Navigation { get; set; }

    /// <summary>Null: a new one.</summary>
    [Parameter]
    public CalendarLine? Line { get; set; }

    /// <summary>Returns why not; nothing when it was saved.</summary>
    [Parameter, EditorRequired]
    public required Func<CalendarWish, Task<IReadOnlyList<string>>> OnSave { get; set; }

    private CalendarWish Wish => new(_name, _zone, _hours, _holidays);

    protected override void OnInitialized()
    {
        _zone = Zone.Zone.Id;
        if (Line?.Calendar is { } calendar)
        {
            (_name, _zone, _hours, _holidays) = (calendar.Name, calendar.Zone, calendar.Hours, calendar.Holidays);
        }

        Reckon();
    }

    private void Reckon()
    {
        var draft = CalendarDesk.Draft(Wish);
        (_hoursRead, _errors) = ServiceHoursText.Read(draft.Zone, draft.Hours, draft.Holidays);
    }

    private Task SaveAsync() => RunAsync(() => OnSave(Wish));
}
