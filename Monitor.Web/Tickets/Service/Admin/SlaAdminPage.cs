using Microsoft.AspNetCore.Components;
using Monitor.Domain.Access;
using Monitor.Web.Access;
using Monitor.Web.Access.Pages;

namespace Monitor.Web.Tickets.Service.Admin;

/// <summary>What the pages of calendars and service levels share: a list with a form above it, open for the one in the URL or for a new one.</summary>
public abstract class SlaAdminPage : ActorComponent
{
    [Inject]
    public required SlaQueries Queries { get; set; }

    [SupplyParameterFromQuery]
    public bool? New { get; set; }

    protected abstract string Address { get; }

    protected override Task OnParametersSetAsync() => ReadAsync();

    protected abstract Task ReadAsync();

    /// <summary>Goes back to the list when it is done; returns why not otherwise.</summary>
    protected async Task<IReadOnlyList<string>> RunAsync(string done, Func<Actor, Task<SlaOutcome>> act)
    {
        IReadOnlyList<string> problems = [];
        await ActAsync(Permissions.TicketsConfigure, async actor =>
        {
            var outcome = await act(actor);
            problems = outcome.Messages;
            if (outcome.IsDone)
            {
                Done = done;
                await ReadAsync();
                Navigation.NavigateTo(Address);
            }
        });
        StateHasChanged();
        return problems;
    }
}
