using Microsoft.AspNetCore.Components;
using Monitor.Domain.Access;
using Monitor.Web.Access.People;

namespace Monitor.Web.Access.Pages;

public sealed partial class TeamsPage
{
    private const int Size = 50;

    private IReadOnlyList<TeamRow>? _rows;
    private int _total;
    private string _name = "";
    private int? _renaming;
    private string _newName = "";
    private int? _deleting;

    [SupplyParameterFromQuery(Name = "page")]
    private int? PageQuery { get; set; }

    private int PageNumber => Math.Clamp(PageQuery ?? 1, 1, 100_000);

    protected override async Task OnParametersSetAsync()
    {
        await ReadAsync();
        BackToLastPage(PageNumber, Size, _total);
    }

    private Task ReadAsync() => LoadAsync(Permissions.UsersManage, async actor =>
        (_rows, _total) = await Services.GetRequiredService<UserReader>().TeamsAsync(actor, (PageNumber - 1) * Size, Size, Gone));

    private Task CreateAsync() => RunAsync("The team is added.", async (desk, actor) =>
    {
        var problem = await desk.CreateAsync(actor, _name, Gone);
        _name = problem is null ? "" : _name;
        return problem;
    });

    private Task RenameAsync() => RunAsync("The team has its new name.", async (desk, actor) =>
    {
        var problem = await desk.RenameAsync(actor, _renaming!.Value, _newName, Gone);
        _renaming = problem is null ? null : _renaming;
        return problem;
    });

    private Task DeleteAsync(int teamId) => RunAsync("The team is deleted; its tickets and hosts have no team now.", (desk, actor) => desk.DeleteAsync(actor, teamId, Gone), teamId);

    private Task TurnAsync(int teamId, TeamPerson person) => RunAsync("Changed.", (desk, actor) =>
        desk.SetMemberAsync(actor, teamId, person.UserId, person.Role == TeamRole.Lead ? TeamRole.Member : TeamRole.Lead, Gone), (teamId, person.UserId));

    private Task ShareAsync(int teamId, string? assignment) => Enum.TryParse(assignment, out TeamAssignment chosen)
        ? RunAsync("New tickets of the team are given out so from now on.", (desk, actor) => desk.SetAssignmentAsync(actor, teamId, chosen, Gone), (teamId, chosen))
        : Task.CompletedTask;

    private Task RunAsync(string done, Func<TeamDesk, Actor, Task<string?>> act, object? about = null) => ActAsync(Permissions.UsersManage, async actor =>
    {
        Problem = await act(Services.GetRequiredService<TeamDesk>(), actor);
        Done = Problem is null ? done : null;
        await ReadAsync();
    }, (done, about));
}
