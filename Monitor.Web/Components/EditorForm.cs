using Microsoft.AspNetCore.Components;

namespace Monitor.Web.Components;

/// <summary>What forms have in common in which a thing is made, changed or deleted: what they are filled from, what they hand back, and that nothing is sent twice.</summary>
public abstract class EditorForm<TWish, TOptions> : ComponentBase
{
    /// <summary>What it is filled from.</summary>
    [Parameter, EditorRequired]
    public required TWish Wish { get; set; }

    [Parameter]
    public bool IsNew { get; set; }

    /// <summary>What can be chosen.</summary>
    [Parameter, EditorRequired]
    public required TOptions Options { get; set; }

    /// <summary>Why it was not saved, or not tried.</summary>
    [Parameter]
    public string? Problem { get; set; }

    [Parameter, EditorRequired]
    public required Func<TWish, Task> OnSave { get; set; }

    [Parameter]
    public EventCallback OnDelete { get; set; }

    [Parameter]
    public EventCallback OnClose { get; set; }

    protected bool IsBusy { get; private set; }

    protected async Task BusyAsync(Func<Task> act)
    {
        IsBusy = true;
        try
        {
            await act();
        }
        finally
        {
            IsBusy = false;
        }
    }
}
