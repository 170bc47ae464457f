using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Routing;
using Monitor.Domain.Access;
using Monitor.Web.Access;
using Monitor.Web.Hosting;
using Monitor.Web.Live;

namespace Monitor.Web.Tickets.Views;

/// <summary>The tickets that this person may see, as a list or a board. Which ones and in which order stands in the address.</summary>
public sealed partial class TicketsPage(TicketLists lists, AccessGate gate, NavigationManager navigation) : IDisposable
{
    private const string ListPath = "/tickets";
    private const string BoardPath = "/tickets/board";

    private readonly ScreenLife _left = new();
    private Actor? _actor;
    private TicketListQuery _query = new TicketListQuery().ForScreen();
    private TicketChoices _choices = new();
    private bool _isBoard;
    private string? _error;

    [CascadingParameter]
    public required Task<AuthenticationState> AuthenticationState { get; set; }

    protected override Task OnInitializedAsync()
    {
        navigation.LocationChanged += Moved;
        ReadAddress();
        return LoadAsync();
    }

    private void Moved(object? sender, LocationChangedEventArgs e)
    {
        if (new Uri(e.Location).AbsolutePath is ListPath or BoardPath)
        {
            _ = InvokeAsync(() =>
            {
                ReadAddress();
                StateHasChanged();
            });
        }
    }

    private void ReadAddress()
    {
        var address = new Uri(navigation.Uri);
        _isBoard = address.AbsolutePath == BoardPath;
        _query = TicketListAddress.OfScreen(address.Query);
    }

    private async Task LoadAsync()
    {
        try
        {
            _actor = await gate.RequireAsync((await AuthenticationState).User, Permissions.PortalUse, _left.Token);
            _choices = await lists.ChoicesAsync(_actor, _query.Filter, _left.Token);
            _error = null;
        }
        catch (AccessRefusedException refused)
        {
            _error = refused.Message;
        }
        catch (Exception failure) when (DatabaseOutage.Is(failure))
        {
            _error = "The database does not answer. Try again in a moment.";
        }
    }

    private void Go(TicketListQuery query) => navigation.NavigateTo((_isBoard ? BoardPath : ListPath) + TicketListAddress.WriteOfScreen(query));

    private string ExportAddress(string format) => "/api/v1/tickets/export" + TicketListAddress.Write(_query with { Page = 1 }) + "&format=" + format;

    public void Dispose()
    {
        navigation.LocationChanged -= Moved;
        _left.Dispose();
    }
}
