using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Monitor.Domain.Access;
using Monitor.Domain.Tickets;
using Monitor.Web.Access;
using Monitor.Web.Live;

namespace Monitor.Web.Tickets;

/// <summary>The form with which anybody opens a ticket. One form, one key: however often it is sent, it opens one ticket.</summary>
public sealed partial class NewTicketPage(TicketDesk desk, TicketQueries queries, AccessGate gate, NavigationManager navigation) : IDisposable
{
    private readonly ScreenLife _left = new();
    private readonly Guid _key = Guid.NewGuid();
    private IReadOnlyList<(int Id, string Name)> _hosts = [];
    private string _title = "";
    private string _description = "";
    private string _host = "";
    private TicketPriority _priority = TicketPriority.Medium;
    private string _message = "";
    private bool _works;
    private bool _busy;

    [CascadingParameter]
    public required Task<AuthenticationState> AuthenticationState { get; set; }

    [SupplyParameterFromQuery]
    public int? Host { get; set; }

    protected override async Task OnInitializedAsync()
    {
        var actor = await gate.FindAsync((await AuthenticationState).User, _left.Token);
        if (actor?.May(Permissions.HostsRead) == true)
        {
            _hosts = await queries.HostsAsync(actor, _left.Token);
            _host = _hosts.Any(h => h.Id == Host) ? Host!.Value.ToString(CultureInfo.InvariantCulture) : "";
        }

        _works = actor?.May(Permissions.TicketsWork) == true;
    }

    private async Task OpenAsync()
    {
        _busy = true;
        try
        {
            var actor = await gate.RequireAsync((await AuthenticationState).User, Permissions.PortalUse, _left.Token);
            int? hostId = int.TryParse(_host, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;
            var outcome = await desk.OpenAsync(actor, new NewTicket(_title, _description, _priority, hostId, _key), _left.Token);
            _message = outcome.Message;
            if (outcome.IsDone)
            {
                navigation.NavigateTo($"/tickets/{outcome.Number}");
            }
        }
        catch (AccessRefusedException refused)
        {
            _message = refused.Message;
        }
        finally
        {
            _busy = false;
        }
    }

    public void Dispose() => _left.Dispose();
}
