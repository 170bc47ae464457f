using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Monitor.Domain.Access;
using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Suppression;
using Monitor.Web.Access;
using Monitor.Web.Components;
using Monitor.Web.Live;

namespace Monitor.Web.Problems.Suppression;

/// <summary>Makes or changes a silence, and shows while one types what it would fit. Times are in the reader's zone. One form, one key.</summary>
public sealed partial class SilenceForm(MatchFinder finder, AccessGate gate, UserZone zone, TimeProvider time)
{
    private readonly ScreenLife _left = new();
    private readonly MatchWatch _watch = new(finder, time, isOfHosts: false);
    private readonly Guid _key = Guid.NewGuid();
    private string _matchers = "";
    private string _reason = "";
    private string _lasts = "4 h";
    private DateTime? _starts;
    private DateTime _ends;
    private DateTime _endsBefore;
    private string? _error;
    private bool _busy;

    [CascadingParameter]
    public required Task<AuthenticationState> AuthenticationState { get; set; }

    /// <summary>The silence to change; null: a new one.</summary>
    [Parameter]
    public Silence? Silence { get; set; }

    [Parameter]
    public string Matchers { get; set; } = "";

    /// <summary>True when it was saved.</summary>
    [Parameter, EditorRequired]
    public required Func<SilenceWish, Task<bool>> OnSave { get; set; }

    private UserZone Zone => zone;

    protected override async Task OnInitializedAsync()
    {
        (_matchers, _reason) = (Matchers, Silence?.Reason ?? "");
        _ends = _endsBefore = ZonedTime.ToLocal(Silence?.EndsAt ?? time.GetUtcNow(), zone.Zone);
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

    private SilenceWish? Wish()
    {
        _error = null;
        if (Silence is not null)
        {
            // A wall clock shows some times twice: what nobody changed stays the moment that it was.
            return new SilenceWish(_matchers, _reason, null, _ends == _endsBefore ? Silence.EndsAt : ZonedTime.ToMoment(_ends, zone.Zone), _key);
        }

        if (!DurationText.TryParse(_lasts, out var lasts))
        {
            _error = "How long it lasts is a duration such as 30 min, 4 h or 1 d.";
            return null;
        }

        DateTimeOffset? starts = _starts is { } local ? ZonedTime.ToMoment(local, zone.Zone) : null;
        return new SilenceWish(_matchers, _reason, starts, (starts ?? time.GetUtcNow()) + lasts, _key);
    }

    private async Task<Actor> ActorAsync() => await gate.RequireAsync((await AuthenticationState).User, Permissions.SilencesEdit, _left.Token);

    public void Dispose()
    {
        _left.Dispose();
        _watch.Dispose();
    }
}
