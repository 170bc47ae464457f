using Microsoft.AspNetCore.Components;
using Monitor.Domain.Access;
using Monitor.Domain.Tickets.Automation;
using Monitor.Web.Access;

namespace Monitor.Web.Tickets.Automation.Admin;

/// <summary>Triggers and macros in their order, and the form for one of them.</summary>
public sealed partial class AutomationPage
{
    private IReadOnlyList<AutomationLine>? _lines;
    private AutomationOptions? _options;
    private AutomationWish? _editing;
    private int? _id;

    /// <summary>What the open form was filled from: whoever saves says what was looked at.</summary>
    private uint? _version;
    private bool _busy;

    [Inject]
    public required AutomationDesk Desk { get; set; }

    [Inject]
    public required AutomationQueries Queries { get; set; }

    protected override Task OnInitializedAsync() => ReadAsync();

    private Task ReadAsync() => LoadAsync(Permissions.TicketsConfigure, async actor =>
        (_lines, _options) = (await Queries.ListAsync(actor, Gone), await Queries.OptionsAsync(actor, Gone)));

    private void Edit(AutomationLine? line, AutomationKind kind)
    {
        (Problem, Done) = (null, null);
        (_id, _version) = (line?.Id, line?.Version);
        _editing = line?.Wish ?? new AutomationWish("", kind) { Event = kind == AutomationKind.Trigger ? TicketEvent.Opened : null };
    }

    private Task SaveAsync(AutomationWish wish) => DoAsync("It is saved.", actor => Desk.SaveAsync(actor, _id, _version, wish, Gone));

    private Task DeleteAsync() => DoAsync("It is deleted.", actor => Desk.DeleteAsync(actor, _id!.Value, _version!.Value, Gone));

    private Task MoveAsync(int id, bool up) => DoAsync(null, actor => Desk.MoveAsync(actor, id, up, Gone));

    private Task SwitchAsync(AutomationLine line) =>
        DoAsync(line.Wish.IsEnabled ? $"{line.Wish.Name} is switched off." : $"{line.Wish.Name} is switched on.", actor => Desk.SwitchAsync(actor, line.Id, line.Version, !line.Wish.IsEnabled, Gone));

    private async Task<AutomationTrial?> TryAsync(IReadOnlyList<AutomationCondition> conditions)
    {
        AutomationTrial? trial = null;
        await ActAsync(Permissions.TicketsConfigure, async actor => trial = await Queries.TryAsync(actor, conditions, Gone));
        StateHasChanged();
        return trial;
    }

    /// <summary>The form is closed when it is done. What somebody else did meanwhile is then in the list, what is typed stays, and the next save counts.</summary>
    private async Task DoAsync(string? done, Func<Actor, Task<string?>> act)
    {
        _busy = true;
        await ActAsync(Permissions.TicketsConfigure, async actor =>
        {
            Problem = await act(actor);
            Done = Problem is null ? done : null;
            _editing = Problem is null ? null : _editing;
            await ReadAsync();
            if (Problem == AutomationDesk.Conflict && _editing is not null)
            {
                _version = _lines?.FirstOrDefault(l => l.Id == _id)?.Version;
            }
        }, done ?? new object()); // a step up or down is asked for as often as it is clicked
        _busy = false;
        StateHasChanged();
    }
}
