using Microsoft.AspNetCore.Components;
using Monitor.Domain.Access;
using Monitor.Domain.Metrics;
using Monitor.Web.Access;
using Monitor.Web.Access.Pages;

namespace Monitor.Web.Metrics;

/// <summary>The tree of host groups. The chosen group is in the URL.</summary>
public sealed partial class GroupsPage(GroupDesk desk, HostReader reader) : ActorComponent
{
    private IReadOnlyList<HostGroup>? _groups;
    private int _shown;
    private string _name = "";
    private string _childName = "";
    private int _parentId = HostGroup.FleetId;

    [SupplyParameterFromQuery(Name = "group")]
    public int? GroupId { get; set; }

    private int Selected => GroupId ?? HostGroup.FleetId;

    protected override async Task OnParametersSetAsync()
    {
        if (_shown != Selected)
        {
            Problem = null;
            await LoadAsync();
        }
    }

    private Task LoadAsync() => LoadAsync(Permissions.HostsManage, async actor =>
    {
        _groups = await reader.TreeAsync(actor, Gone);
        var chosen = _groups.FirstOrDefault(g => g.Id == Selected);
        (_shown, _name, _childName, _parentId) = (Selected, chosen?.Name ?? "", "", chosen?.ParentId ?? HostGroup.FleetId);
    });

    private Task DoAsync(Func<Actor, CancellationToken, Task<HostOutcome>> command) => ActAsync(Permissions.HostsManage, async actor =>
    {
        var outcome = await command(actor, Gone);
        if (outcome.IsDone)
        {
            await LoadAsync();
        }
        else
        {
            Problem = outcome.Message;
        }
    });

    /// <summary>Every group after its parent.</summary>
    private IEnumerable<(HostGroup Group, int Depth)> Tree(int? parentId = null, int depth = 0) =>
        _groups!.Where(g => g.ParentId == parentId).SelectMany(g => Tree(g.Id, depth + 1).Prepend((g, depth)));

    private void Choose(int groupId) => Navigation.NavigateTo(Navigation.GetUriWithQueryParameter("group", groupId));
}
