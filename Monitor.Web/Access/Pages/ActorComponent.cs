using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Monitor.Web.Hosting;
using Monitor.Web.Live;

namespace Monitor.Web.Access.Pages;

/// <summary>What the pages of this slice share: who acts, asked anew for each act, and what the last act said.</summary>
public abstract class ActorComponent : ComponentBase, IDisposable
{
    private readonly CancellationTokenSource _gone = new();
    private readonly HashSet<(string Name, object? About)> _running = [];
    private readonly Readings _readings = new();

    protected ActorComponent() => Gone = _gone.Token;

    [Inject]
    public required AccessGate Gate { get; set; }

    [Inject]
    public required IServiceProvider Services { get; set; }

    [Inject]
    public required NavigationManager Navigation { get; set; }

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    /// <summary>Cancelled when the person leaves the page.</summary>
    protected CancellationToken Gone { get; }

    protected string? Problem { get; set; }

    protected string? Done { get; set; }

    protected bool Failed { get; private set; }

    /// <summary>Something is being done: its button waits.</summary>
    protected bool IsActing => _running.Count > 0;

    protected async Task<Actor> ActorAsync(string permission) => await Gate.RequireAsync((await Authentication).User, permission, Gone);

    /// <summary>
    /// Runs an act for whoever is at the screen now. A refusal is told, not thrown. The same act once more while it runs, as a double click asks for, is let go; another one
    /// goes on beside it.
    /// </summary>
    /// <param name="about">Which row, or which of its acts, where one method does several.</param>
    protected async Task ActAsync(string permission, Func<Actor, Task> act, object? about = null, [CallerMemberName] string name = "")
    {
        if (!_running.Add((name, about)))
        {
            return;
        }

        (Problem, Done) = (null, null);
        try
        {
            await act(await ActorAsync(permission));
        }
        catch (AccessRefusedException refused)
        {
            Problem = refused.Message;
        }
        catch (Exception fault) when (DatabaseOutage.Is(fault))
        {
            Problem = "The database does not answer. Nothing was saved; what you typed is still here. Try again in a moment.";
        }
        catch (Exception fault) when (DatabaseOutage.IsForgotten(fault))
        {
            // Not done again by itself: nobody knows whether a part of it was saved before.
            Services.GetRequiredService<Databases>().AfterStopped();
            Problem = "The database did not know what was asked of it. What you typed is still here. Try again.";
        }
        catch (OperationCanceledException) when (Gone.IsCancellationRequested)
        {
            // The person left the page.
        }
        finally
        {
            _running.Remove((name, about));
        }
    }

    /// <summary>Reads what the page shows; a failure becomes the page's error state.</summary>
    protected async Task LoadAsync(string permission, Func<Actor, Task> read)
    {
        // What the last reading said is no longer so; what an act said still is.
        (Problem, Failed) = (Failed ? null : Problem, false);
        try
        {
            await _readings.RunAsync(() => ReadAsync(permission, read));
        }
        catch (AccessRefusedException refused)
        {
            (Failed, Problem) = (true, refused.Message);
        }
        catch (Exception fault) when (DatabaseOutage.Is(fault))
        {
            (Failed, Problem) = (true, "The database does not answer. Try again in a moment.");
        }
        catch (OperationCanceledException) when (Gone.IsCancellationRequested)
        {
            // The person left the page.
        }
    }

    /// <summary>
    /// Whoever left a page while it read may have left a connection behind on which the same question fails: new ones are asked once more. To close the connections whenever somebody leaves
    /// would cost everybody else theirs, mostly for nothing.
    /// </summary>
    private async Task ReadAsync(string permission, Func<Actor, Task> read)
    {
        try
        {
            await read(await ActorAsync(permission));
        }
        catch (Exception fault) when (DatabaseOutage.IsForgotten(fault))
        {
            Services.GetRequiredService<Databases>().AfterStopped();
            await read(await ActorAsync(permission));
        }
    }

    /// <summary>Reads again and draws after a change of one of the topics, until the person leaves.</summary>
    protected void Follow(LiveFeed feed, TimeProvider time, Func<Task> read, params string[] topics) => _ = feed.FollowAsync(time, () => InvokeAsync(async () =>
    {
        await read();
        StateHasChanged();
    }), Gone, topics);

    /// <summary>The page of a list is in the URL, so that it survives a reload and can be sent to somebody.</summary>
    protected void GoToPage(int page) => Navigation.NavigateTo(Navigation.GetUriWithQueryParameter("page", page == 1 ? null : (int?)page));

    /// <summary>Beyond its end a list shows its last page: what an old link pointed at has moved forward.</summary>
    protected void BackToLastPage(int page, int size, int total)
    {
        if (!Failed && page > 1 && total <= (page - 1) * size)
        {
            GoToPage(Math.Max(1, (total + size - 1) / size));
        }
    }

    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
        GC.SuppressFinalize(this);
    }
}
