using Monitor.Domain.Access;
using Monitor.Web.Access;
using Monitor.Web.Access.Pages;
using Monitor.Web.Components;

namespace Monitor.Web.Tickets.Catalog;

/// <summary>What the pages about the catalog share: they read it whole, and read it anew after each change.</summary>
public abstract class CatalogComponent : ActorComponent
{
    protected TicketCatalog? Catalog { get; private set; }

    /// <summary>What is being changed; 0: something new; null: nothing.</summary>
    protected int? Editing { get; set; }

    /// <summary>The version that is being changed.</summary>
    protected string? Seen { get; set; }

    /// <summary>The version of what is there now; null: nothing.</summary>
    protected virtual string? VersionOf(int id) => null;

    protected override Task OnInitializedAsync() => ReadAsync();

    protected Task ReadAsync() => LoadAsync(Permissions.TicketsConfigure, async actor =>
        Catalog = await Services.GetRequiredService<CatalogQueries>().ReadAsync(actor, isWhole: true, Gone));

    /// <summary>The form is closed when the change is done.</summary>
    protected Task ChangeAsync(string done, Func<Actor, Task<string?>> act) => ActAsync(Permissions.TicketsConfigure, async actor =>
    {
        Problem = await act(actor);
        Done = Problem is null ? done : null;
        Editing = Problem is null ? null : Editing;
        await ReadAsync();
        if (Problem == CatalogVersion.Conflict && Editing is { } id)
        {
            Seen = VersionOf(id); // told once; whoever saves then has seen it
        }
    }, done);

    protected IReadOnlyList<NamedId> Categories(Func<int, bool> isOffered) =>
        [.. Catalog!.Tree.InOrder().Where(c => isOffered(c.Category.Id)).Select(c => new NamedId(c.Category.Id, Catalog.Tree.PathOf(c.Category.Id)))];

    protected string TeamOf(int? id) => Catalog!.Teams.FirstOrDefault(t => t.Id == id)?.Name ?? "";
}
