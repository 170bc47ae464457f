using Microsoft.AspNetCore.Components;
using Monitor.Domain.Access;
using Monitor.Domain.Efficiency;
using Monitor.Web.Access.Pages;
using Monitor.Web.Components;
using Monitor.Web.Efficiency.Settings;
using Monitor.Web.Live;

namespace Monitor.Web.Efficiency.Screens.Settings;

/// <summary>What efficient means for the fleet or a group, where that comes from, and the form to change it, live. The group, and whether it is being changed, are in the URL.</summary>
public sealed partial class SettingsPage(SettingsBoard board, SettingsDesk desk, LiveFeed feed, TimeProvider time) : ActorComponent
{
    private static readonly IReadOnlyList<string> Zones =
        [.. TimeZoneInfo.GetSystemTimeZones().Where(z => z.HasIanaId && z.Id.Contains('/')).Select(z => z.Id).Order(StringComparer.Ordinal).Take(600), "UTC"];

    private readonly IReadOnlyList<NamedId> _groups = [];
    private SettingsPageView? _view;

    /// <summary>What the form was filled from: whoever saves says what was looked at.</summary>
    private int _version;
    private int? _shown;
    private bool _isEditing;
    private bool _isTakingBack;
    private bool _isGone;
    private bool _isBusy;

    [SupplyParameterFromQuery]
    public int? Group { get; set; }

    [SupplyParameterFromQuery(Name = "edit")]
    public string? IsEdited { get; set; }

    protected override void OnInitialized() => Follow(feed, time, ReadAsync, LiveFeed.Efficiency);

    protected override Task OnParametersSetAsync()
    {
        if (_shown != Group)
        {
            // Another group: what was typed or asked for the one before is not for it.
            (_shown, _view, _isEditing, _isTakingBack, _isGone) = (Group, null, false, false, false);
        }

        return ReadAsync();
    }

    private Task ReadAsync() => LoadAsync(Permissions.EfficiencyRead, async actor =>
    {
        var (group, view) = (Group, await board.ReadAsync(actor, Group, Gone));
        if (group != Group)
        {
            return;
        }

        var opens = IsEdited == "yes" && !_isEditing;
        _isEditing = IsEdited == "yes" && view is { MayChange: true };
        _version = opens || !_isEditing ? view?.Own?.Version ?? 0 : _version;

        // What a form was filled from stays until it is saved or left.
        _view = _isEditing && !opens && _view is not null && view is not null ? view with { Settings = _view.Settings } : view;
        _isGone = view is null;
    });

    private Task SaveAsync(EfficiencySettings settings) => RunAsync(settings, "Saved. It counts from now on and, but for what the network can carry, for the past too.");

    private Task TakeBackAsync() => RunAsync(null, "Taken back. What lies above counts again.");

    private Task RunAsync(EfficiencySettings? settings, string done) => _isBusy ? Task.CompletedTask : ActAsync(Permissions.EfficiencyManage, async actor =>
    {
        _isBusy = true;
        try
        {
            var outcome = await desk.SaveAsync(actor, Group, _version, settings, Gone);
            if (outcome.Result is SettingsResult.Done or SettingsResult.Conflict)
            {
                // After a conflict what somebody else made of it is what is changed next.
                (_isEditing, _isTakingBack) = (false, false);
                await ReadAsync();
            }

            (Problem, Done) = (outcome.IsDone ? null : outcome.Message, outcome.IsDone ? done : null);
            if (outcome.IsDone)
            {
                Edit(false);
            }
        }
        finally
        {
            _isBusy = false;
        }
    });

    private void Edit(bool isOn) => Navigation.NavigateTo(Navigation.GetUriWithQueryParameter("edit", isOn ? "yes" : null));

    private void GoGroup(int? group) => Navigation.NavigateTo(Navigation.GetUriWithQueryParameters(new Dictionary<string, object?> { ["group"] = group, ["edit"] = null }));
}
