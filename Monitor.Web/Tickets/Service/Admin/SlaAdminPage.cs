using Microsoft.AspNetCore.Components;
using Monitor.Domain.Access;
using Monitor.Web.Access;
using Monitor.Web.Access.Pages;
using Monitor.Web.Components;

namespace Monitor.Web.Tickets.Service.Admin;

/// <summary>What the pages of calendars and service levels share: a list with a form above it, open for the one in the URL or for a new one.</summary>
public abstract class SlaAdminPage : ActorComponent
{
    private int? _openedId;
    private readonly ActTurn _turn = new();

    [Inject]
    public required SlaQueries Queries { get; set; }

    [SupplyParameterFromQuery]
    public bool? New { get; set; }

    protected abstract string Address { get; }

    /// <summary>What the form is open for, as it was read last; null: for a new one, or it is closed.</summary>
    protected abstract (int Id, uint Version)? Opened { get; }

    /// <summary>
    /// The version that the open form was filled from. The list is read again while somebody types, and the form is not: whoever saves says what was looked at.
    /// </summary>
    protected uint? Version { get; private set; }

    protected override Task OnParametersSetAsync() => ReadAsync();

    protected async Task ReadAsync()
    {
        await FetchAsync();
        if (Failed)
        {
            // The form is gone from the screen, and filled anew after the next reading.
            (_openedId, Version) = (null, null);
        }
        else if (Opened?.Id != _openedId)
        {
            TakeOver();
        }
    }

    protected abstract Task FetchAsync();

    /// <summary>What is typed goes on from what was read last.</summary>
    protected void TakeOver() => (_openedId, Version) = (Opened?.Id, Opened?.Version);

    /// <summary>One act at a time.</summary>
    protected Task InTurnAsync(string permission, Func<Actor, Task> act) => _turn.RunAsync(async () =>
    {
        await ActAsync(permission, act);
        return true;
    });

    /// <summary>Goes back to the list when it is done; returns why not otherwise. What somebody else did meanwhile is then in the list, and what is typed stays.</summary>
    protected async Task<IReadOnlyList<string>> RunAsync(string done, Func<Actor, Task<SlaOutcome>> act)
    {
        IReadOnlyList<string> problems = [];
        await InTurnAsync(Permissions.TicketsConfigure, async actor =>
        {
            var outcome = await act(actor);
            problems = outcome.Messages;
            if (outcome.IsDone)
            {
                Done = done;
                await ReadAsync();
                Navigation.NavigateTo(Address);
            }
            else if (outcome.Result == SlaResult.Conflict)
            {
                await ReadAsync();
                TakeOver();
            }
        });
        StateHasChanged();
        return problems;
    }
}
