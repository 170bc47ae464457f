using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Monitor.Domain.Access;
using Monitor.Web.Access;
using Monitor.Web.Components;
using Monitor.Web.Hosting;
using Monitor.Web.Live;

namespace Monitor.Web.Tickets.Views;

/// <summary>The switcher of saved views: one's own and those of one's teams. A view is its filter; while that is shown, the view is chosen.</summary>
public sealed partial class SavedViews(TicketViewDesk desk, AccessGate gate) : IDisposable
{
    private readonly ScreenLife _left = new();
    private IReadOnlyList<SavedTicketView> _views = [];
    private IReadOnlyList<NamedId> _teams = [];
    private string _name = "";
    private string _team = "";
    private string _message = "";
    private int? _deleting;
    private bool _open;

    /// <summary>There is one of this name; whoever saves once more replaces it.</summary>
    private bool _isTaken;
    private bool _busy;
    private bool _mayDeleteOthers;

    [CascadingParameter]
    public required Task<AuthenticationState> AuthenticationState { get; set; }

    [Parameter, EditorRequired]
    public required TicketListQuery Query { get; set; }

    [Parameter]
    public EventCallback<TicketListQuery> OnChoose { get; set; }

    private SavedTicketView? Current => _views.FirstOrDefault(v => v.Query == TicketListAddress.WriteOfScreen(Query with { Page = 1 }));

    private IEnumerable<(string Title, IReadOnlyList<SavedTicketView> Views)> Groups =>
        [("Mine", [.. _views.Where(v => v.IsOwn)]), ("Of my teams", [.. _views.Where(v => !v.IsOwn)])];

    protected override Task OnInitializedAsync() => DoAsync(async actor =>
    {
        _teams = await desk.TeamsAsync(actor, _left.Token);
        _mayDeleteOthers = actor.May(Permissions.TicketsAssign);
        return TicketOutcome.Done(0);
    });

    private Task ChooseAsync(ChangeEventArgs e)
    {
        var view = _views.FirstOrDefault(v => v.Id.ToString(CultureInfo.InvariantCulture) == e.Value?.ToString());
        return OnChoose.InvokeAsync(TicketListAddress.OfScreen(view?.Query ?? ""));
    }

    private void Close() => (_open, _isTaken, _message) = (false, false, "");

    private Task SaveAsync(bool replaces) => DoAsync(async actor =>
    {
        int? team = int.TryParse(_team, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;
        var outcome = await desk.SaveAsync(actor, _name, Query, team, replaces, _left.Token);
        (_open, _isTaken) = (!outcome.IsDone, outcome.Result == TicketResult.Conflict);
        return outcome;
    });

    private Task DeleteAsync() => DoAsync(actor =>
    {
        _deleting = null;
        return desk.DeleteAsync(actor, Current?.Id ?? 0, _left.Token);
    });

    private async Task DoAsync(Func<Actor, Task<TicketOutcome>> act)
    {
        if (_busy)
        {
            return;
        }

        _busy = true;
        try
        {
            var actor = await gate.RequireAsync((await AuthenticationState).User, Permissions.PortalUse, _left.Token);
            _message = (await act(actor)).Message;
            _views = await desk.ListAsync(actor, _left.Token);
        }
        catch (AccessRefusedException refused)
        {
            _message = refused.Message;
        }
        catch (Exception failure) when (DatabaseOutage.Is(failure))
        {
            _message = "The database does not answer. Try again in a moment.";
        }
        finally
        {
            _busy = false;
        }
    }

    public void Dispose() => _left.Dispose();
}
