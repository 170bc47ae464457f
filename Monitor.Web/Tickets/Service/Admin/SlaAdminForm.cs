using Microsoft.AspNetCore.Components;

namespace Monitor.Web.Tickets.Service.Admin;

/// <summary>What the forms of a calendar and of a service level share: one act at a time, and what was refused stays on the screen.</summary>
public abstract class SlaAdminForm : ComponentBase
{
    /// <summary>Returns why not; nothing when it was deleted.</summary>
    [Parameter, EditorRequired]
    public required Func<Task<IReadOnlyList<string>>> OnDelete { get; set; }

    protected IReadOnlyList<string> Refused { get; set; } = [];

    protected bool Busy { get; private set; }

    protected Task DeleteAsync() => RunAsync(OnDelete);

    protected async Task RunAsync(Func<Task<IReadOnlyList<string>>> act)
    {
        if (Busy)
        {
            return;
        }

        Busy = true;
        try
        {
            Refused = await act();
        }
        finally
        {
            Busy = false;
        }
    }
}
