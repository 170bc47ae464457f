using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Monitor.Domain.Access;
using Monitor.Domain.Metrics;
using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Suppression;
using Monitor.Web.Access;
using Monitor.Web.Components;
using Monitor.Web.Live;

namespace Monitor.Web.Problems.Suppression;

/// <summary>Plans or changes maintenance, and shows meanwhile which hosts it is about and when it will be open. One form, one key.</summary>
public sealed partial class MaintenanceForm(MatchFinder finder, AccessGate gate, UserZone zone, TimeProvider time)
{
    private static readonly (string Key, string Title)[] Days =
        [("MO", "Mon"), ("TU", "Tue"), ("WE", "Wed"), ("TH", "Thu"), ("FR", "Fri"), ("SA", "Sat"), ("SU", "Sun")];

    private static readonly string[] Zones =
        [.. TimeZoneInfo.GetSystemTimeZones().Where(z => z.HasIanaId && z.Id.Contains('/')).Select(z => z.Id).Order(StringComparer.Ordinal).Take(600), "UTC"];

    private readonly ScreenLife _left = new();
    private readonly MatchWatch _watch = new(finder, time, isOfHosts: true);
    private readonly Guid _key = Guid.NewGuid();
    private readonly HashSet<string> _days = [];
    private string _name = "";
    private string _reason = "";
    private string _matchers = "";
    private string _lasts = "2 h";
    private string _zone = "UTC";
    private string _repeats = "once";
    private string _rule = "";
    private DateTime _starts;
    private MaintenanceWindow? _draft;
    private string? _timeError;
    private string? _error;
    private bool _busy;

    [CascadingParameter]
    public required Task<AuthenticationState> AuthenticationState { get; set; }

    /// <summary>The window to change; null: a new one.</summary>
    [Parameter]
    public MaintenanceWindow? Window { get; set; }

    [Parameter]
    public string Matchers { get; set; } = "";

    /// <summary>True when it was saved.</summary>
    [Parameter, EditorRequired]
    public required Func<MaintenanceWish, Task<bool>> OnSave { get; set; }

    protected override async Task OnInitializedAsync()
    {
        _matchers = Matchers;
        if (Window is null)
        {
            _zone = zone.Zone.Id;
            _starts = ZonedTime.ToLocal(time.GetUtcNow(), zone.Zone).Date.AddDays(1).AddHours(22);
        }
        else
        {
            (_name, _reason, _starts, _zone) = (Window.Name, Window.Reason, Window.StartsLocal, Window.Zone);
            _lasts = DurationText.Of(Window.Duration);
            (_repeats, _rule) = Window.Recurrence is null ? ("once", "") : ("rule", Window.Recurrence);
        }

        Reckon();
        await _watch.LookAsync(ActorAsync, _matchers, atOnce: true, _left.Token);
    }

    private async Task TypeAsync(string? matchers)
    {
        _matchers = matchers ?? "";
        if (await _watch.LookAsync(ActorAsync, _matchers, atOnce: false, _left.Token))
        {
            StateHasChanged();
        }
    }

    private void Toggle(string day)
    {
        if (!_days.Remove(day))
        {
            _days.Add(day);
        }

        Reckon();
    }

    /// <summary>When it would be open, or why that cannot be said yet.</summary>
    private void Reckon()
    {
        (_draft, _timeError) = (null, null);
        if (Wish() is not { } wish)
        {
            (_timeError, _error) = (_error, null);
            return;
        }

        // Name and hosts may still be missing: only the times count here.
        var draft = MaintenanceDesk.Draft(wish with { Name = "x", Matchers = "host~*", Reason = "" });
        (draft.CreatedAt, draft.Cuts) = (Window?.CreatedAt ?? time.GetUtcNow(), Window?.Cuts ?? []);
        var errors = SilenceCheck.Errors(draft, time.GetUtcNow());
        _draft = errors.Count == 0 ? draft : null;
        _timeError = string.Join(' ', errors);
    }

    private async Task SaveAsync()
    {
        if (Wish() is not { } wish)
        {
            return;
        }

        _busy = true;
        try
        {
            await OnSave(wish);
        }
        finally
        {
            _busy = false;
        }
    }

    private MaintenanceWish? Wish()
    {
        _error = DurationText.TryParse(_lasts, out var lasts) ? null : "How long it lasts is a duration such as 30 min, 2 h or 1 d.";
        return _error is null ? new MaintenanceWish(_name, _reason, _matchers, _starts, lasts, _zone, Recurrence(), _key) : null;
    }

    private string? Recurrence() => _repeats switch
    {
        "daily" => "FREQ=DAILY",
        "weekly" => _days.Count == 0 ? "FREQ=WEEKLY" : "FREQ=WEEKLY;BYDAY=" + string.Join(',', Days.Where(d => _days.Contains(d.Key)).Select(d => d.Key)),
        "monthly" => "FREQ=MONTHLY",
        "weekday" => RecurrenceText.Of(new Recurrence
        {
            Frequency = RecurrenceFrequency.Monthly, Days = [new RecurrenceDay(_starts.Day > 28 ? -1 : (_starts.Day + 6) / 7, _starts.DayOfWeek)],
        }),
        "rule" => _rule,
        _ => null,
    };

    private async Task<Actor> ActorAsync() => await gate.RequireAsync((await AuthenticationState).User, Permissions.MaintenanceEdit, _left.Token);

    public void Dispose()
    {
        _left.Dispose();
        _watch.Dispose();
    }
}
